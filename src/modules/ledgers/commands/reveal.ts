import { z } from 'zod';
import { ProcessingPurpose } from '../../../generated/enums.ts';
import { type Context, command, type FactObject } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { allowReading, type ReadField } from '../../customers/index.ts';
import { openNote } from '../notes.ts';

/** What every reading of clear words has in common, the purpose first. */
const reading = {
  permission: 'customer.reveal',
  scope: 'references',
  input: z.object({ purpose: enumeration('ProcessingPurpose', ProcessingPurpose) }),
  reasonRequired: true,
  repeatable: true,
  errors: [
    'privacy.purpose_unfit',
    'privacy.consent_required',
    'privacy.restricted',
    'privacy.recipient_unfit',
    'privacy.reveal_blocked',
  ],
} as const;
const ALERT = 'privacy.reveal-alert';

type Read = {
  act: string;
  purpose: ProcessingPurpose;
  customerId: string;
  objects: readonly FactObject[];
  field: ReadField;
  /** What was opened; what is not there counts for nothing. */
  words: readonly (string | undefined)[];
};

/** Puts a reading on record, and asks whoever answers for personal data. */
async function keep(tx: Tx, context: Context<unknown>, read: Read): Promise<void> {
  const { actor, emit, now, today } = context;
  const { act, purpose, customerId, objects, field, words } = read;
  const values = words.filter((each) => each !== undefined).length;
  const about = [...objects, { type: 'Customer', id: customerId }];
  emit(act, about, { fields: [field], values }, purpose);
  const asked = { actor, purpose, today, now, emit };
  await allowReading(tx, { ...asked, customerId, fields: [field], values });
}

export const revealVisit = command({
  ...reading,
  name: 'visit.reveal',
  title: { en: 'Read the note of a visit', zh: '查看走访备注' },
  description: {
    en: 'The note in clear. For a purpose that consent, contract or duty covers; that it was read stays on record.',
    zh: '返回备注明文，须有合法的处理目的，查看行为留痕。',
  },
  on: { noun: 'Visit', table: 'visit' },
  result: z.object({ visit: ref('Visit'), note: z.string().optional() }),
  acts: ['visit.revealed', ALERT],
  async handler(tx, { purpose }, context) {
    const { actor, target, vault } = context;
    const { id, customer_id: subjectId } = target;
    const place = { subjectId, table: 'visit', column: 'note_cipher', rowId: id };
    const opener = { db: tx, institutionId: actor.institutionId, vault };
    const note = await openNote(opener, place, target.note_cipher);
    const objects = [{ type: 'Visit', id, version: target.version }];
    const read = { purpose, customerId: subjectId, objects, field: 'NOTE', words: [note] } as const;
    await keep(tx, context, { ...read, act: 'visit.revealed' });
    return { visit: id, ...(note === undefined ? {} : { note }) };
  },
});

export const revealFollowUp = command({
  ...reading,
  name: 'follow-up.reveal',
  title: { en: 'Read a follow-up', zh: '查看跟进内容' },
  description: {
    en: 'What was promised and what came of it, in clear. For a purpose that consent, contract or duty covers; that it was read stays on record.',
    zh: '返回承诺内容与办理结果明文，须有合法的处理目的，查看行为留痕。',
  },
  on: { noun: 'FollowUp', table: 'follow_up' },
  result: z.object({
    followUp: ref('FollowUp'),
    promise: z.string(),
    result: z.string().optional(),
  }),
  acts: ['follow-up.revealed', ALERT],
  async handler(tx, { purpose }, context) {
    const { actor, target, vault } = context;
    const { id, customer_id: subjectId } = target;
    const place = { subjectId, table: 'follow_up', rowId: id };
    const opener = { db: tx, institutionId: actor.institutionId, vault };
    const asked = { ...place, column: 'promise_cipher' };
    const promise = await vault.open(tx, actor.institutionId, asked, target.promise_cipher);
    const closing = { ...place, column: 'result_cipher' };
    const result = await openNote(opener, closing, target.result_cipher);
    const objects = [{ type: 'FollowUp', id, version: target.version }];
    const words = [promise, result];
    const read = { purpose, customerId: subjectId, objects, field: 'NOTE', words } as const;
    await keep(tx, context, { ...read, act: 'follow-up.revealed' });
    return { followUp: id, promise, ...(result === undefined ? {} : { result }) };
  },
});

export const revealOutworker = command({
  ...reading,
  name: 'outworker.reveal',
  title: { en: "Read an outworker's telephone", zh: '查看务工人员电话' },
  description: {
    en: 'The telephone in clear. For a purpose that consent, contract or duty covers; that it was read stays on record.',
    zh: '返回联系电话明文，须有合法的处理目的，查看行为留痕。',
  },
  on: { noun: 'Outworker', table: 'outworker' },
  result: z.object({ outworker: ref('Outworker'), contact: z.string().optional() }),
  acts: ['outworker.revealed', ALERT],
  async handler(tx, { purpose }, context) {
    const { actor, target, vault } = context;
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
    ];
    const read = { purpose, customerId, objects, field: 'MOBILE', words: [contact] } as const;
    await keep(tx, context, { ...read, act: 'outworker.revealed' });
    return { outworker: id, ...(contact === undefined ? {} : { contact }) };
  },
});

export const revealScreening = command({
  ...reading,
  name: 'screening-record.reveal',
  title: { en: 'Read the note of a listing', zh: '查看筛查说明' },
  description: {
    en: 'Why the customer was listed, in words. For a purpose that consent, contract or duty covers; that it was read stays on record.',
    zh: '返回列入名单的说明明文，须有合法的处理目的，查看行为留痕。',
  },
  on: { noun: 'ScreeningRecord', table: 'screening_record' },
  result: z.object({ record: ref('ScreeningRecord'), note: z.string().optional() }),
  acts: ['screening-record.revealed', ALERT],
  async handler(tx, { purpose }, context) {
    const { actor, target, vault } = context;
    const { id, customer_id: subjectId } = target;
    const place = { subjectId, table: 'screening_record', column: 'note_cipher', rowId: id };
    const opener = { db: tx, institutionId: actor.institutionId, vault };
    const note = await openNote(opener, place, target.note_cipher);
    const objects = [{ type: 'ScreeningRecord', id, version: target.version }];
    const read = { purpose, customerId: subjectId, objects, field: 'NOTE', words: [note] } as const;
    await keep(tx, context, { ...read, act: 'screening-record.revealed' });
    return { record: id, ...(note === undefined ? {} : { note }) };
  },
});
