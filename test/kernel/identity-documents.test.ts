import { test } from 'tap';
import { readIdentityNumber } from '../../src/kernel/identity-documents.ts';

const TODAY = '2026-03-01';

test('numbers of each type of document', async (t) => {
  const table: [Parameters<typeof readIdentityNumber>[0], string, string | null][] = [
    ['CITIZEN_ID', ' 11010519491231002x ', '11010519491231002X'],
    ['CITIZEN_ID', 'E12345678', null],
    ['HMT_RESIDENCE_PERMIT', '810000199408230021', '810000199408230021'],
    ['HMT_RESIDENCE_PERMIT', '810000199408230022', null],
    ['HMT_RESIDENCE_PERMIT', '11010519491231002X', null],
    ['FOREIGN_RESIDENCE_CARD', 'usa 110000000000', 'USA110000000000'],
    ['FOREIGN_RESIDENCE_CARD', '11010519491231002X', null],
    ['PASSPORT', 'e-1234 5678', 'E12345678'],
    ['PASSPORT', 'E1', null],
    ['HONG_KONG_MACAO_PERMIT', 'H12345678', 'H12345678'],
    ['HONG_KONG_MACAO_PERMIT', 'H1234567801', 'H1234567801'],
    ['HONG_KONG_MACAO_PERMIT', 'K12345678', null],
    ['TAIWAN_PERMIT', '12345678', '12345678'],
    ['TAIWAN_PERMIT', '1234567', null],
    ['OFFICER_CARD', '军字第1234567号', '军字第1234567号'],
    ['OFFICER_CARD', '军', null],
    ['PASSPORT', 'x'.repeat(65), null],
  ];
  for (const [type, text, expected] of table) {
    const read = readIdentityNumber(type, text, TODAY);
    t.equal(read.ok ? read.value : null, expected, `${type} ${text}`);
  }
});
