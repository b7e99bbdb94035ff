import { sql } from 'kysely';
import { z } from 'zod';
import { id } from '../../kernel/commands/input.ts';
import { entryOf, refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { lendersOf } from './sources.ts';
import { type EntryFacts, entryCommands, refusalOf } from './workflow.ts';

const allowed = read({
  name: 'notice.allowed-actions',
  permission: 'notice.read',
  scope: 'references',
  title: { en: 'What may be done with an entry now', zh: '公示对象可执行操作' },
  input: z.object({ noticeEntryId: id('NoticeEntry') }),
  cost: 2,
  async run(db, { noticeEntryId }, { actor, today }) {
    const tenant = actor.institutionId;
    const { rows } = await sql<EntryFacts & { loanId: string | null }>`
      select e.status as state, e.loan_id as "loanId", coalesce(e.closes_on < ${today}::date, false) as over,
        (select to_jsonb(array_remove(array[r.rated_by, r.adjusted_by], null)) from rating r
          where r.institution_id = ${tenant} and r.id = e.rating_id) as "gradedBy",
        (select coalesce(json_agg(o.recorded_by), '[]') from notice_objection o
          where o.institution_id = ${tenant} and o.notice_entry_id = e.id
            and o.status = 'OPEN') as "openRecordedBy"
      from notice_entry e
      where e.institution_id = ${tenant} and e.id = ${noticeEntryId}`.execute(db);
    const [row] = rows;
    if (!row) throw refuse('object.not_found', { path: ['noticeEntryId'] });
    const { loanId, ...entry } = row;
    const lenders = loanId && (await lendersOf(db, { institutionId: tenant, loanId }));
    const facts = lenders ? { ...entry, gradedBy: lenders } : entry;
    const allowedActions = entryCommands.map((action) => {
      const code = refusalOf(facts, action, actor);
      const reason = code === undefined ? null : { code, ...wordsOf(code) };
      return { action, allowed: reason === null, reason };
    });
    return { noticeEntry: noticeEntryId, allowedActions };
  },
});

const wordsOf = (code: string) => {
  const { en, zh } = entryOf(code);
  return { en, zh };
};

export const noticeReads = [allowed];
