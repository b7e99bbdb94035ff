import { test } from 'tap';
import {
  ancestorAreaCodes,
  areaLevel,
  isWithinArea,
  padAreaCode,
  parentAreaCode,
  parseAreaCode,
  townshipKind,
  urbanRuralHint,
  villageKind,
} from '../../../src/modules/areas/codes.ts';

test('level, prefix and parent of a code', (t) => {
  const table: [string, string, string, string | null][] = [
    ['420000000000', 'PROVINCE', '42', null],
    ['429000000000', 'PREFECTURE', '4290', '420000000000'],
    ['429005000000', 'COUNTY', '429005', '429000000000'],
    ['429005100000', 'TOWNSHIP', '429005100', '429005000000'],
    ['429005100201', 'VILLAGE', '429005100201', '429005100000'],
    ['429005457598', 'VILLAGE', '429005457598', '429005457000'],
    ['441900003000', 'TOWNSHIP', '441900003', '441900000000'],
    ['441900003007', 'VILLAGE', '441900003007', '441900003000'],
  ];
  for (const [code, level, prefix, parent] of table) {
    const area = parseAreaCode(code);
    t.strictSame([area?.level, area?.prefix, area?.parent], [level, prefix, parent], code);
    t.ok(parent === null || isWithinArea(code, parent), `${code} is within its parent`);
  }
  t.strictSame(parseAreaCode('429005100201')?.segments, ['42', '90', '05', '100', '201']);
  t.end();
});

test('what is no division code', (t) => {
  const wrong = [
    '',
    '429005',
    '4290051002011',
    '029005100201',
    '000000000000',
    '420005000000',
    '420000100000',
    '429005000201',
    '42900510020a',
    '429005100201\n',
    '４２９００５１００２０１',
  ];
  for (const code of wrong) {
    t.equal(areaLevel(code), null, JSON.stringify(code));
    t.equal(parentAreaCode(code), null);
    t.equal(isWithinArea(code, '420000000000'), false);
  }
  t.equal(isWithinArea('429005100201', 'nothing'), false);
  t.equal(isWithinArea('429005100201', '429005101000'), false);
  t.equal(isWithinArea('429005000000', '429005000000'), true);
  t.end();
});

test('ancestors, short codes and counties under the province', (t) => {
  const above = ['429005100000', '429005000000', '429000000000', '420000000000'];
  t.strictSame(ancestorAreaCodes('429005100201'), above);
  t.strictSame(ancestorAreaCodes('420000000000'), []);
  t.equal(padAreaCode('4290'), '429000000000');
  t.end();
});

test('kinds of township- and village-level units at the edges of their ranges', (t) => {
  const townships: [string, string | undefined][] = [
    ['001', 'SUBDISTRICT'],
    ['099', 'SUBDISTRICT'],
    ['100', 'TOWN'],
    ['199', 'TOWN'],
    ['200', 'TOWNSHIP'],
    ['399', 'TOWNSHIP'],
    ['400', 'TOWNSHIP_LIKE'],
    ['599', 'TOWNSHIP_LIKE'],
    ['600', undefined],
  ];
  for (const [segment, kind] of townships) {
    t.equal(townshipKind(`429005${segment}000`)?.kind, kind, segment);
  }
  const villages: [string, string | undefined][] = [
    ['001', 'RESIDENTS_COMMITTEE'],
    ['199', 'RESIDENTS_COMMITTEE'],
    ['200', 'VILLAGERS_COMMITTEE'],
    ['399', 'VILLAGERS_COMMITTEE'],
    ['400', 'RESIDENTS_LIKE'],
    ['497', 'RESIDENTS_LIKE'],
    ['498', 'VIRTUAL_COMMUNITY'],
    ['499', 'RESIDENTS_LIKE'],
    ['500', 'VILLAGERS_LIKE'],
    ['597', 'VILLAGERS_LIKE'],
    ['598', 'VIRTUAL_QUARTER'],
    ['599', 'VILLAGERS_LIKE'],
    ['600', undefined],
  ];
  for (const [segment, kind] of villages) {
    t.equal(villageKind(`429005100${segment}`)?.kind, kind, segment);
  }
  t.equal(townshipKind('429005000000'), null);
  t.equal(villageKind('429005100000'), null);
  t.equal(townshipKind('429005100201')?.zh, '镇');
  t.end();
});

test('urban or rural: the published class decides, the village segment only hints', (t) => {
  t.equal(urbanRuralHint('429005100201'), 'RURAL');
  t.equal(urbanRuralHint('429005100001'), 'URBAN');
  t.equal(urbanRuralHint('429005457598'), 'RURAL');
  t.equal(urbanRuralHint('429005100201', '121'), 'URBAN');
  t.equal(urbanRuralHint('429005100001', '220'), 'RURAL');
  t.equal(urbanRuralHint('429005100001', '999'), 'URBAN');
  t.equal(urbanRuralHint('429005100000'), null);
  t.equal(urbanRuralHint('429005100001', 'toString'), 'URBAN');
  t.end();
});
