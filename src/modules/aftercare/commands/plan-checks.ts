import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { checkRulesOn } from '../check-rules.ts';
import {
  bringForward,
  dropEnded,
  firstChecks,
  overdueChecks,
  regularChecks,
} from '../planned-checks.ts';
import { tellPlanned } from '../planned-rows.ts';
import { openChecks } from '../stored-checks.ts';

/** Checks of one kind taken in one run; the next run takes the rest. */
const MOST_CHECKS = 1_000;

const count = () => z.number().int();

export const planChecks = command({
  name: 'loan-check.plan',
  permission: 'loan-check.plan',
  scope: 'institution',
  title: { en: 'Open the post-loan checks that fall due', zh: '生成到期贷后检查' },
  description: {
    en: 'By the dated rules: the first check of a loan paid out, the next regular one by class and amount, a special one for a delay; what is open is brought forward when a loan gets worse, and dropped when it ends. Runs daily; running it twice does no harm.',
    zh: '按有效规则生成：放款后的首次检查、按分类和金额的定期检查、逾期专项检查；贷款恶化时提前未完成的检查，贷款结束时取消。每日执行，可重复执行。',
  },
  input: z.object({}),
  result: z.object({
    opened: count(),
    broughtForward: count(),
    dropped: count(),
    remaining: z.boolean(),
  }),
  acts: ['loan-check.planned'],
  async handler(tx, _input, { actor, emit, today }) {
    const { institutionId, personId } = actor;
    const planning = { institutionId, today, rules: checkRulesOn(today), most: MOST_CHECKS };
    const dropped = await dropEnded(tx, planning, personId);
    const wanted = [
      await firstChecks(tx, planning),
      await regularChecks(tx, planning),
      await overdueChecks(tx, planning),
    ];
    const opened = await openChecks(tx, { institutionId, personId, today }, wanted.flat());
    const forward = await bringForward(tx, planning);
    const counts = {
      opened: opened.length,
      broughtForward: forward.length,
      dropped: dropped.length,
    };
    const rows = [...opened, ...forward, ...dropped];
    tellPlanned(emit, { act: 'loan-check.planned', type: 'LoanCheck', rows }, counts);
    const remaining = [dropped, forward, ...wanted].some(({ length }) => length === MOST_CHECKS);
    return { ...counts, remaining };
  },
});

const MAX_RUNS = 5_000;

/** Opens what falls due, run after run until nothing is left. */
export const planChecksDaily: Job = {
  name: 'loan-check.plan',
  title: { en: 'Open the post-loan checks that fall due', zh: '生成到期贷后检查' },
  cron: '10 2 * * *',
  kinds: ['BANK'],
  commands: ['loan-check.plan'],
  async run({ perform, signal }) {
    const total = { opened: 0, broughtForward: 0, dropped: 0 };
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('loan-check.plan', {}, String(part));
      for (const name of ['opened', 'broughtForward', 'dropped'] as const) {
        total[name] += Number(done[name]);
      }
      if (!done.remaining) break;
    }
    return total;
  },
};
