import { z } from 'zod';
import { type Actor, holdsAt, inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { type MoveRow, placeCustomer } from '../moves.ts';
import { placeElsewhere } from '../placement.ts';
import { type CustomerRow, mustBeActive } from '../stored.ts';
import {
  type MoveDecider,
  type MoveProposal,
  mayDecideMove,
  mayWithdrawMove,
} from '../workflow.ts';

const onMove = { noun: 'CustomerMove', table: 'customer_move' } as const;
const result = z.object({ move: ref('CustomerMove') });

export const acceptMove = command({
  name: 'customer.accept-move',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Accept a move', zh: '确认客户转移' },
  description: {
    en: 'The other side accepts what was proposed to it: the customer is in the new grid at once. Never the person who proposed.',
    zh: '由对方（网格员或管理员）确认，客户随即转入新网格；发起人不得自行确认。',
  },
  on: onMove,
  input: z.object({}),
  result: result.extend({ customer: ref('Customer') }),
  acts: ['customer.moved'],
  errors: [
    'customer.move_decided',
    'customer.move_expired',
    'customer.move_own_acceptance',
    'customer.move_not_yours',
    'customer.not_active',
    'customer.grid_not_in_force',
  ],
  async handler(tx, _input, { actor, emit, target: move, today, reason }) {
    const customer = await lockCustomer(tx, move);
    decidable(move, { actor, customer, may: mayDecideMove });
    if (move.expires_on !== null && move.expires_on <= today) throw refuse('customer.move_expired');
    mustBeActive(customer);
    const place = await placeElsewhere({ tx, actor, today }, { toGridCode: move.to_code });
    const version = await settle(tx, move, { status: 'ACCEPTED', actor, today, reason });
    const { longitude, latitude } = move;
    const point = longitude === null || latitude === null ? null : { longitude, latitude };
    const moves = [{ type: 'CustomerMove', id: move.id, version }];
    emit('customer.moved', await placeCustomer(tx, customer, { place, point, moves }), {
      from: customer.territory_code,
      to: place.territory_code,
      fromGrid: customer.grid_id,
      toGrid: place.grid_id,
    });
    return { move: move.id, customer: customer.id };
  },
});

export const declineMove = command({
  name: 'customer.decline-move',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Decline a move', zh: '拒绝客户转移' },
  description: {
    en: 'The other side declines with a reason; the customer stays where it is.',
    zh: '由对方说明理由后拒绝，客户归属不变。',
  },
  on: onMove,
  input: z.object({}),
  result,
  acts: ['customer-move.declined'],
  reasonRequired: true,
  errors: ['customer.move_decided', 'customer.move_own_acceptance', 'customer.move_not_yours'],
  async handler(tx, _input, { actor, emit, target: move, today, reason }) {
    const customer = await lockCustomer(tx, move);
    decidable(move, { actor, customer, may: mayDecideMove });
    const version = await settle(tx, move, { status: 'DECLINED', actor, today, reason });
    emit('customer-move.declined', objectsOf(move, version));
    return { move: move.id };
  },
});

export const withdrawMove = command({
  name: 'customer.withdraw-move',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Withdraw a move', zh: '撤回客户转移' },
  description: {
    en: 'Who proposed it, or a manager of the same side, takes it back with a reason.',
    zh: '由发起人或本方管理员说明理由后撤回。',
  },
  on: onMove,
  input: z.object({}),
  result,
  acts: ['customer-move.withdrawn'],
  reasonRequired: true,
  errors: ['customer.move_decided', 'customer.move_not_yours'],
  async handler(tx, _input, { actor, emit, target: move, today, reason }) {
    const customer = await lockCustomer(tx, move);
    decidable(move, { actor, customer, may: mayWithdrawMove });
    const version = await settle(tx, move, { status: 'WITHDRAWN', actor, today, reason });
    emit('customer-move.withdrawn', objectsOf(move, version));
    return { move: move.id };
  },
});

const objectsOf = ({ id, customer_id }: MoveRow, version: number) => [
  { type: 'CustomerMove', id, version },
  { type: 'Customer', id: customer_id },
];

/** Whichever side decides need not see the customer: one of them never does. */
const lockCustomer = (tx: Tx, move: MoveRow): Promise<CustomerRow> =>
  tx
    .selectFrom('customer')
    .selectAll()
    .where('institution_id', '=', move.institution_id)
    .where('id', '=', move.customer_id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();

type Judging = {
  actor: Actor;
  customer: CustomerRow;
  may: (proposal: MoveProposal, by: MoveDecider) => ReturnType<typeof mayDecideMove>;
};

/** Open, and this person's to decide; the customer's own place says who lets go. */
function decidable(move: MoveRow, { actor, customer, may }: Judging): void {
  if (move.status !== 'PROPOSED') throw refuse('customer.move_decided');
  const proposal = {
    side: move.side === 'RECEIVER' ? ('RECEIVER' as const) : ('GIVER' as const),
    proposedById: move.proposed_by_id,
  };
  const refusal = may(proposal, {
    personId: actor.personId,
    seesFrom: inScope(actor, customer.territory_code),
    seesTo: inScope(actor, move.to_code),
    manages: holdsAt(
      actor,
      'customer.move',
      proposal.side === 'GIVER' ? customer.territory_code : move.to_code,
    ),
  });
  if (refusal) throw refuse(refusal);
}

type Decision = {
  status: 'ACCEPTED' | 'DECLINED' | 'WITHDRAWN';
  actor: Actor;
  today: string;
  reason: string | null;
};

async function settle(tx: Tx, move: MoveRow, decision: Decision): Promise<number> {
  const { version } = await tx
    .updateTable('customer_move')
    .set({
      status: decision.status,
      decided_by_id: decision.actor.personId,
      decided_on: decision.today,
      decision_reason: decision.reason,
    })
    .where('institution_id', '=', move.institution_id)
    .where('id', '=', move.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}
