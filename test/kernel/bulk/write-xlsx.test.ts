import { buffer } from 'node:stream/consumers';
import { test } from 'tap';
import { readTable } from '../../../src/kernel/bulk/table.ts';
import { writeXlsx } from '../../../src/kernel/bulk/write-xlsx.ts';
import { fc } from '../../helpers/property.ts';

const read = async (file: Buffer) => {
  const rows: (readonly string[])[] = [];
  for await (const { cells } of readTable(file)) rows.push(cells);
  return rows;
};

const written = async (rows: readonly (readonly string[])[]) =>
  read(await buffer(writeXlsx([{ name: '台账', rows }])));

test('what is written is read back as it was, formulas as the text they are', async (t) => {
  const rows = [
    ['编号 Code', '<姓名> & "Name"'],
    ['=1+1', '+86', '@x', '-2', "=cmd|' /C calc'!A0"],
    ['', '一行\n两行', '𠮷'],
  ];
  t.same(await written(rows), rows);
});

test('any text survives, but for what XML cannot hold', async (t) => {
  const cell = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `x${text}x`);
  // XML itself makes one line break of the three kinds.
  const kept = (text: string) =>
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is replaced
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/\r\n?/g, '\n');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (rows) => {
        const found = await written(rows);
        return JSON.stringify(found) === JSON.stringify(rows.map((row) => row.map(kept)));
      },
    ),
    { numRuns: 60 },
  );
  t.pass();
});

test('every sheet is there, and the first is the one that is read', async (t) => {
  const file = await buffer(
    writeXlsx([
      { name: 'A', rows: [['a']] },
      { name: 'B', rows: [['b']] },
    ]),
  );
  t.same(await read(file), [['a']]);
  t.ok(file.includes('xl/worksheets/sheet2.xml'));
});

test('rows are asked for as they are read, and no more once nobody reads', async (t) => {
  let made = 0;
  let ended = false;
  const rows = (async function* () {
    try {
      for (;;) {
        made += 1;
        yield [`${made}`.padEnd(1_000, String(Math.random()))];
      }
    } finally {
      ended = true;
    }
  })();
  const stream = writeXlsx([{ name: 'A', rows }]);
  for await (const _ of stream) if (made > 2_000) break;
  t.ok(made < 4_000, `${made} rows were made`);
  while (!ended) await new Promise(setImmediate);
  t.ok(ended);
});

test('a source that fails fails the file', async (t) => {
  const rows = (async function* () {
    yield ['a'];
    throw new Error('gone');
  })();
  await t.rejects(buffer(writeXlsx([{ name: 'A', rows }])), { message: 'gone' });
});
