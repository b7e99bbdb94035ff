import { z } from 'zod';
import { addWorkingDays, type WorkCalendar, workingDaysBetween } from '../../../kernel/calendar.ts';
import { command, type Emit } from '../../../kernel/commands/command.ts';
import { id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { institutionCalendar } from '../../calendar/index.ts';
import { deadlineRulesOn, tiersDue } from '../deadline-rules.ts';
import { loanObjects } from '../steps.ts';

/** Loans looked at in one run; each may be told to every tier at once. */
const MOST_LOANS = 300;

export const escalateDue = command({
  name: 'loan.escalate-due',
  permission: 'loan.escalate-due',
  scope: 'institution',
  title: { en: 'Escalate steps that are late', zh: '超时环节督办' },
  description: {
    en: 'Tells the roles of the rule set of steps whose last working day has passed, further up the later they are. Counted by the calendar as announced by now. Runs daily; running it twice tells nobody twice.',
    zh: '环节办理期限届满的，按规则逐级督办，越迟层级越高；按当前已公布的日历重新计算。每日执行，可重复执行。',
  },
  input: z.object({ after: id('Loan').optional().describe('Goes on after this one. 续接位置') }),
  result: z.object({
    escalated: z.number().int(),
    extended: z.number().int(),
    last: ref('Loan').optional(),
    remaining: z.boolean(),
  }),
  acts: ['loan.step-overdue', 'loan.due-escalated'],
  async handler(tx, { after }, { actor, emit, today }) {
    const { institutionId } = actor;
    const late = await lateLoans(tx, { institutionId, today, after });
    const calendar = await institutionCalendar(tx, institutionId);
    const counts = { escalated: 0, extended: 0 };
    for (const loan of late) {
      const due = addWorkingDays(calendar, loan.step_since, loan.step_days).date;
      if (due >= today) {
        await extend(tx, loan, due);
        counts.extended += 1;
      } else counts.escalated += await escalate(tx, loan, { calendar, due, today, emit });
    }
    emit('loan.due-escalated', [], counts);
    const last = late.at(-1)?.id;
    return { ...counts, ...(last ? { last } : {}), remaining: late.length === MOST_LOANS };
  },
});

type LateLoan = {
  institution_id: string;
  id: string;
  customer_id: string;
  version: number;
  status: string;
  step_since: string;
  step_days: number;
};

type Asked = { institutionId: string; today: string; after: string | undefined };

async function lateLoans(tx: Tx, { institutionId, today, after }: Asked): Promise<LateLoan[]> {
  return tx
    .selectFrom('loan')
    .select(['institution_id', 'id', 'customer_id', 'version', 'status'])
    .select(['step_since', 'step_days'])
    .$narrowType<{ step_since: string; step_days: number }>()
    .where('institution_id', '=', institutionId)
    .where('step_due_on', '<', today)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(MOST_LOANS)
    .forNoKeyUpdate()
    .execute();
}

/** Holidays announced meanwhile move the deadline. */
const extend = (tx: Tx, { institution_id, id: key }: LateLoan, due: string) =>
  tx
    .updateTable('loan')
    .set({ step_due_on: due })
    .where('institution_id', '=', institution_id)
    .where('id', '=', key)
    .execute();

type Late = { calendar: WorkCalendar; due: string; today: string; emit: Emit };

async function escalate(tx: Tx, loan: LateLoan, { calendar, due, today, emit }: Late) {
  const rules = deadlineRulesOn(today);
  const { days } = workingDaysBetween(calendar, due, today);
  const tiers = tiersDue(rules, days);
  if (tiers.length === 0) return 0;
  const told = await tx
    .insertInto('loan_escalation')
    .values(
      tiers.map(({ tier, role }) => ({
        institution_id: loan.institution_id,
        id: newId(),
        loan_id: loan.id,
        loan_status: loan.status,
        step_since: loan.step_since,
        due_on: due,
        tier,
        to_role: role,
        rule_set: rules.code,
        escalated_on: today,
      })),
    )
    .onConflict((conflict) => conflict.constraint('loan_escalation_tier_key').doNothing())
    .returning(['id', 'tier', 'to_role'])
    .execute();
  for (const { id: key, tier, to_role: toRole } of told) {
    const objects = [{ type: 'LoanEscalation', id: key }, ...loanObjects(loan, loan.version)];
    const data = { status: loan.status, dueOn: due, workingDaysLate: days, tier, toRole };
    emit('loan.step-overdue', objects, data);
  }
  return told.length;
}

const MAX_RUNS = 1_000;

/** Every morning, over all loans whose step is late. */
export const escalateDueDaily: Job = {
  name: 'loan.escalate-due',
  title: { en: 'Escalate late steps of loans', zh: '贷款超时环节督办' },
  cron: '15 1 * * *',
  kinds: ['BANK'],
  commands: ['loan.escalate-due'],
  async run({ perform, signal }) {
    const total = { escalated: 0, extended: 0 };
    let after: unknown;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('loan.escalate-due', after ? { after } : {}, String(part));
      total.escalated += Number(done.escalated);
      total.extended += Number(done.extended);
      after = done.last;
      if (!done.remaining) break;
    }
    return total;
  },
};
