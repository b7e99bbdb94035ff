import { sql } from 'kysely';
import { test } from 'tap';
import { SkippedError } from '../../../src/kernel/db/send.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { opened } from './opened.ts';

const institutionId = newId();
const SKIPPED = { name: SkippedError.name };

test('statements of one turn are answered each, in the order they were sent', async (t) => {
  const { transact } = await opened(t);
  const value = await transact({ institutionId }, async (tx) => {
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    const rows = await Promise.all(
      numbers.map((n) => sql<{ n: number; at: string }>`select ${n}::int as n`.execute(tx)),
    );
    return { value: rows.map((answer) => answer.rows[0]?.n) };
  });
  t.same(
    value,
    Array.from({ length: 20 }, (_, index) => index),
  );
});

test('the one that fails says why; those behind it were never run', async (t) => {
  const { transact } = await opened(t);
  let settled: PromiseSettledResult<unknown>[] = [];
  const ending = transact({ institutionId }, async (tx) => {
    const divide = (by: number) => sql<{ q: number }>`select 1 / ${by}::int as q`.execute(tx);
    settled = await Promise.allSettled([divide(1), divide(0), divide(1)]);
    return { value: null };
  });
  await t.rejects(ending, { message: /went on after a failed statement/ });
  const [first, ...others] = settled;
  t.match(first, { status: 'fulfilled', value: { rows: [{ q: 1 }] } });
  t.match(others, [
    { status: 'rejected', reason: { code: '22012' } },
    { status: 'rejected', reason: SKIPPED },
  ]);
});

test('what was to be prepared behind a failure is prepared when it is used', async (t) => {
  const { transact } = await opened(t);
  const fresh = (n: number) => sql<{ n: number }>`select ${n}::int as n, 'later' as word`;
  await transact({ institutionId }, async (tx) => ({ value: await fresh(1).execute(tx) }));
  // Its second use names it, in a batch the server never gets to.
  const failing = transact({ institutionId }, async (tx) => {
    await Promise.all([sql`select 1 / 0`.execute(tx), fresh(2).execute(tx)]);
    return { value: null };
  });
  await t.rejects(failing, { code: '22012' });
  for (const n of [3, 4]) {
    const { rows } = await transact({ institutionId }, async (tx) => ({
      value: await fresh(n).execute(tx),
    }));
    t.equal(rows[0]?.n, n);
  }
});

test('a write nobody waited for is undone by a dry run and refuses at the end', async (t) => {
  const { transact } = await opened(t);
  const outlet = (code: string) => sql`insert into outlet (institution_id, id, code, name, level)
    values (${institutionId}, ${newId()}, ${code}, 'x', 'NO_SUCH_LEVEL')`;
  for (const dryRun of [true, false]) {
    const ending = transact({ institutionId, dryRun }, async (tx) => {
      const sent = outlet('A').execute(tx);
      sent.catch(() => undefined);
      return { value: null, closing: { statements: [], sent: [sent] } };
    });
    await t.rejects(ending, { code: '23514' });
  }
});
