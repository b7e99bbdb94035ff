import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { openNote } from '../notes.ts';

const revealing = { permission: 'customer.reveal', scope: 'references' } as const;
const onRecord = { reasonRequired: true, repeatable: true } as const;

export const revealVisit = command({
  ...revealing,
  ...onRecord,
  name: 'visit.reveal',
  title: { en: 'Read the note of a visit', zh: '查看走访备注' },
  description: {
    en: 'The note in clear. The reason is the purpose; that it was read stays on record.',
    zh: '返回备注明文，须在理由中说明用途，查看行为留痕。',
  },
  on: { noun: 'Visit', table: 'visit' },
  input: z.object({}),
  result: z.object({ visit: ref('Visit'), note: z.string().optional() }),
  acts: ['visit.revealed'],
  async handler(tx, _input, { actor, emit, target, vault }) {
    const { id, customer_id: subjectId } = target;
    const place = { subjectId, table: 'visit', column: 'note_cipher', rowId: id };
    const opener = { db: tx, institutionId: actor.institutionId, vault };
    const note = await openNote(opener, place, target.note_cipher);
    const objects = [
      { type: 'Visit', id, version: target.version },
      { type: 'Customer', id: subjectId },
    ];
    emit('visit.revealed', objects, { fields: ['note'] });
    return { visit: id, ...(note === undefined ? {} : { note }) };
  },
});

export const revealFollowUp = command({
  ...revealing,
  ...onRecord,
  name: 'follow-up.reveal',
  title: { en: 'Read a follow-up', zh: '查看跟进内容' },
  description: {
    en: 'What was promised and what came of it, in clear. The reason is the purpose; that it was read stays on record.',
    zh: '返回承诺内容与办理结果明文，须在理由中说明用途，查看行为留痕。',
  },
  on: { noun: 'FollowUp', table: 'follow_up' },
  input: z.object({}),
  result: z.object({
    followUp: ref('FollowUp'),
    promise: z.string(),
    result: z.string().optional(),
  }),
  acts: ['follow-up.revealed'],
  async handler(tx, _input, { actor, emit, target, vault }) {
    const { id, customer_id: subjectId } = target;
    const place = { subjectId, table: 'follow_up', rowId: id };
    const opener = { db: tx, institutionId: actor.institutionId, vault };
    const asked = { ...place, column: 'promise_cipher' };
    const promise = await vault.open(tx, actor.institutionId, asked, target.promise_cipher);
    const closing = { ...place, column: 'result_cipher' };
    const result = await openNote(opener, closing, target.result_cipher);
    const objects = [
      { type: 'FollowUp', id, version: target.version },
      { type: 'Customer', id: subjectId },
    ];
    emit('follow-up.revealed', objects, { fields: ['promise', 'result'] });
    return { followUp: id, promise, ...(result === undefined ? {} : { result }) };
  },
});

export const revealOutworker = command({
  ...revealing,
  ...onRecord,
  name: 'outworker.reveal',
  title: { en: "Read an outworker's telephone", zh: '查看务工人员电话' },
  description: {
    en: 'The telephone in clear. The reason is the purpose; that it was read stays on record.',
    zh: '返回联系电话明文，须在理由中说明用途，查看行为留痕。',
  },
  on: { noun: 'Outworker', table: 'outworker' },
  input: z.object({}),
  result: z.object({ outworker: ref('Outworker'), contact: z.string().optional() }),
  acts: ['outworker.revealed'],
  async handler(tx, _input, { actor, emit, target, vault }) {
    const { institutionId } = actor;
    const { id, customer_id: customerId, member_id: memberId } = target;
    const { head } = await tx
      .selectFrom('customer_member')
      .select('head')
      .where('institution_id', '=', institutionId)
      .where('id', '=', memberId)
      .executeTakeFirstOrThrow();
    const subjectId = head ? customerId : memberId;
    const place = { subjectId, table: 'outworker', column: 'contact_cipher', rowId: id };
    const opener = { db: tx, institutionId, vault };
    const contact = await openNote(opener, place, target.contact_cipher);
    const objects = [
      { type: 'Outworker', id, version: target.version },
      { type: 'Member', id: memberId },
      { type: 'Customer', id: customerId },
    ];
    emit('outworker.revealed', objects, { fields: ['contact'] });
    return { outworker: id, ...(contact === undefined ? {} : { contact }) };
  },
});

export const revealScreening = command({
  ...revealing,
  ...onRecord,
  name: 'screening-record.reveal',
  title: { en: 'Read the note of a listing', zh: '查看筛查说明' },
  description: {
    en: 'Why the customer was listed, in words. The reason is the purpose; that it was read stays on record.',
    zh: '返回列入名单的说明明文，须在理由中说明用途，查看行为留痕。',
  },
  on: { noun: 'ScreeningRecord', table: 'screening_record' },
  input: z.object({}),
  result: z.object({ record: ref('ScreeningRecord'), note: z.string().optional() }),
  acts: ['screening-record.revealed'],
  async handler(tx, _input, { actor, emit, target, vault }) {
    const { id, customer_id: subjectId } = target;
    const place = { subjectId, table: 'screening_record', column: 'note_cipher', rowId: id };
    const opener = { db: tx, institutionId: actor.institutionId, vault };
    const note = await openNote(opener, place, target.note_cipher);
    const objects = [
      { type: 'ScreeningRecord', id, version: target.version },
      { type: 'Customer', id: subjectId },
    ];
    emit('screening-record.revealed', objects, { fields: ['note'] });
    return { record: id, ...(note === undefined ? {} : { note }) };
  },
});
