import { test } from 'tap';
import {
  decodeBundle,
  ENTRY_BYTES_LIMIT,
  encodeBundle,
  levelsOf,
  parseTilePath,
  type TileName,
  TlogError,
  tileHolding,
  tilePath,
  tilesOfLevel,
} from '../../src/tlog/index.ts';
import { fc } from '../helpers/property.ts';
import { faultOf } from './fault.ts';

test('paths of tiles', async (t) => {
  const paths: [TileName, string][] = [
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 7, width: 1 }, 'tile/1/007.p/1'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 'entries', index: 1000, width: 255 }, 'tile/entries/x001/000.p/255'],
    [{ level: 63, index: 999_999, width: 256 }, 'tile/63/x999/999'],
  ];
  for (const [tile, path] of paths) {
    t.equal(tilePath(tile), path);
    t.same(parseTilePath(path), tile);
  }
});

test('a tile has one path and no other', async (t) => {
  for (const path of [
    '',
    'tile/0/0',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/00/001',
    'tile/64/001',
    'tile/-1/001',
    'tile/leaves/001',
    'tile/0/001.p/0',
    'tile/0/001.p/01',
    'tile/0/001.p/256',
    'tile/0/001.p/257',
    'tile/0/001.p/999',
    'tile/0/001.p/',
    'tile/0/001/',
    '/tile/0/001',
    'tile/0/../001',
    'tile/0/x009/x007/x199/x254/x740/x992',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/001\n',
  ]) {
    t.equal(parseTilePath(path), undefined, path);
  }
});

test('every path that is read is the path of what it names', async (t) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.nat({ max: 63 }), fc.constant('entries' as const)),
      fc.maxSafeNat(),
      fc.integer({ min: 1, max: 256 }),
      (level, index, width) => {
        t.same(parseTilePath(tilePath({ level, index, width })), { level, index, width });
      },
    ),
  );
});

test('which tiles a tree has', async (t) => {
  t.equal(levelsOf(0), 0);
  t.equal(levelsOf(255), 1);
  t.equal(levelsOf(256), 2);
  t.same(tilesOfLevel(0, 0), []);
  t.same(tilesOfLevel(0, 513).map(tilePath), ['tile/0/000', 'tile/0/001', 'tile/0/002.p/1']);
  t.same(tilesOfLevel(1, 513).map(tilePath), ['tile/1/000.p/2']);
  t.same(tilesOfLevel('entries', 3).map(tilePath), ['tile/entries/000.p/3']);
  t.equal(tilePath(tileHolding('entries', 255, 300)), 'tile/entries/000');
  t.equal(tilePath(tileHolding(0, 299, 300)), 'tile/0/001.p/44');
});

test('entries come out of a bundle as they went in', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (entries) => {
      const bundle = encodeBundle(entries);
      t.same(
        decodeBundle(bundle, entries.length),
        entries.map((entry) => Buffer.from(entry)),
      );
    }),
  );
  t.equal(encodeBundle([Buffer.from('ab'), Buffer.alloc(0)]).toString('hex'), '000261620000');
  const longest = Buffer.alloc(ENTRY_BYTES_LIMIT, 1);
  t.same(decodeBundle(encodeBundle([longest]), 1), [longest]);
});

test('bundles that are not whole are refused', async (t) => {
  t.throws(() => encodeBundle([Buffer.alloc(ENTRY_BYTES_LIMIT + 1)]), TlogError);
  const two = encodeBundle([Buffer.from('one'), Buffer.from('two')]);
  for (const [what, bytes, count] of [
    ['fewer than said', two, 3],
    ['more than said', two, 1],
    ['nothing', Buffer.alloc(0), 1],
    ['something where nothing is said', two, 0],
    ['cut in an entry', two.subarray(0, 9), 2],
    ['cut in a length', two.subarray(0, 6), 2],
    ['a byte behind', Buffer.concat([two, Buffer.of(0)]), 2],
  ] as const) {
    t.equal(
      faultOf(() => decodeBundle(bytes, count)),
      'malformed_bundle',
      what,
    );
  }
});
