import { test } from 'tap';
import {
  type Edge,
  EMPTY_EDGE,
  EMPTY_ROOT,
  grow,
  leafHash,
  nodeHash,
  packEdge,
  rootOfEdge,
  rootOfRow,
  sizeOfEdge,
  type Tile,
  TlogError,
  tilePath,
  tilesOfEdge,
  unpackEdge,
} from '../../src/tlog/index.ts';
import { fc } from '../helpers/property.ts';
import { faultOf } from './fault.ts';
import { entriesOf, treeHash } from './reference.ts';

/** The leaves and roots that Certificate Transparency's own tests use. */
const CT_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));

const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const hashesOf = (entries: readonly Uint8Array[]): Buffer => Buffer.concat(entries.map(leafHash));

test('the tree gives the roots of Certificate Transparency', async (t) => {
  for (const [size, root] of CT_ROOTS.entries()) {
    const { edge } = grow(EMPTY_EDGE, hashesOf(CT_LEAVES.slice(0, size)));
    t.equal(rootOfEdge(edge).toString('hex'), root, `${size} leaves`);
    t.equal(rootOfRow(hashesOf(CT_LEAVES.slice(0, size))).toString('hex'), root);
  }
  const [a, b] = [leafHash(Buffer.from('a')), leafHash(Buffer.from('b'))];
  t.same(nodeHash(a, b), treeHash([Buffer.from('a'), Buffer.from('b')]));
  t.same(rootOfEdge(EMPTY_EDGE), EMPTY_ROOT);
});

/** Grows a tree in steps; all it ever completed, and its last edge. */
function grown(steps: readonly number[]): { edge: Edge; complete: Tile[] } {
  let edge: Edge = EMPTY_EDGE;
  const complete: Tile[] = [];
  for (const step of steps) {
    const growth = grow(edge, hashesOf(entriesOf(step, sizeOfEdge(edge))));
    edge = growth.edge;
    complete.push(...growth.complete);
  }
  return { edge, complete };
}

const inOrder = (tiles: readonly Tile[]) =>
  tiles
    .map((tile) => [tilePath(tile), tile.hashes.toString('hex')] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));

test('in whatever steps a tree grows, it is the tree of RFC 6962', async (t) => {
  const steps = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 5 });
  fc.assert(
    fc.property(steps, (each) => {
      const total = each.reduce((sum, step) => sum + step, 0);
      const { edge, complete } = grown(each);
      const atOnce = grown([total]);
      t.equal(sizeOfEdge(edge), total);
      t.same(rootOfEdge(edge), treeHash(entriesOf(total)));
      t.same(inOrder(complete), inOrder(atOnce.complete));
      t.same(unpackEdge(total, packEdge(edge)), edge);
    }),
    { numRuns: 20 },
  );
});

test('a tree of 70,000 has the tiles that the specification counts', async (t) => {
  const { edge, complete } = grow(EMPTY_EDGE, Buffer.alloc(70_000 * 32, 7));
  const full = (level: number): number => complete.filter((tile) => tile.level === level).length;
  t.same([full(0), full(1), full(2)], [273, 1, 0]);
  t.same(
    tilesOfEdge(edge).map((tile) => [tile.level, tile.index, tile.width]),
    [
      [0, 273, 112],
      [1, 1, 17],
      [2, 0, 1],
    ],
  );
  t.equal(sizeOfEdge(edge), 70_000);
});

test('a tree of 256 has a full tile and one hash above it', async (t) => {
  const { edge, complete } = grow(EMPTY_EDGE, hashesOf(entriesOf(256)));
  t.same(complete.map(tilePath), ['tile/0/000']);
  t.same(tilesOfEdge(edge).map(tilePath), ['tile/1/000.p/1']);
  t.same(rootOfEdge(edge), treeHash(entriesOf(256)));
});

test('what is no edge and no leaves is refused', async (t) => {
  t.throws(() => grow(EMPTY_EDGE, Buffer.alloc(33)), TlogError);
  t.throws(() => unpackEdge(2, Buffer.alloc(32)), TlogError);
  t.throws(() => unpackEdge(2, Buffer.alloc(96)), TlogError);
  for (const size of [-1, 1.5, Number.NaN, 2 ** 53]) {
    t.equal(
      faultOf(() => unpackEdge(size, Buffer.alloc(0))),
      'out_of_range',
      String(size),
    );
  }
});
