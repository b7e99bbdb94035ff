import { test } from 'tap';
import { inSets, readTable, TABLE_LIMITS } from '../../../src/kernel/bulk/table.ts';
import { safeCell, writeCsv } from '../../../src/kernel/bulk/write-csv.ts';
import { sheet, strings, workbook, zip } from './archive.ts';

async function rowsOf(file: Buffer | string, limits = TABLE_LIMITS) {
  const rows: { number: number; cells: readonly string[] }[] = [];
  for await (const row of readTable(Buffer.from(file as string), limits)) rows.push(row);
  return rows;
}
const cellsOf = async (file: Buffer | string) => (await rowsOf(file)).map(({ cells }) => cells);

/** "姓名,手机" and "王小明,138" in GBK. */
const GBK = Buffer.from('d0d5c3fb2cca d6bbfa0acdf5d0a1c3f72c313338'.replaceAll(' ', ''), 'hex');

test('text is read in the encodings of China', async (t) => {
  const wanted = [
    ['姓名', '手机'],
    ['王小明', '138'],
  ];
  const utf8 = '姓名,手机\n王小明,138';
  t.same(await cellsOf(utf8), wanted);
  t.same(await cellsOf(`\uFEFF${utf8}`), wanted, 'with a byte order mark');
  t.same(await cellsOf(GBK), wanted, 'GBK');
  // Four bytes in GB18030, none in GBK: read back by what wrote it down in the standard.
  const four = Buffer.from('8139ee392c9534b932', 'hex');
  t.same(await cellsOf(four), [new TextDecoder('gb18030').decode(four).split(',')], 'four bytes');
  const long = `姓名\n${'国'.repeat(200_000).replaceAll(/.{100}/gu, '$&\n')}`;
  t.ok(
    (await cellsOf(long)).flat().every((cell) => /^[姓名国]+$/.test(cell)),
    'across pieces',
  );
});

test('text in any other encoding is refused, and says where', async (t) => {
  const refused = { code: 'bulk.encoding' };
  await t.rejects(rowsOf(Buffer.from('姓名,手机', 'utf16le')), refused);
  await t.rejects(rowsOf(Buffer.from('a,b\0c')), { ...refused, details: { byte: 3 } });
  await t.rejects(rowsOf(Buffer.from([0xff, 0xff, 0x2c, 0x61])), refused);
  await t.rejects(
    rowsOf(Buffer.concat([Buffer.from('\uFEFFa'), Buffer.from([0xd0, 0xd5])])),
    refused,
  );
  await t.rejects(rowsOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2])), { code: 'bulk.format' });
});

test('CSV as people save it', async (t) => {
  t.same(await cellsOf('a;b;c\r\n1;"x;y";3\r\n'), [
    ['a', 'b', 'c'],
    ['1', 'x;y', '3'],
  ]);
  t.same(await cellsOf('a\tb\n"多\n行"\t2'), [
    ['a', 'b'],
    ['多\n行', '2'],
  ]);
  t.same(
    (await rowsOf('a,b\n\n , \n1,2,3\n')).map(({ number, cells }) => [number, ...cells]),
    [
      [1, 'a', 'b'],
      [4, '1', '2', '3'],
    ],
    'rows without text are left out',
  );
  await t.rejects(rowsOf('a,b\n"1,2'), { code: 'bulk.damaged' });
  t.same(await cellsOf(''), []);
});

test('a file beyond the limits is refused', async (t) => {
  const limits = { bytes: 1_000, rows: 3, columns: 3, cell: 10, inflated: 5_000 };
  const refused = (what: string) => ({ code: 'bulk.too_large', details: { what } });
  await t.rejects(rowsOf('x'.repeat(1_001), limits), refused('bytes'));
  await t.rejects(rowsOf('1\n2\n3\n4', limits), refused('rows'));
  await t.rejects(rowsOf('1,2,3,4', limits), refused('columns'));
  await t.rejects(rowsOf('12345678901', limits), refused('cell'));
  await t.rejects(rowsOf(`"${'x'.repeat(900)}`, limits), refused('cell'));
  t.equal((await rowsOf('1\n2\n3', limits)).length, 3);
  const megabytes = `"${'9'.repeat(30 * 1_048_576)}"`;
  await t.rejects(rowsOf(megabytes), { code: 'bulk.too_large' }, 'one cell of 30 MB');
});

test('a sheet is text, whatever is in its cells', async (t) => {
  const file = zip([
    workbook,
    strings(
      '<t>姓名</t>',
      '<r><t>王</t></r><r><t>小明</t></r><rPh><t>wang</t></rPh>',
      '<t>=1+1</t>',
    ),
    sheet(
      `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>手机</t></is></c></row>
       <row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3"><v>13812345678</v></c></row>
       <row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4"><f>HYPERLINK("x")</f><v>7</v></c>
         <c r="C4"><v>1.3812345678E10</v></c><c r="D4" t="b"><v>1</v></c><c r="E4"><v>0.5</v></c></row>
       <row r="5"><c r="A5"/></row>`,
    ),
  ]);
  const rows = await rowsOf(file);
  t.same(
    rows.map(({ number, cells }) => [number, ...cells]),
    [
      [1, '姓名', '', '手机'],
      [3, '王小明', '', '13812345678'],
      [4, '=1+1', '7', '13812345678', 'true', '0.5'],
    ],
  );
});

test('an archive that bursts, lies or is none is refused', async (t) => {
  const bomb = zip([workbook, sheet('<row/>'.repeat(2_000_000))]);
  t.ok(bomb.length < 100_000, 'twelve megabytes in some kilobytes');
  await t.rejects(rowsOf(bomb), { code: 'bulk.inflates' });
  const small = { ...TABLE_LIMITS, inflated: 1_000 };
  const text = '<row r="1"><c r="A1"><v>1</v></c></row>'.repeat(100);
  await t.rejects(rowsOf(zip([workbook, sheet(text)]), small), {
    code: 'bulk.too_large',
    details: { what: 'inflated' },
  });
  const lying = { ...sheet(text), claim: 900 };
  await t.rejects(rowsOf(zip([workbook, lying]), small), { code: 'bulk.damaged' });
  await t.rejects(rowsOf(zip([workbook])), { code: 'bulk.damaged' });
  await t.rejects(rowsOf(zip([{ name: 'word/document.xml', data: 'x' }])), { code: 'bulk.format' });
  const whole = zip([workbook, sheet(text)]);
  await t.rejects(rowsOf(whole.subarray(0, whole.length - 30)), { code: 'bulk.damaged' });
  const entities = {
    name: 'xl/worksheets/sheet1.xml',
    data: '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><row><c><v>&a;</v></c></row></worksheet>',
  };
  await t.rejects(rowsOf(zip([workbook, entities])), { code: 'bulk.damaged' });
  await t.rejects(rowsOf(zip([workbook, sheet('<row><c r="A1"><v>1</row>')])), {
    code: 'bulk.damaged',
  });
  await t.rejects(rowsOf(zip([workbook, sheet('<row><c r="ZZZ1"><v>1</v></c></row>')])), {
    code: 'bulk.too_large',
  });
});

test('two hundred thousand rows pass through without staying', async (t) => {
  const rows = Array.from(
    { length: 200_000 },
    (_, at) =>
      `<row r="${at + 1}"><c r="A${at + 1}" t="inlineStr"><is><t>户主${at}</t></is></c><c r="B${at + 1}"><v>${13_800_000_000 + at}</v></c></row>`,
  );
  const file = zip([workbook, sheet(rows.join(''))]);
  rows.length = 0;
  let count = 0;
  for await (const set of inSets(readTable(file), 1_000)) count += set.length;
  t.equal(count, 200_000);
});

test('what is written is evaluated by no spreadsheet', async (t) => {
  t.same(['=1', '+1', '-1', '@a', '\t=1', '王', '1-1', ''].map(safeCell), [
    "'=1",
    "'+1",
    "'-1",
    "'@a",
    "'\t=1",
    '王',
    '1-1',
    '',
  ]);
  const rows = async function* () {
    yield ['姓名', 'a"b'];
    yield ['=cmd|x', '多\n行'];
  };
  const pieces: Buffer[] = [];
  for await (const piece of writeCsv(rows())) pieces.push(Buffer.from(piece));
  const text = Buffer.concat(pieces);
  t.equal(text.toString(), '\uFEFF姓名,"a""b"\r\n\'=cmd|x,"多\n行"\r\n');
  t.same(await cellsOf(text), [
    ['姓名', 'a"b'],
    ["'=cmd|x", '多\n行'],
  ]);
});
