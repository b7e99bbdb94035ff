import { test } from 'tap';
import { fileKinds } from '../../../src/modules/imports/index.ts';
import { sampleFormOf } from '../../../src/modules/profiles/index.ts';
import { program } from '../../contracts/everyone.ts';
import { bench, importFile, resultsOf } from './files.ts';

const items = sampleFormOf('HOUSEHOLD').sections.flatMap((section) => section.items);
const itemOf = (type: string) => items.find((item) => item.type === type);

test('answers are imported under the codes of the form’s items', async (t) => {
  const b = await bench(t);
  const number = itemOf('NUMBER');
  const choice = itemOf('CHOICE');
  if (number?.type !== 'NUMBER' || choice?.type !== 'CHOICE') throw new Error('no such items');
  const option = choice.options[0];
  const household = { kind: 'HOUSEHOLD', name: '张三', gridId: b.grid.id };
  for (const code of ['H-1', 'H-2']) {
    await b.manager.command('customer.register', { ...household, code });
  }
  const value = number.min;
  const file = [
    `客户编号,${number.code},${choice.code}`,
    `H-1,${value},${option?.label.zh}`,
    'H-2,many,',
    'H-3,1,',
    `H-1,${value},`,
    'H-2,,没有这一项',
  ];
  const made = await importFile(b, file.join('\n'), { kind: 'profiles' });
  t.match(made, { kind: 'PROFILES', doneCount: 1, refusedCount: 2, duplicateCount: 2 });
  const results = await resultsOf(b.manager, made.id);
  t.match(results[1], /,2,DONE/);
  t.match(results[2], /,3,REFUSED,profile.answer_invalid/);
  t.match(results[3], /,4,REFUSED,object.not_found,customerCode/);
  const [kept] = await b.app.owner<{ answers: Record<string, unknown> }>(
    `select answers from customer_profile p join customer c on (c.institution_id, c.id) = (p.institution_id, p.id)
     where c.code = 'H-1'`,
  );
  t.match(kept?.answers, { [choice.code]: option?.code });
});

test('tables are rows in a cell, in the order of the form', async (t) => {
  const b = await bench(t);
  const household = { kind: 'HOUSEHOLD', name: '张三', gridId: b.grid.id };
  for (const code of ['H-1', 'H-2', 'H-3']) {
    await b.manager.command('customer.register', { ...household, code });
  }
  const file = [
    '客户编号,ASSET_ROWS,DEBT_ROWS',
    'H-1,"房产|1||200000；\n交通工具｜2|90000|50000.5",无',
    'H-2,房产|1||很多,',
    'H-3,房产|1||1|多余,',
  ];
  const made = await importFile(b, file.join('\n'), { kind: 'profiles' });
  t.match(made, { doneCount: 1, refusedCount: 2 });
  const results = await resultsOf(b.manager, made.id);
  t.match(results.join('\n'), /REFUSED,profile.answer_invalid,PRESENT_VALUE/);
  const [kept] = await b.app.owner<{ answers: Record<string, unknown> }>(
    `select answers from customer_profile p join customer c on (c.institution_id, c.id) = (p.institution_id, p.id)
     where c.code = 'H-1'`,
  );
  t.match(kept?.answers, {
    ASSET_ROWS: [
      { KIND: 'HOUSE', QUANTITY: '1', PRESENT_VALUE: '20000000' },
      { KIND: 'VEHICLE', ORIGINAL_VALUE: '9000000', PRESENT_VALUE: '5000050' },
    ],
    ASSETS: '25000050',
    DEBT_ROWS: [],
    DEBTS: '0',
  });
});

test('columns name values as the schema does', async (t) => {
  const { schema } = program.model;
  const enums: Readonly<Record<string, string>> = {
    kind: 'CustomerKind',
    idType: 'IdNumberType',
    relationship: 'Relationship',
  };
  for (const { columns } of Object.values(fileKinds)) {
    for (const { code, values } of columns) {
      if (!values) continue;
      const type = schema.getType(enums[code] ?? '');
      if (!type || !('getValues' in type)) throw new Error(`no enum for ${code}`);
      const known = type.getValues();
      t.same(
        values.map((value) => value.code),
        known.map(({ name }) => name),
      );
      for (const [at, { zh }] of values.entries()) t.ok(known[at]?.description?.startsWith(zh), zh);
    }
  }
});
