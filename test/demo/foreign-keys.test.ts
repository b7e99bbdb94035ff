import { test } from 'tap';
import { deferForeignKeys } from '../../src/demo/foreign-keys.ts';
import { newId } from '../../src/kernel/ids.ts';
import { demoDatabase } from './seeded.ts';

const NOBODY = `insert into login (issuer, subject, institution_id, person_id)
  select 'urn:test', 'nobody', institution_id, $1 from institution limit 1`;

test('foreign keys left out of a bulk load are all checked at its end', async (t) => {
  const { owner } = await demoDatabase(t);
  await owner.query(
    `insert into institution (institution_id, code, kind, name, area_code)
      values ($1, 'A-BANK', 'BANK', 'A bank', '429005')`,
    [newId()],
  );
  await owner.query('begin');
  const sound = await deferForeignKeys(owner);
  await sound.check();
  const broken = await deferForeignKeys(owner);
  await owner.query(NOBODY, [newId()]);
  await t.rejects(broken.check(), /login_person_id_fkey/);
  await owner.query('rollback');
});

test('afterwards they are checked row by row again', async (t) => {
  const { owner } = await demoDatabase(t);
  await owner.query('begin');
  const keys = await deferForeignKeys(owner);
  await keys.check();
  await t.rejects(
    owner.query(`insert into login values ('urn:test', 'nobody', $1, $1)`, [newId()]),
    /foreign key constraint/,
  );
  await owner.query('rollback');
});
