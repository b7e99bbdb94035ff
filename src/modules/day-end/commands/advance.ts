import { z } from 'zod';
import { command, type Emit } from '../../../kernel/commands/command.ts';
import { date, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Vault } from '../../../kernel/vault/vault.ts';
import type { LastDay } from '../business-day.ts';
import { finish, holdDayEnd, noteProgress, type RunningStep, stepsLeft } from '../running.ts';
import { dayEndActs, dayEndSteps, type Part } from '../steps.ts';

/** Rows after which a command leaves the rest to the next one. */
const ENOUGH = 400;

export const advanceDayEnd = command({
  name: 'day-end.advance',
  permission: 'day-end.run',
  scope: 'institution',
  title: { en: 'Go on with the end of the day', zh: '推进日终' },
  description: {
    en: 'Begins the end of the next business day that is over, or does the next part of the one under way: some thousands of loans at most. Sent again and again it comes to the civil date; the job of the same name does that every night.',
    zh: '开始下一个已过营业日的日终，或执行进行中日终的下一部分（每次至多数千笔）。重复发送直至追上自然日；同名作业每夜自动执行。',
  },
  input: z.object({}),
  result: z.object({
    dayEnd: ref('DayEnd'),
    closes: date(),
    opens: date(),
    step: z.string().nullable().describe('The step that goes on. 待继续的步骤'),
    done: z.boolean().describe('This day has ended. 该营业日已完成'),
    upToDate: z.boolean().describe('And the business date is the civil date. 已追上自然日'),
  }),
  acts: dayEndActs,
  errors: ['day-end.nothing_to_close', 'day-end.begun_elsewhere'],
  async handler(tx, _input, { actor, emit, today, now, vault }) {
    const { institutionId } = actor;
    const day = await holdDayEnd(tx, { institutionId, today, now });
    const objects = [{ type: 'DayEnd', id: day.id }];
    const dates = { closes: day.closes, opens: day.opens };
    if (day.begun) emit('day-end.begun', objects, dates);
    const left = await advance(tx, day, { institutionId, emit, now, vault });
    const done = left === null;
    emit(done ? 'day-end.done' : 'day-end.advanced', objects, { ...dates, step: left });
    return { dayEnd: day.id, ...dates, step: left, done, upToDate: done && day.opens >= today };
  },
});

type Running = { institutionId: string; emit: Emit; now: Date; vault: Vault };

/** Part after part, until there is enough for one transaction; the step that is left, or null. */
async function advance(tx: Tx, day: LastDay, running: Running): Promise<string | null> {
  const of = { institutionId: running.institutionId, dayEndId: day.id };
  const waiting = await stepsLeft(tx, of);
  let rows = 0;
  for (const [index, step] of waiting.entries()) {
    const part = await runPart(tx, step, { day, ...running });
    rows += Object.values(part.counts).reduce((sum, count) => sum + count, 0);
    if (part.reached !== null) return step.code;
    const next = waiting[index + 1];
    if (next && rows >= ENOUGH) return next.code;
  }
  await finish(tx, { ...of, now: running.now });
  return null;
}

type PartOf = Running & { day: LastDay };

async function runPart(tx: Tx, step: RunningStep, { day, ...running }: PartOf): Promise<Part> {
  const found = dayEndSteps().find(({ code }) => code === step.code);
  if (!found) throw new Error(`no module registers the day-end step ${step.code}`);
  const { closes, opens } = day;
  const first = await isFirst(tx, running.institutionId, day.id);
  const { reached } = step;
  const part = await found.run(tx, { ...running, closes, opens, first, reached });
  await noteProgress(tx, { ...running, step, ...part });
  return part;
}

async function isFirst(tx: Tx, institutionId: string, id: string): Promise<boolean> {
  const earlier = await tx
    .selectFrom('day_end')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('id', '<>', id)
    .limit(1)
    .executeTakeFirst();
  return earlier === undefined;
}
