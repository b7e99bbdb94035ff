import { z } from 'zod';
import { command, type Emit } from '../../../kernel/commands/command.ts';
import { date, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Vault } from '../../../kernel/vault/vault.ts';
import type { LastDay } from '../business-day.ts';
import { finish, holdDayEnd, noteProgress, type RunningStep, stepsLeft } from '../running.ts';
import { setAside } from '../set-aside.ts';
import { dayEndActs, dayEndSteps, type Part } from '../steps.ts';

/** Rows after which a command leaves the rest to the next one. */
const ENOUGH = 400;

export const advanceDayEnd = command({
  name: 'day-end.advance',
  permission: 'day-end.run',
  scope: 'institution',
  title: { en: 'Go on with the end of the day', zh: '推进日终' },
  description: {
    en: 'Begins the end of the next business day that is over, or does the next part of the one under way: some thousands of loans at most. A loan that cannot be worked on is set aside and named; the others go on. Sent again and again it comes to the civil date; the job of the same name does that every night.',
    zh: '开始下一个已过营业日的日终，或执行进行中日终的下一部分（每次至多数千笔）；无法处理的单笔贷款予以挂起并列明，其余照常进行。重复发送直至追上自然日；同名作业每夜自动执行。',
  },
  input: z.object({}),
  result: z.object({
    dayEnd: ref('DayEnd'),
    closes: date(),
    opens: date(),
    step: z.string().nullable().describe('The step that goes on. 待继续的步骤'),
    done: z.boolean().describe('This day has ended. 该营业日已完成'),
    setAside: z.number().int().describe('Loans set aside by this part. 本次挂起笔数'),
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
    const { left, setAside: aside } = await advance(tx, day, { institutionId, emit, now, vault });
    const done = left === null;
    emit(done ? 'day-end.done' : 'day-end.advanced', objects, { ...dates, step: left });
    const upToDate = done && day.opens >= today;
    return { dayEnd: day.id, ...dates, step: left, done, setAside: aside, upToDate };
  },
});

type Running = { institutionId: string; emit: Emit; now: Date; vault: Vault };

/** The step that is left, if one is, and how many loans were set aside. */
type Advanced = { left: string | null; setAside: number };

/** Part after part, until there is enough for one transaction. */
async function advance(tx: Tx, day: LastDay, running: Running): Promise<Advanced> {
  const of = { institutionId: running.institutionId, dayEndId: day.id };
  const waiting = await stepsLeft(tx, of);
  let [rows, aside] = [0, 0];
  for (const [index, step] of waiting.entries()) {
    const part = await runPart(tx, step, { day, ...running });
    rows += Object.values(part.counts).reduce((sum, count) => sum + count, 0);
    aside += part.counts.setAside ?? 0;
    if (part.reached !== null) return { left: step.code, setAside: aside };
    const next = waiting[index + 1];
    if (next && rows >= ENOUGH) return { left: next.code, setAside: aside };
  }
  await finish(tx, { ...of, now: running.now });
  return { left: null, setAside: aside };
}

type PartOf = Running & { day: LastDay };

async function runPart(tx: Tx, step: RunningStep, { day, ...running }: PartOf): Promise<Part> {
  const found = dayEndSteps().find(({ code }) => code === step.code);
  if (!found) throw new Error(`no module registers the day-end step ${step.code}`);
  const { closes, opens } = day;
  const first = await isFirst(tx, running.institutionId, day.id);
  const { reached } = step;
  const done = await found.run(tx, { ...running, closes, opens, first, reached });
  const aside = await setAside(tx, { day, step: step.code, ...running }, done.failed ?? []);
  const counts = aside > 0 ? { ...done.counts, setAside: aside } : done.counts;
  await noteProgress(tx, { ...running, step, ...done, counts });
  return { ...done, counts };
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
