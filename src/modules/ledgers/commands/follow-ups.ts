import { z } from 'zod';
import { FollowUpKind, PromisedBy } from '../../../generated/enums.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import {
  classed,
  date,
  enumeration,
  id,
  newKey,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { activeCustomer } from '../customer-row.ts';
import { sealNote } from '../notes.ts';
import { MOST_NOTE, worksHere } from '../visit-input.ts';

export const openFollowUp = command({
  name: 'follow-up.open',
  permission: 'follow-up.manage',
  scope: 'references',
  title: { en: 'Open a follow-up', zh: '登记跟进事项' },
  description: {
    en: 'What was promised, by whom and by when; seen to by you unless another person is named.',
    zh: '登记承诺内容、承诺方及到期日；未指定责任人的由本人负责。',
  },
  input: z.object({
    key: newKey().optional(),
    customerId: id('Customer'),
    visitId: id('Visit').optional(),
    kind: enumeration('FollowUpKind', FollowUpKind),
    promisedBy: enumeration('PromisedBy', PromisedBy),
    dueOn: date(),
    promise: classed('C2', text(MOST_NOTE)),
    assigneeId: id('Person').optional(),
  }),
  result: z.object({ followUp: ref('FollowUp') }),
  acts: ['follow-up.opened'],
  errors: [
    'customer.not_active',
    'follow-up.id_taken',
    'follow-up.other_customer',
    'follow-up.due_past',
    'follow-up.assignee_left',
  ],
  async handler(tx, given, { actor, emit, today, vault }) {
    const { institutionId, personId } = actor;
    const { customerId, visitId, kind, promisedBy, dueOn } = given;
    await activeCustomer(tx, { institutionId, customerId });
    if (dueOn < today) throw refuse('follow-up.due_past', { path: ['dueOn'] });
    const assignee = given.assigneeId ?? personId;
    if (!(await worksHere(tx, { institutionId, personId: assignee }))) {
      throw refuse('follow-up.assignee_left', { path: ['assigneeId'] });
    }
    if (visitId) await checkVisit(tx, { institutionId, visitId, customerId });
    const followUp = given.key ?? newId();
    const place = placeOf({ id: followUp, customer_id: customerId }, 'promise_cipher');
    const promise = await vault.seal(tx, institutionId, place, given.promise);
    await tx
      .insertInto('follow_up')
      .values({
        institution_id: institutionId,
        id: followUp,
        customer_id: customerId,
        visit_id: visitId ?? null,
        kind,
        promised_by: promisedBy,
        due_on: dueOn,
        promise_cipher: promise,
        assignee_id: assignee,
        opened_by: personId,
        opened_on: today,
      })
      .execute();
    const objects = [
      { type: 'FollowUp', id: followUp, version: 1 },
      { type: 'Customer', id: customerId },
    ];
    emit('follow-up.opened', objects, { kind, promisedBy, dueOn, assignee });
    return { followUp };
  },
});

type Sought = { institutionId: string; visitId: string; customerId: string };

async function checkVisit(tx: Tx, { institutionId, visitId, customerId }: Sought): Promise<void> {
  const visit = await tx
    .selectFrom('visit')
    .select('customer_id')
    .where('institution_id', '=', institutionId)
    .where('id', '=', visitId)
    .executeTakeFirstOrThrow();
  if (visit.customer_id !== customerId) {
    throw refuse('follow-up.other_customer', { path: ['visitId'] });
  }
}

type FollowUpKey = { id: string; customer_id: string };

const placeOf = ({ id: rowId, customer_id: subjectId }: FollowUpKey, column: string) => {
  return { subjectId, table: 'follow_up', column, rowId };
};

const onFollowUp = { noun: 'FollowUp', table: 'follow_up' } as const;
const closing = {
  permission: 'follow-up.manage',
  scope: 'references',
  on: onFollowUp,
  input: z.object({ result: classed('C2', text(MOST_NOTE)) }),
  result: z.object({ followUp: ref('FollowUp') }),
  errors: ['follow-up.closed'],
} as const;

export const completeFollowUp = command({
  ...closing,
  name: 'follow-up.complete',
  title: { en: 'Complete a follow-up', zh: '办结跟进事项' },
  description: { en: 'It is done; say what came of it.', zh: '跟进事项已完成，须说明结果。' },
  acts: ['follow-up.completed'],
  errors: ['follow-up.closed'],
  handler: (tx, { result }, context) => close(tx, context, { status: 'DONE', result }),
});

export const cancelFollowUp = command({
  ...closing,
  name: 'follow-up.cancel',
  title: { en: 'Cancel a follow-up', zh: '取消跟进事项' },
  description: { en: 'It is no longer wanted; say why.', zh: '跟进事项不再需要，须说明原因。' },
  acts: ['follow-up.cancelled'],
  errors: ['follow-up.closed'],
  handler: (tx, { result }, context) => close(tx, context, { status: 'CANCELLED', result }),
});

type Row = FollowUpKey & { status: string; due_on: string };
type Closed = { status: 'DONE' | 'CANCELLED'; result: string };

async function close(
  tx: Tx,
  { actor, emit, target, today, vault }: Context<Row>,
  { status, result }: Closed,
): Promise<{ followUp: string }> {
  if (target.status !== 'OPEN') throw refuse('follow-up.closed');
  const { institutionId, personId } = actor;
  const place = placeOf(target, 'result_cipher');
  const { version } = await tx
    .updateTable('follow_up')
    .set({
      status,
      closed_by: personId,
      closed_on: today,
      result_cipher: await sealNote({ tx, institutionId, vault }, place, result),
    })
    .where('institution_id', '=', institutionId)
    .where('id', '=', target.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  const objects = [
    { type: 'FollowUp', id: target.id, version },
    { type: 'Customer', id: target.customer_id },
  ];
  const act = status === 'DONE' ? 'follow-up.completed' : 'follow-up.cancelled';
  emit(act, objects, { dueOn: target.due_on, late: today > target.due_on });
  return { followUp: target.id };
}
