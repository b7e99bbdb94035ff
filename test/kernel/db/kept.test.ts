import { sql } from 'kysely';
import { test } from 'tap';
import { type Given, kept, keptFor } from '../../../src/kernel/db/index.ts';
import { kyselyOver } from '../../../src/kernel/db/kysely.ts';
import type { StatementConfig } from '../../../src/kernel/db/send.ts';

/** A connection that notes what it is sent. */
function listening() {
  const sent: StatementConfig[] = [];
  const db = kyselyOver(async (statement) => {
    sent.push(statement);
    return { rows: [{ code: 'A' }], rowCount: 1 };
  });
  return { db, sent };
}

type Of = { institution: string; day: string | null };

test('a kept query is built once, and sent with what each run is given', async (t) => {
  const { db, sent } = listening();
  let built = 0;
  const find = kept((build, of: Given<Of>) => {
    built += 1;
    return build
      .selectFrom('grid')
      .select('code')
      .where('institution_id', '=', of.institution)
      .where('code', 'in', ['A', 'B'])
      .where(sql<boolean>`valid_from < ${of.day}::date or ${of.day}::date is null`);
  });
  t.same(await find(db, { institution: 'one', day: '2026-01-01' }), [{ code: 'A' }]);
  await find(db, { institution: 'other', day: null });
  t.equal(built, 1);
  t.equal(sent[0]?.text, sent[1]?.text);
  t.same(sent[0]?.values, ['one', 'A', 'B', '2026-01-01', '2026-01-01']);
  t.same(sent[1]?.values, ['other', 'A', 'B', null, null]);
});

test('a value that is an object is sent as it is', async (t) => {
  const { db, sent } = listening();
  const now = new Date(0);
  const touch = kept((_, of: Given<{ now: Date; codes: readonly string[] }>) => {
    return sql`update grid set updated_at = ${of.now} where code = any(${of.codes}::text[])`;
  });
  await touch(db, { now, codes: ['A', 'B'] });
  t.equal(sent[0]?.values[0], now);
  t.same(sent[0]?.values[1], ['A', 'B']);
});

test('a choice about the text has a query of its own, made once', async (t) => {
  const { db, sent } = listening();
  let made = 0;
  const list = keptFor(({ newest }: { newest: boolean }) => {
    made += 1;
    return kept((build) =>
      build
        .selectFrom('grid')
        .select('code')
        .$if(newest, (query) => query.orderBy('id', 'desc')),
    );
  });
  await list({ newest: true })(db, {});
  await list({ newest: false })(db, {});
  await list({ newest: true })(db, {});
  t.equal(made, 2);
  t.equal(sent[0]?.text, sent[2]?.text);
  t.not(sent[0]?.text, sent[1]?.text);
});

test('a connection that is not of the kernel is refused', async (t) => {
  const find = kept((build) => build.selectFrom('grid').select('code'));
  await t.rejects(find({} as never, {}), { message: 'not a connection of the kernel' });
});
