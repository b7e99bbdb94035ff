import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { collectionRulesOn } from '../collection-rules.ts';
import { closeCases, escalate, openCases } from '../planned-collection.ts';
import { tellPlanned } from '../planned-rows.ts';

/** Cases of one kind taken in one run; the next run takes the rest. */
const MOST_CASES = 1_000;

const count = () => z.number().int();

export const planCollection = command({
  name: 'collection-case.plan',
  permission: 'collection-case.plan',
  scope: 'institution',
  title: { en: 'Bring the cases of collection up to date', zh: '更新催收案件' },
  description: {
    en: 'Opens a case for every delay that has reached the first stage, moves cases on as the days overdue grow, closes those whose delay is paid or whose loan has ended. Runs daily; running it twice does no harm.',
    zh: '对达到首个阶段的逾期开立催收案件，随逾期天数推进阶段，逾期还清或贷款结束时关闭。每日执行，可重复执行。',
  },
  input: z.object({}),
  result: z.object({
    opened: count(),
    escalated: count(),
    closed: count(),
    remaining: z.boolean(),
  }),
  acts: ['collection-case.planned'],
  async handler(tx, _input, { actor, emit, today }) {
    const { institutionId } = actor;
    const planning = { institutionId, today, rules: collectionRulesOn(today), most: MOST_CASES };
    const closed = await closeCases(tx, planning);
    const escalated = await escalate(tx, planning);
    const opened = await openCases(tx, planning);
    const counts = {
      opened: opened.length,
      escalated: escalated.length,
      closed: closed.length,
    };
    const rows = [...opened, ...escalated, ...closed];
    tellPlanned(emit, { act: 'collection-case.planned', type: 'CollectionCase', rows }, counts);
    const remaining = [closed, escalated, opened].some(({ length }) => length === MOST_CASES);
    return { ...counts, remaining };
  },
});

const MAX_RUNS = 5_000;

/** Brings the cases up to date, run after run until nothing is left. */
export const planCollectionDaily: Job = {
  name: 'collection-case.plan',
  title: { en: 'Bring the cases of collection up to date', zh: '更新催收案件' },
  cron: '20 2 * * *',
  kinds: ['BANK'],
  commands: ['collection-case.plan'],
  async run({ perform, signal }) {
    const total = { opened: 0, escalated: 0, closed: 0 };
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('collection-case.plan', {}, String(part));
      for (const name of ['opened', 'escalated', 'closed'] as const) {
        total[name] += Number(done[name]);
      }
      if (!done.remaining) break;
    }
    return total;
  },
};
