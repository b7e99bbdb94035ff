import { z } from 'zod';
import { PrimeRateTenor } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

const RATE = /^\d{1,2}(\.\d{1,6})?$/;

export const recordPrimeRate = command({
  name: 'prime-rate.record',
  permission: 'loan-product.manage',
  scope: 'institution',
  title: { en: 'Record a loan prime rate', zh: '登记 LPR' },
  description: {
    en: 'The loan prime rate of a tenor as published on a day. It holds from then until the next one; loans already made keep theirs until they are repriced.',
    zh: '登记某日发布的某品种贷款市场报价利率，自该日起适用至下次发布；已发放贷款在重定价日前不变。',
  },
  input: z.object({
    tenor: enumeration('PrimeRateTenor', PrimeRateTenor),
    publishedOn: date(),
    rate: z.string().max(9).regex(RATE).meta({ graphql: 'Decimal' }),
  }),
  result: z.object({ primeRate: ref('PrimeRate') }),
  acts: ['prime-rate.recorded'],
  errors: ['prime-rate.recorded', 'prime-rate.future', 'prime-rate.out_of_range'],
  async handler(tx, { tenor, publishedOn, rate }, { actor, emit, today }) {
    if (publishedOn > today) throw refuse('prime-rate.future', { path: ['publishedOn'] });
    const id = newId();
    await tx
      .insertInto('prime_rate')
      .values({
        institution_id: actor.institutionId,
        id,
        tenor,
        published_on: publishedOn,
        rate,
        recorded_by: actor.personId,
      })
      .execute();
    const objects = [{ type: 'PrimeRate', id, version: 1 }];
    emit('prime-rate.recorded', objects, { tenor, publishedOn, rate });
    return { primeRate: id };
  },
});
