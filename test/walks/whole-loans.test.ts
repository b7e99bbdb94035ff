import tap, { test } from 'tap';
import { testDatabase } from '../helpers/database.ts';
import { fc, seeded } from '../helpers/property.ts';
import { apply } from './apply.ts';
import { committedFen } from './checks.ts';
import { agrees } from './money.ts';
import { appointments, borrowers, demote, openTowns, type Town } from './town.ts';
import { among, bringHome, type Trod, walks } from './tread.ts';
import { examine, insist, type Walk } from './walk.ts';

/** Walks taken, RUNS=1000 in the environment for a long night; the short form ends by time too, a long one after MINUTES. */
const { RUNS, MINUTES } = process.env;
const WALKS = Number(RUNS ?? 6);
const STEPS = 90;
const SHORT_MS = 15_000;
const WITHOUT_END = 10_000;
const SHRINKING_MS = 90_000;
/** A long night is as long as it takes. */
if (RUNS) tap.setTimeout(0);

/** Towns side by side: while one waits for the database another one goes on. */
const TOWNS = process.env.PROPERTY_PATH ? 1 : Number(process.env.TOWNS ?? 2);

type Counts = Record<string, number>;

async function begin(town: Town, first: readonly string[]): Promise<Walk> {
  await demote(town, first);
  const seen = { digest: null, faults: [], loans: {} };
  const walk: Walk = { town, borrowers: await borrowers(town), loans: [], story: [], seen };
  for (const size of [0, 1]) await apply(walk, { person: among(town.people, 0), size });
  return walk;
}

/** Every loan is where the model has it, and from there to its end. */
async function end(walk: Walk, counts: Counts): Promise<void> {
  await examine(walk, { mayChange: true });
  for (const loan of walk.loans) agrees(walk, loan);
  for (const loan of walk.loans) {
    counts[loan.status] = (counts[loan.status] ?? 0) + 1;
    await bringHome(walk, loan);
  }
  for (const { key } of walk.borrowers) {
    insist(walk, committedFen(walk.seen, key) === 0n, 'a line is still taken');
  }
  counts.sent = (counts.sent ?? 0) + walk.story.length;
  counts.walks = (counts.walks ?? 0) + 1;
}

type Taking = { runs: number; number: number; counts: Counts };

async function takeWalks(town: Town, { runs, number, counts }: Taking): Promise<void> {
  const first = await appointments(town);
  const until = Date.now() + (RUNS ? Number(MINUTES ?? WITHOUT_END) * 60_000 : SHORT_MS);
  await fc.assert(
    fc.asyncProperty(walks(STEPS), async (commands) => {
      if (Date.now() > until) return;
      const walk = await begin(town, first);
      await fc.asyncModelRun(() => ({ model: {} as Trod, real: walk }), commands);
      await end(walk, counts);
    }),
    {
      numRuns: runs,
      unbiased: true,
      ...seeded(number),
      // A long night says where it failed and leaves the shrinking to whoever repeats it.
      ...(RUNS ? { endOnFailure: true } : { interruptAfterTimeLimit: SHRINKING_MS }),
    },
  );
}

test('whole loans, by people of overlapping roles, in any order', async (t) => {
  const towns = await openTowns(t, await testDatabase(t as never), TOWNS);
  const counts: Counts = {};
  const runs = Math.ceil(WALKS / towns.length);
  const taken = await Promise.allSettled(
    towns.map((town, number) => takeWalks(town, { runs, number, counts })),
  );
  t.comment(JSON.stringify(counts));
  for (const each of taken) if (each.status === 'rejected') t.error(each.reason);
  t.ok((counts.walks ?? 0) >= towns.length);
});
