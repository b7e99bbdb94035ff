import { sql } from 'kysely';
import pg from 'pg';
import { test } from 'tap';
import type { Actor } from '../../../src/kernel/auth/actor.ts';
import { createVisibility } from '../../../src/kernel/commands/visibility.ts';
import { runIn } from '../../../src/kernel/db/index.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createProgram } from '../../../src/program.ts';
import { opened } from '../db/opened.ts';

const BANK = newId();
const TIMES = 20;
/** As many as Postgres tries before it may settle on a plan for any values. */
const TRIED = 5;

const GROWN = [
  'set session_replication_role = replica',
  `insert into outlet (institution_id, id, code, name, level)
   select '${BANK}', gen_random_uuid(), 'B' || n, 'B', 'HEAD_OFFICE' from generate_series(1, 5000) n`,
  'analyze outlet',
];

const PLANNED = sql<{ most: number }>`
  select max(custom_plans)::int as most from pg_prepared_statements
  where statement like '%"outlet" as sought%'`;

test('the look-up of one reference is not planned anew for every command', async (t) => {
  const { transact, ownerUrl } = await opened(t);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  for (const statement of GROWN) await owner.query(statement);
  await owner.end();
  const visibility = createVisibility(createProgram().model);
  const actor = { institutionId: BANK, personId: newId(), scope: [''] } as unknown as Actor;
  const most = await transact(actor, async (tx) => {
    for (let time = 0; time < TIMES; time += 1) {
      await runIn(tx, visibility.see(actor, 'Outlet', [newId()]));
    }
    const { rows } = await PLANNED.execute(tx);
    return { value: rows[0]?.most };
  });
  t.equal(most, TRIED);
});
