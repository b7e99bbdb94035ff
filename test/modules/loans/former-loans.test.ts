import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { MIGRATIONS_FOLDER } from '../../../src/kernel/db/migrate.ts';
import { testApp } from '../../helpers/app.ts';
import { bring, keyOf, openLending } from './lending.ts';

/** As an ordinary role does it that owns the tables, which forced row security binds. */
const asOrdinaryOwner = (text: string): string => `begin;
  alter table loan owner to jingtian_api;
  alter table loan_fact owner to jingtian_api;
  grant create on schema public to jingtian_api;
  set local role jingtian_api;
  ${text};
  commit`;

test('loans from before two columns existed get them whoever owns the tables', async (t) => {
  const app = await testApp(t);
  const key = keyOf(await bring(app, await openLending(app), { to: 'ACTIVE' }));
  await app.owner(
    `with written_off as (
       insert into loan_fact (institution_id, id, loan_id, kind, reference, occurred_on,
         reported_by, reported_at)
       select institution_id, gen_random_uuid(), id, 'WRITTEN_OFF', 'W-1', '2026-03-02',
              (select id from person limit 1), now()
         from loan where id = $1)
     update loan set class_turns_on = null where id = $1`,
    [key],
  );
  const read = async () => {
    const [row] = await app.owner<{ version: number }>(
      `select version, disbursed_on::text, class_turns_on::text, written_off_on::text,
              c.relforcerowsecurity as forced
         from loan join pg_class c on c.oid = loan.tableoid where id = $1`,
      [key],
    );
    return row;
  };
  const before = await read();
  t.match(before, { class_turns_on: null, written_off_on: null, forced: true });
  const text = await readFile(`${MIGRATIONS_FOLDER}0104_rows_behind_row_security.sql`, 'utf8');
  await app.owner(asOrdinaryOwner(text));
  t.match(await read(), {
    version: before?.version,
    class_turns_on: '2026-03-02',
    written_off_on: '2026-03-02',
    forced: true,
  });
});
