import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import type { LoanRow } from '../columns.ts';
import { restate } from '../restate.ts';

/** Loans taken in one run; the next run takes the rest. */
const MOST_LOANS = 100;

export const layOutMissing = command({
  name: 'loan.lay-out-missing',
  permission: 'loan.lay-out-missing',
  scope: 'institution',
  title: { en: 'Lay out loans that have no standings', zh: '补建贷款状况' },
  description: {
    en: 'Loans paid out before standings were kept are computed anew from their facts, once each. Runs daily and soon has nothing left to do.',
    zh: '对启用贷款状况之前已放款的贷款，按其事实重新计算并建立状况，每笔一次；每日执行，补齐后无事可做。',
  },
  input: z.object({}),
  result: z.object({ laidOut: z.number().int(), remaining: z.boolean() }),
  acts: ['loan.standings-laid-out'],
  async handler(tx, _input, { actor, emit, today }) {
    const loans = await withoutStandings(tx, actor.institutionId);
    for (const loan of loans) await restate(tx, loan, loan.settled_on ?? today);
    const objects = loans.map(({ id }) => ({ type: 'Loan', id }));
    emit('loan.standings-laid-out', objects, { loans: loans.length });
    return { laidOut: loans.length, remaining: loans.length === MOST_LOANS };
  },
});

const withoutStandings = async (tx: Tx, institutionId: string): Promise<LoanRow[]> =>
  (
    await sql<LoanRow>`select loan.* from loan
      where loan.institution_id = ${institutionId} and loan.disbursed_on is not null
        and not exists (select from loan_standing as standing
          where standing.institution_id = loan.institution_id and standing.loan_id = loan.id)
      order by loan.id limit ${MOST_LOANS} for no key update`.execute(tx)
  ).rows;

const MAX_RUNS = 100_000;

/** Lays out every loan that has no standings yet. */
export const layOutDaily: Job = {
  name: 'loan.lay-out-missing',
  title: { en: 'Lay out loans that have no standings', zh: '补建贷款状况' },
  cron: '5 0 * * *',
  kinds: ['BANK'],
  commands: ['loan.lay-out-missing'],
  async run({ perform, signal }) {
    let laidOut = 0;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('loan.lay-out-missing', {}, String(part));
      laidOut += Number(done.laidOut);
      if (!done.remaining) break;
    }
    return { laidOut };
  },
};
