import { sql } from 'kysely';
import { z } from 'zod';
import type { WorkCalendar } from '../../../kernel/calendar.ts';
import { command, type Emit } from '../../../kernel/commands/command.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { institutionCalendar } from '../../calendar/index.ts';
import { lastDayOf } from '../entry-clock.ts';
import { emitListed } from '../listed-facts.ts';
import { type EntryState, stateAfter } from '../workflow.ts';

/**
 * Entries and notices taken in one run; the next run takes the rest. Each may need a fact of its
 * own, and a command writes at most a thousand.
 */
const MOST_ENTRIES = 700;
const MOST_NOTICES = 200;

export const closeDue = command({
  name: 'notice.close-due',
  permission: 'notice.close-due',
  scope: 'institution',
  title: { en: 'Close what has run its time', zh: '结束到期公示' },
  description: {
    en: 'Entries whose last working day has passed take effect, those with an upheld objection go, and notices without any left are closed. Counted by the calendar as announced by now; where a year is not announced yet, entries wait. Runs daily; running it twice does no harm.',
    zh: '公示期已满的对象生效，异议成立的移出，已无在公示对象的公示予以结束。按当前已公布的日历重新计算；年度放假安排尚未公布的，等待公布。每日执行，可重复执行。',
  },
  input: z.object({}),
  result: z.object({
    effective: z.number().int(),
    removed: z.number().int(),
    extended: z.number().int(),
    waiting: z.number().int().describe('Held until their year is announced. 等待日历公布'),
    closed: z.number().int(),
    remaining: z.boolean(),
  }),
  acts: ['notice.due-closed', 'notice-entry.settled', 'notice-entry.extended', 'notice.closed'],
  async handler(tx, _input, { actor, emit, today }) {
    const { institutionId } = actor;
    const due = await dueEntries(tx, institutionId, today);
    const taken = due.slice(0, MOST_ENTRIES);
    const calendar = await institutionCalendar(tx, institutionId);
    const judged = judge(calendar, taken, today);
    await settle(tx, emit, { institutionId, today, entries: judged.settling });
    await extend(tx, emit, { institutionId, entries: judged.extending });
    const closed = await closeEmpty(tx, emit, { institutionId, today });
    const count = (state: EntryState) =>
      judged.settling.filter(({ status }) => status === state).length;
    const counts = {
      effective: count('EFFECTIVE'),
      removed: count('REMOVED'),
      extended: judged.extending.length,
      waiting: judged.waiting,
      closed: closed.length,
    };
    emit('notice.due-closed', [], counts);
    const more = due.length > MOST_ENTRIES && judged.waiting < MOST_ENTRIES;
    return { ...counts, remaining: more || closed.length === MOST_NOTICES };
  },
});

const MAX_RUNS = 1_000;

/** Closes what is due, run after run until nothing is left. */
export const closeDueDaily: Job = {
  name: 'notice.close-due',
  title: { en: 'Close notices that have run their time', zh: '结束到期公示' },
  cron: '30 0 * * *',
  kinds: ['BANK'],
  commands: ['notice.close-due'],
  async run({ perform, signal }) {
    const total = { effective: 0, removed: 0, extended: 0, closed: 0 };
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('notice.close-due', {}, String(part));
      for (const name of ['effective', 'removed', 'extended', 'closed'] as const) {
        total[name] += Number(done[name]);
      }
      if (!done.remaining) break;
    }
    return total;
  },
};

type DueEntry = {
  id: string;
  notice_id: string;
  customer_id: string;
  status: string;
  running_from: string | null;
  running_days: number;
};

const dueEntries = (tx: Tx, institutionId: string, today: string): Promise<DueEntry[]> =>
  tx
    .selectFrom('notice_entry')
    .select(['id', 'notice_id', 'customer_id', 'status', 'running_from', 'running_days'])
    .where('institution_id', '=', institutionId)
    .where((where) =>
      where.or([
        where('status', '=', 'UPHELD'),
        where.and([where('status', 'in', ['OPEN', 'DISMISSED']), where('closes_on', '<', today)]),
      ]),
    )
    // What waits for its year to be announced has the latest days and holds nobody up.
    .orderBy('closes_on', (order) => order.asc().nullsFirst())
    .orderBy('id')
    .limit(MOST_ENTRIES + 1)
    .forNoKeyUpdate()
    .execute();

type Settling = DueEntry & { status: EntryState };
type Extending = DueEntry & { closesOn: string };
type Judged = { settling: Settling[]; extending: Extending[]; waiting: number };

/** What the calendar, as known today, makes of the entries whose stored day has passed. */
function judge(calendar: WorkCalendar, due: readonly DueEntry[], today: string): Judged {
  const judged: Judged = { settling: [], extending: [], waiting: 0 };
  for (const entry of due) {
    const status = stateAfter(entry.status as EntryState, 'expired');
    if (!status) continue;
    const { running_from: from, running_days: days } = entry;
    const last = from === null ? undefined : lastDayOf(calendar, { from, days });
    if (last?.assumed) judged.waiting += 1;
    else if (last && last.date >= today) judged.extending.push({ ...entry, closesOn: last.date });
    else judged.settling.push({ ...entry, status });
  }
  return judged;
}

type Settlement = { institutionId: string; today: string; entries: readonly Settling[] };

async function settle(tx: Tx, emit: Emit, { institutionId, today, entries }: Settlement) {
  for (const [status, group] of Map.groupBy(entries, (entry) => entry.status)) {
    const saved = await tx
      .updateTable('notice_entry')
      .set({ status, running_from: null, closes_on: null })
      .set((eb) => ({ settled_on: eb.fn.coalesce('settled_on', eb.val(today)) }))
      .where('institution_id', '=', institutionId)
      .where(withIds(group))
      .returning(['id', 'customer_id as customerId', 'notice_id as noticeId', 'version'])
      .execute();
    for (const [noticeId, listed] of Map.groupBy(saved, (entry) => entry.noticeId)) {
      emitListed(emit, { act: 'notice-entry.settled', noticeId, entries: listed });
    }
  }
}

type Extension = { institutionId: string; entries: readonly Extending[] };

/** Holidays announced meanwhile move the last day, and with it what the notice tells the public. */
async function extend(tx: Tx, emit: Emit, { institutionId, entries }: Extension) {
  for (const [closesOn, group] of Map.groupBy(entries, (entry) => entry.closesOn)) {
    const saved = await tx
      .updateTable('notice_entry')
      .set({ closes_on: closesOn })
      .where('institution_id', '=', institutionId)
      .where(withIds(group))
      .returning(['id', 'customer_id as customerId', 'notice_id as noticeId', 'version'])
      .execute();
    for (const [noticeId, listed] of Map.groupBy(saved, (entry) => entry.noticeId)) {
      emitListed(emit, { act: 'notice-entry.extended', noticeId, entries: listed });
    }
  }
  const running = entries.filter(({ status }) => status === 'OPEN');
  for (const [noticeId, [first]] of Map.groupBy(running, (entry) => entry.notice_id)) {
    await tx
      .updateTable('notice')
      .set({ closes_on: first?.closesOn })
      .where('institution_id', '=', institutionId)
      .where('id', '=', noticeId)
      .execute();
  }
}

const withIds = (entries: readonly DueEntry[]) =>
  sql<boolean>`id = any(${entries.map(({ id }) => id)}::uuid[])`;

/** Notices whose time is over and of whose entries none is listed or undecided any more. */
async function closeEmpty(
  tx: Tx,
  emit: Emit,
  { institutionId, today }: { institutionId: string; today: string },
) {
  const closed = await tx
    .updateTable('notice')
    .set({ status: 'CLOSED', closed_on: today })
    .where('institution_id', '=', institutionId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('notice as n')
        .select('n.id')
        .where('n.institution_id', '=', institutionId)
        .where('n.status', '=', 'OPEN')
        .where('n.closes_on', '<', today)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('notice_entry as e')
                .select('e.id')
                .where('e.institution_id', '=', institutionId)
                .whereRef('e.notice_id', '=', 'n.id')
                .where('e.status', 'in', ['OPEN', 'OBJECTED', 'DISMISSED', 'UPHELD']),
            ),
          ),
        )
        .orderBy('n.id')
        .limit(MOST_NOTICES),
    )
    .returning(['id', 'version'])
    .execute();
  for (const { id, version } of closed) emit('notice.closed', [{ type: 'Notice', id, version }]);
  return closed;
}
