import { z } from 'zod';
import { addWorkingDays, type WorkCalendar } from '../../../kernel/calendar.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { institutionCalendar } from '../../calendar/index.ts';
import type { LoanRow } from '../authority.ts';
import { deadlineRulesOn } from '../deadline-rules.ts';
import { changeLoan, deadlineIn, enterState, loanObjects, recordStep, UNSIGNED } from '../steps.ts';

/** Approvals taken in one run; the next run takes the rest. */
const MOST_LOANS = 200;

export const lapseApprovals = command({
  name: 'loan.lapse-approvals',
  permission: 'loan.lapse-approvals',
  scope: 'institution',
  title: { en: 'Lapse approvals that have run out', zh: '批复到期失效' },
  description: {
    en: 'Approvals whose last working day has passed without being acted on: the loan goes back to be submitted and decided anew. Counted by the calendar as announced by now. Runs daily; running it twice does no harm.',
    zh: '批复有效期届满仍未用信的自动失效，贷款退回重新提交审批；按当前已公布的日历重新计算。每日执行，可重复执行。',
  },
  input: z.object({}),
  result: z.object({
    lapsed: z.number().int(),
    extended: z.number().int(),
    remaining: z.boolean(),
  }),
  acts: ['loan.approval-lapsed', 'loan.approvals-lapsed'],
  async handler(tx, _input, context) {
    const { actor, emit, today } = context;
    const due = await expired(tx, actor.institutionId, today);
    const calendar = await institutionCalendar(tx, actor.institutionId);
    const counts = { lapsed: 0, extended: 0 };
    for (const loan of due) {
      const expiresOn = expiryOf(calendar, loan, today);
      if (expiresOn >= today) {
        await changeLoan(tx, loan, { approval_expires_on: expiresOn });
        counts.extended += 1;
      } else {
        await lapse(tx, loan, context);
        counts.lapsed += 1;
      }
    }
    emit('loan.approvals-lapsed', [], counts);
    return { ...counts, remaining: due.length === MOST_LOANS };
  },
});

const expired = (tx: Tx, institutionId: string, today: string): Promise<LoanRow[]> =>
  tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('status', '=', 'APPROVED')
    .where('approval_expires_on', '<', today)
    .orderBy('approval_expires_on')
    .orderBy('id')
    .limit(MOST_LOANS)
    .forNoKeyUpdate()
    .execute();

/** Holidays announced meanwhile move the last day. */
function expiryOf(calendar: WorkCalendar, { approved_on }: LoanRow, today: string): string {
  const from = approved_on ?? today;
  return addWorkingDays(calendar, from, deadlineRulesOn(from).approvalDays).date;
}

/** Nobody decides that: the loan is where a return would have brought it, with a round of its own. */
async function lapse(tx: Tx, loan: LoanRow, context: Omit<Context, 'target'>): Promise<void> {
  const { actor, now, today, emit } = context;
  const changes = { round: loan.round + 1, ...UNSIGNED };
  const deadline = await deadlineIn(tx, loan, { to: 'RETURNED', today });
  const entering = { to: 'RETURNED', changes: { ...deadline, ...changes } } as const;
  const version = await enterState(tx, { target: loan, today }, entering);
  await recordStep(
    tx,
    {
      action: 'LAPSE',
      duty: null,
      from: loan.status,
      to: 'RETURNED',
      round: loan.round,
      opinion: null,
    },
    { loan, personId: actor.personId, now },
  );
  const data = { approvedOn: loan.approved_on, expiredOn: loan.approval_expires_on };
  emit('loan.approval-lapsed', loanObjects(loan, version), data);
}

const MAX_RUNS = 1_000;

/** Every night, run after run until nothing is left. */
export const lapseApprovalsDaily: Job = {
  name: 'loan.lapse-approvals',
  title: { en: 'Lapse approvals that have run out', zh: '批复到期失效' },
  cron: '45 0 * * *',
  kinds: ['BANK'],
  commands: ['loan.lapse-approvals'],
  async run({ perform, signal }) {
    const total = { lapsed: 0, extended: 0 };
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('loan.lapse-approvals', {}, String(part));
      total.lapsed += Number(done.lapsed);
      total.extended += Number(done.extended);
      if (!done.remaining) break;
    }
    return total;
  },
};
