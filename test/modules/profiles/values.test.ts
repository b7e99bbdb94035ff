import { test } from 'tap';
import { type FormColumn, type ItemOf, parseForm } from '../../../src/modules/profiles/form.ts';
import { readCell, readTable } from '../../../src/modules/profiles/values.ts';
import { smallForm } from './small-form.ts';

const TODAY = '2026-03-02';
const read = parseForm(smallForm());
const items = read.ok ? read.form.sections.flatMap((section) => section.items) : [];
const itemOf = (code: string) => items.find((item) => item.code === code);

test('good and bad values of every type', async (t) => {
  const huge = '9'.repeat(19);
  const table: [string, unknown, unknown][] = [
    ['FARMS', true, true],
    ['FARMS', false, false],
    ['FARMS', 'true', 'WRONG_TYPE'],
    ['FARMS', 1, 'WRONG_TYPE'],
    ['WAGES', '0', '0'],
    ['WAGES', '1000000.00', '100000000'],
    ['WAGES', '12.5', '1250'],
    ['WAGES', '1000000.01', 'OUT_OF_RANGE'],
    ['WAGES', '-0.01', 'OUT_OF_RANGE'],
    ['WAGES', '1.005', 'WRONG_TYPE'],
    ['WAGES', '1,000', 'WRONG_TYPE'],
    ['WAGES', '1e3', 'WRONG_TYPE'],
    ['WAGES', huge, 'WRONG_TYPE'],
    ['WAGES', 12, 'WRONG_TYPE'],
    ['WAGES', '', 'WRONG_TYPE'],
    ['WAGES', '=1+1', 'WRONG_TYPE'],
    ['LAND', 12.5, '12.5'],
    ['LAND', '12.50', '12.5'],
    ['LAND', '-0', '0'],
    ['LAND', '1000', '1000'],
    ['LAND', '1000.01', 'OUT_OF_RANGE'],
    ['LAND', -1, 'OUT_OF_RANGE'],
    ['LAND', '1.005', 'TOO_MANY_DECIMALS'],
    ['LAND', Number.NaN, 'WRONG_TYPE'],
    ['LAND', Number.POSITIVE_INFINITY, 'WRONG_TYPE'],
    ['LAND', 1e21, 'WRONG_TYPE'],
    ['LAND', huge, 'WRONG_TYPE'],
    ['LAND', [1], 'WRONG_TYPE'],
    ['SINCE', '2024-02-29', '2024-02-29'],
    ['SINCE', TODAY, TODAY],
    ['SINCE', '2026-03-03', 'IN_THE_FUTURE'],
    ['SINCE', '2023-02-29', 'NOT_A_DATE'],
    ['SINCE', '2024/02/28', 'NOT_A_DATE'],
    ['SINCE', 20240228, 'NOT_A_DATE'],
    ['INDUSTRY', 'A0111', 'A0111'],
    ['INDUSTRY', 'Z1', 'NOT_A_CODE'],
    ['INDUSTRY', 'A01111', 'NOT_A_CODE'],
    ['HEALTH', '3', '3'],
    ['HEALTH', 3, 'NOT_AN_OPTION'],
    ['HEALTH', '4', 'NOT_AN_OPTION'],
    ['HEALTH', 'constructor', 'NOT_AN_OPTION'],
    ['REMARK', ' 勤劳 ', '勤劳'],
    ['REMARK', 'x'.repeat(21), 'TOO_LONG'],
    ['REMARK', '   ', 'WRONG_TYPE'],
    ['REMARK', 'a\u0000b', 'WRONG_TYPE'],
    ['REMARK', '\ud800', 'WRONG_TYPE'],
    ['REMARK', {}, 'WRONG_TYPE'],
    ['REMARK', '11010519491231002X', 'FORBIDDEN_CONTENT'],
  ];
  for (const [code, given, expected] of table) {
    const result = readCell(itemOf(code) as FormColumn, given, TODAY);
    const found = 'fault' in result ? result.fault : result.value;
    t.equal(found, expected, `${code} ${JSON.stringify(given)}`);
  }
});

test('tables: rows by column, with the place of a fault', async (t) => {
  const crops = itemOf('CROPS') as ItemOf<'TABLE'>;
  const row = { CROP: 'RICE', INCOME: '10.00', BUYER: '粮站' };
  t.same(readTable(crops, [], TODAY), { value: [] }, 'none is an answer');
  t.same(readTable(crops, [row, { INCOME: '0', CROP: null }], TODAY), {
    value: [{ CROP: 'RICE', INCOME: '1000', BUYER: '粮站' }, { INCOME: '0' }],
  });
  const table: [unknown, string, unknown[]][] = [
    ['x', 'WRONG_TYPE', []],
    [{}, 'WRONG_TYPE', []],
    [[row, row, row, row], 'TOO_MANY_ROWS', []],
    [[null], 'WRONG_TYPE', [0]],
    [[row, []], 'WRONG_TYPE', [1]],
    [[{ CROP: 'RICE' }], 'COLUMN_REQUIRED', [0, 'INCOME']],
    [[row, { ...row, CROP: 'TEA' }], 'NOT_AN_OPTION', [1, 'CROP']],
    [[{ ...row, PRICE: '1' }], 'COLUMN_UNKNOWN', [0]],
    [[JSON.parse('{"__proto__": 1, "INCOME": "1"}')], 'COLUMN_UNKNOWN', [0]],
    [[{ ...row, BUYER: '粮'.repeat(11) }], 'TOO_LONG', [0, 'BUYER']],
  ];
  for (const [given, fault, path] of table) {
    t.match(readTable(crops, given, TODAY), { fault, path }, JSON.stringify(given));
  }
});
