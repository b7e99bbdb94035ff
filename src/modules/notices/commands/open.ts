import { sql } from 'kysely';
import { z } from 'zod';
import type { NoticeKind } from '../../../generated/enums.ts';
import { inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { institutionCalendar } from '../../calendar/index.ts';
import { lastDayOf } from '../entry-clock.ts';
import { emitListed, type ListedEntry } from '../listed-facts.ts';
import { ensurePublicPerson } from '../public-person.ts';
import { noticeRulesOn } from '../rules.ts';
import { type NoticeCandidate, sourceOf } from '../sources.ts';
import { onNotice } from '../stored.ts';

const MOST_ENTRIES = 10_000;
const ROWS_PER_INSERT = 500;

export const openNotice = command({
  name: 'notice.open',
  permission: 'notice.manage',
  scope: 'references',
  title: { en: 'Open a public notice', zh: '发布公示' },
  description: {
    en: 'Lists everybody due, as they stand today, and starts the period in working days. Who has not consented to be named in public is counted, not named.',
    zh: '按当日情况列入全部应公示对象，并按工作日起算公示期。未同意公开的对象只计数、不列名。',
  },
  on: onNotice,
  input: z.object({}),
  result: z.object({
    notice: ref('Notice'),
    entries: z.number().int(),
    named: z.number().int(),
    closesOn: z.string().meta({ graphql: 'Date' }),
    assumed: z.boolean().describe('The calendar of that year is not announced yet. 日历是否暂定'),
  }),
  acts: ['notice.opened', 'notice-entry.listed'],
  errors: [
    'notice.not_draft',
    'notice.kind_unavailable',
    'notice.nothing_to_list',
    'notice.too_many_entries',
    'notice.already_running',
  ],
  async handler(tx, _input, { actor, emit, target, today }) {
    if (!inScope(actor, target.area_code)) throw refuse('object.not_found', { path: ['id'] });
    if (target.status !== 'DRAFT') throw refuse('notice.not_draft');
    const { institutionId } = actor;
    const rules = noticeRulesOn(target.kind as NoticeKind, today);
    const candidates = await candidatesOf(tx, target, today);
    const calendar = await institutionCalendar(tx, institutionId);
    const closing = lastDayOf(calendar, { from: today, days: rules.workingDays });
    const { version } = await tx
      .updateTable('notice')
      .set({
        status: 'OPEN',
        period_days: rules.workingDays,
        period_rule: rules.code,
        opened_on: today,
        closes_on: closing.date,
        opened_by: actor.personId,
      })
      .where('institution_id', '=', institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    await ensurePublicPerson(tx, institutionId);
    const clock = { running_from: today, running_days: rules.workingDays, closes_on: closing.date };
    const key = { institution_id: institutionId, notice_id: target.id };
    const entries = await insertEntries(
      tx,
      candidates.map((candidate) => ({
        ...key,
        ...rowOf(candidate),
        ...clock,
      })),
    );
    const named = await countNamed(tx, target, today);
    const counts = { entries: entries.length, named };
    emit('notice.opened', [{ type: 'Notice', id: target.id, version }], {
      ...counts,
      rule: rules.code,
      workingDays: rules.workingDays,
      closesOn: closing.date,
      assumed: closing.assumed,
    });
    emitListed(emit, { act: 'notice-entry.listed', noticeId: target.id, entries });
    return { notice: target.id, ...counts, closesOn: closing.date, assumed: closing.assumed };
  },
});

type Opening = { institution_id: string; kind: string; area_code: string };

async function candidatesOf(tx: Tx, notice: Opening, today: string): Promise<NoticeCandidate[]> {
  const source = sourceOf(notice.kind as NoticeKind);
  if (!source) throw refuse('notice.kind_unavailable');
  const { institution_id: institutionId, area_code: areaCode } = notice;
  const candidates = await source(tx, { institutionId, areaCode, today });
  if (candidates.length === 0) throw refuse('notice.nothing_to_list');
  if (candidates.length > MOST_ENTRIES) {
    throw refuse('notice.too_many_entries', { details: { most: MOST_ENTRIES } });
  }
  return candidates;
}

const rowOf = (candidate: NoticeCandidate) => ({
  id: newId(),
  customer_id: candidate.customerId,
  rating_id: candidate.ratingId,
  loan_id: candidate.loanId ?? null,
  name_mask: candidate.nameMask,
  group_name: candidate.groupName,
  grade: candidate.grade,
  credit_line_fen: candidate.creditLineFen,
});

type EntryValues = ReturnType<typeof rowOf> & {
  institution_id: string;
  notice_id: string;
  running_from: string;
  running_days: number;
  closes_on: string;
};

async function insertEntries(tx: Tx, rows: readonly EntryValues[]): Promise<ListedEntry[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const part = rows.slice(start, start + ROWS_PER_INSERT);
    await tx.insertInto('notice_entry').values(part).execute();
  }
  return rows.map(({ id, customer_id }) => ({ id, customerId: customer_id, version: 1 }));
}

/** How many the public would see by name today; the others are only counted. */
async function countNamed(
  tx: Tx,
  { institution_id, id }: { institution_id: string; id: string },
  today: string,
): Promise<number> {
  const { rows } = await sql<{ named: number }>`
    select count(*)::integer as named from notice_entry
    where institution_id = ${institution_id} and notice_id = ${id}
      and may_be_named(${institution_id}, customer_id, ${today}::date)`.execute(tx);
  return rows[0]?.named ?? 0;
}
