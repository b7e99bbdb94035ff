import { z } from 'zod';
import { CustomerCloseReason } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { customerWorkOf } from '../customer-work.ts';
import { lapseOpenMove } from '../moves.ts';
import { type CustomerRow, mustBeActive, onCustomer } from '../stored.ts';

export const closeCustomer = command({
  name: 'customer.close',
  permission: 'customer.close',
  scope: 'references',
  title: { en: 'Close a file', zh: '客户销户' },
  description: {
    en: 'Ends a file for good, with a reason. Not while loans or applications are under way. Its members may join other households; nothing is deleted.',
    zh: '注明原因后终止档案；有在办申请或未结清贷款时不得销户。家庭成员可另行登记，数据不删除。',
  },
  on: onCustomer,
  input: z.object({ closeReason: enumeration('CustomerCloseReason', CustomerCloseReason) }),
  result: z.object({ customer: ref('Customer') }),
  acts: ['customer.closed'],
  reasonRequired: true,
  errors: ['customer.not_active', 'customer.work_under_way'],
  async handler(tx, { closeReason }, { emit, target, today }) {
    mustBeActive(target);
    const { institution_id: institutionId, id: customerId } = target;
    const work = await customerWorkOf(tx, { institutionId, customerId }, { blocking: true });
    if (work.length > 0) throw refuse('customer.work_under_way', { details: { work } });
    const members = await endMembership(tx, target, today);
    const moves = await lapseOpenMove(tx, target, today);
    const { version } = await tx
      .updateTable('customer')
      .set({ status: 'CLOSED', closed_on: today, close_reason: closeReason })
      .where('institution_id', '=', institutionId)
      .where('id', '=', customerId)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [{ type: 'Customer', id: customerId, version }, ...members, ...moves];
    emit('customer.closed', objects, { closeReason, members: members.length });
    return { customer: customerId };
  },
});

async function endMembership(tx: Tx, { institution_id, id }: CustomerRow, today: string) {
  const rows = await tx
    .updateTable('customer_member')
    .set({ left_on: today })
    .where('institution_id', '=', institution_id)
    .where('customer_id', '=', id)
    .where('left_on', 'is', null)
    .returning(['id', 'version'])
    .execute();
  return rows.map((row) => ({ type: 'Member', id: row.id, version: row.version }));
}
