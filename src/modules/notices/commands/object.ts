import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { objectionInput, receiveObjection } from '../receive.ts';
import { objectionRulesOn } from '../rules.ts';
import { type EntryRow, onEntry } from '../stored.ts';

const errors = ['notice.entry_not_listed', 'notice.period_over'];

export const objectToEntry = command({
  name: 'notice.object',
  permission: 'notice.object',
  scope: 'references',
  title: { en: 'Take down an objection', zh: '登记异议' },
  description: {
    en: 'On behalf of somebody who objects to an entry; who that is need not be said. The clock stops for that entry until the objection is decided.',
    zh: '代他人登记对公示对象的异议，可匿名。该对象的公示期自此中止，至异议处理完毕。',
  },
  on: onEntry,
  input: z.object(objectionInput),
  result: z.object({
    objection: ref('NoticeObjection'),
    entry: ref('NoticeEntry'),
    receipt: z.string(),
  }),
  acts: ['notice-entry.objected'],
  errors,
  async handler(tx, given, { actor, emit, target, today, vault }) {
    const setting = { actor, target, today, vault, recordedBy: actor.personId };
    const { id, receipt, objects } = await receiveObjection(tx, given, setting);
    emit('notice-entry.objected', objects, { ground: given.ground, by: 'OFFICER' });
    return { objection: id, entry: target.id, receipt };
  },
});

/** Nobody holds its permission: only the public route runs it, for an entry it has seen listed. */
export const receivePublicObjection = command({
  name: 'notice.receive-objection',
  permission: 'notice.receive-objection',
  scope: 'references',
  title: { en: 'Receive an objection from the public', zh: '接收公众异议' },
  description: {
    en: 'What the public sends without a login. How much is taken in one day is limited; officers are not.',
    zh: '接收公众免登录提交的异议。每日受理数量有限，网点登记不受此限。',
  },
  on: onEntry,
  input: z.object(objectionInput),
  result: z.object({ receipt: z.string() }),
  acts: ['notice-entry.objected'],
  errors: [...errors, 'notice.too_many_objections'],
  async handler(tx, given, { actor, emit, target, today, vault }) {
    await mustNotFlood(tx, target, today);
    const setting = { actor, target, today, vault, recordedBy: null };
    const { receipt, objects } = await receiveObjection(tx, given, setting);
    emit('notice-entry.objected', objects, { ground: given.ground, by: 'PUBLIC' });
    return { receipt };
  },
});

async function mustNotFlood(tx: Tx, entry: EntryRow, today: string): Promise<void> {
  const limits = objectionRulesOn(today);
  const { rows } = await sql<{ onEntry: bigint; onNotice: bigint }>`
    select
      count(*) filter (where o.notice_entry_id = ${entry.id} and o.status = 'OPEN') as "onEntry",
      count(*) filter (where o.received_on = ${today}::date) as "onNotice"
    from notice_objection o
    join notice_entry e on e.institution_id = ${entry.institution_id}
      and e.id = o.notice_entry_id and e.notice_id = ${entry.notice_id}
    where o.institution_id = ${entry.institution_id} and o.recorded_by is null`.execute(tx);
  const [{ onEntry: open, onNotice: sent } = { onEntry: 0n, onNotice: 0n }] = rows;
  if (open >= limits.publicOpenPerEntry || sent >= limits.publicPerNoticeAndDay) {
    throw refuse('notice.too_many_objections');
  }
}
