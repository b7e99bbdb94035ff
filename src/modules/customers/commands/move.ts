import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { placeCustomer, recordDirectMove } from '../moves.ts';
import { placeInput, placeOf, pointOf } from '../placement.ts';
import { mustBeActive, onCustomer } from '../stored.ts';

export const moveCustomer = command({
  name: 'customer.move',
  permission: 'customer.move',
  scope: 'references',
  title: { en: 'Move a customer', zh: '变更客户网格' },
  description: {
    en: 'To another grid, named or found by the new point, or to a village while in no grid. For managers who answer for both places; officers hand over with `customer.propose-move`.',
    zh: '转入其他网格（直接指定或按新点位确定），或暂归某村（社区）。限管辖两地的管理员使用；网格员之间请用 customer.propose-move 交接。',
  },
  on: onCustomer,
  input: z.object(placeInput),
  result: z.object({ customer: ref('Customer'), move: ref('CustomerMove') }),
  acts: ['customer.moved'],
  reasonRequired: true,
  errors: [
    'customer.not_active',
    'customer.moved_nowhere',
    'customer.place_required',
    'customer.place_choice',
    'customer.crs_required',
    'customer.grid_ambiguous',
    'customer.grid_not_in_force',
    'customer.area_unknown',
  ],
  async handler(tx, input, { actor, emit, target, today, reason }) {
    mustBeActive(target);
    const place = await placeOf({ tx, actor, today }, input);
    if (place.territory_code === target.territory_code && place.grid_id === target.grid_id) {
      throw refuse('customer.moved_nowhere');
    }
    const point = pointOf(input);
    const { personId } = actor;
    const going = { place, point, reason: reason ?? '', personId, today };
    const moves = await recordDirectMove(tx, target, going);
    emit('customer.moved', await placeCustomer(tx, target, { place, point, moves }), {
      from: target.territory_code,
      to: place.territory_code,
      fromGrid: target.grid_id,
      toGrid: place.grid_id,
    });
    return { customer: target.id, move: moves[0]?.id ?? '' };
  },
});
