import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { placeInput, placeOf, pointOf } from '../placement.ts';
import { mustBeActive, onCustomer, saveCustomer } from '../stored.ts';

export const moveCustomer = command({
  name: 'customer.move',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Move a customer', zh: '变更客户网格' },
  description: {
    en: 'To another grid, named or found by the new point, or to a village while in no grid.',
    zh: '转入其他网格（直接指定或按新点位确定），或暂归某村（社区）。',
  },
  on: onCustomer,
  input: z.object(placeInput),
  result: z.object({ customer: ref('Customer') }),
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
  async handler(tx, input, { actor, emit, target, today }) {
    mustBeActive(target);
    const place = await placeOf({ tx, actor, today }, input);
    if (place.territory_code === target.territory_code && place.grid_id === target.grid_id) {
      throw refuse('customer.moved_nowhere');
    }
    // A point of the old place says nothing of the new one.
    const point = pointOf(input) ?? { longitude: null, latitude: null };
    const { version } = await saveCustomer(tx, target, { ...place, ...point });
    const grids = [target.grid_id, place.grid_id].filter((id) => id !== null);
    const objects = [
      { type: 'Customer', id: target.id, version },
      ...grids.map((id) => ({ type: 'Grid', id })),
    ];
    emit('customer.moved', objects, {
      from: target.territory_code,
      to: place.territory_code,
      fromGrid: target.grid_id,
      toGrid: place.grid_id,
    });
    return { customer: target.id };
  },
});
