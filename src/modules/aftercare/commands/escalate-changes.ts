import { z } from 'zod';
import { addWorkingDays, workingDaysBetween } from '../../../kernel/calendar.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { institutionCalendar } from '../../calendar/index.ts';
import { deadlineRulesOn, tiersDue } from '../../loans/index.ts';

/** Changes looked at in one run; each may be told to every tier at once. */
const MOST_CHANGES = 300;

export const escalateChanges = command({
  name: 'loan-change.escalate-due',
  permission: 'loan.escalate-due',
  scope: 'institution',
  title: { en: 'Escalate changes nobody has decided in time', zh: '超时贷款变更督办' },
  description: {
    en: 'Tells the roles of the rule set of levels whose last working day has passed, further up the later they are. Counted by the calendar as announced by now. Runs daily; running it twice tells nobody twice.',
    zh: '审批层级办理期限届满的，按规则逐级督办，越迟层级越高；按当前已公布的日历重新计算。每日执行，可重复执行。',
  },
  input: z.object({
    after: id('LoanChange').optional().describe('Goes on after this one. 续接位置'),
  }),
  result: z.object({
    escalated: z.number().int(),
    extended: z.number().int(),
    last: ref('LoanChange').optional(),
    remaining: z.boolean(),
  }),
  acts: ['loan-change.step-overdue', 'loan-change.due-escalated'],
  async handler(tx, { after }, context) {
    const { actor, today, emit } = context;
    const { institutionId } = actor;
    const late = await lateChanges(tx, { institutionId, today, after });
    const calendar = await institutionCalendar(tx, institutionId);
    const counts = { escalated: 0, extended: 0 };
    for (const change of late) {
      const due = addWorkingDays(calendar, change.step_since, change.step_days).date;
      if (due >= today) {
        await extend(tx, change, due);
        counts.extended += 1;
      } else {
        const { days } = workingDaysBetween(calendar, due, today);
        counts.escalated += await escalate(tx, context, { change, due, days });
      }
    }
    emit('loan-change.due-escalated', [], counts);
    const last = late.at(-1)?.id;
    return { ...counts, ...(last ? { last } : {}), remaining: late.length === MOST_CHANGES };
  },
});

type LateChange = {
  institution_id: string;
  id: string;
  loan_id: string;
  version: number;
  step_since: string;
  step_days: number;
};

type Asked = { institutionId: string; today: string; after: string | undefined };

const lateChanges = (tx: Tx, { institutionId, today, after }: Asked): Promise<LateChange[]> =>
  tx
    .selectFrom('loan_change')
    .select(['institution_id', 'id', 'loan_id', 'version', 'step_since', 'step_days'])
    .$narrowType<{ step_since: string; step_days: number }>()
    .where('institution_id', '=', institutionId)
    .where('step_due_on', '<', today)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(MOST_CHANGES)
    .forNoKeyUpdate()
    .execute();

/** Holidays announced meanwhile move the deadline. */
const extend = (tx: Tx, { institution_id, id: key }: LateChange, due: string) =>
  tx
    .updateTable('loan_change')
    .set({ step_due_on: due })
    .where('institution_id', '=', institution_id)
    .where('id', '=', key)
    .execute();

type Late = { change: LateChange; due: string; days: number };

async function escalate(
  tx: Tx,
  { today, emit }: Pick<Context, 'today' | 'emit'>,
  { change, due, days }: Late,
): Promise<number> {
  const rules = deadlineRulesOn(today);
  const tiers = tiersDue(rules, days);
  if (tiers.length === 0) return 0;
  const told = await tx
    .insertInto('loan_change_escalation')
    .values(
      tiers.map(({ tier, role }) => ({
        institution_id: change.institution_id,
        id: newId(),
        change_id: change.id,
        step_since: change.step_since,
        due_on: due,
        tier,
        to_role: role,
        rule_set: rules.code,
        escalated_on: today,
      })),
    )
    .onConflict((conflict) => conflict.constraint('loan_change_escalation_tier_key').doNothing())
    .returning(['id', 'tier', 'to_role'])
    .execute();
  for (const { id: key, tier, to_role: toRole } of told) {
    const objects = [
      { type: 'LoanChangeEscalation', id: key },
      { type: 'LoanChange', id: change.id, version: change.version },
      { type: 'Loan', id: change.loan_id },
    ];
    const data = { dueOn: due, workingDaysLate: days, tier, toRole };
    emit('loan-change.step-overdue', objects, data);
  }
  return told.length;
}

const MAX_RUNS = 1_000;

/** Every morning, over all changes whose level is late. */
export const escalateChangesDaily: Job = {
  name: 'loan-change.escalate-due',
  title: { en: 'Escalate changes nobody has decided in time', zh: '超时贷款变更督办' },
  cron: '20 1 * * *',
  kinds: ['BANK'],
  commands: ['loan-change.escalate-due'],
  async run({ perform, signal }) {
    const total = { escalated: 0, extended: 0 };
    let after: unknown;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('loan-change.escalate-due', after ? { after } : {}, String(part));
      total.escalated += Number(done.escalated);
      total.extended += Number(done.extended);
      after = done.last;
      if (!done.remaining) break;
    }
    return total;
  },
};
