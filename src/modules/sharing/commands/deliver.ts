import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { mustBeClient, mustShowFacts } from '../agreement.ts';
import { recordDelivery, shownIn } from '../delivering.ts';

const position = () => z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Most facts of one delivery. */
export const MOST_DELIVERED = 1_000;

/** Nobody holds its permission: only the route that answers a pull says what leaves. */
export const deliverEvents = command({
  name: 'data-agreement.deliver',
  permission: 'data-agreement.deliver',
  scope: 'references',
  title: { en: 'Deliver facts under an agreement', zh: '依协议交付事实' },
  description: {
    en: 'Writes down what leaves, and for each person what is told of them, before the first byte does. While it runs the agreement cannot end.',
    zh: '在首字节发出之前登记交付内容，并逐人留存提供记录；执行期间协议不得终止。',
  },
  on: { noun: 'DataAgreement', table: 'data_agreement' },
  input: z.object({ from: position(), to: position().describe('Not included. 不含') }),
  result: z.object({
    delivery: ref('SharedDelivery').nullable(),
    count: z.number().int(),
    digest: z.string(),
    body: z.string(),
  }),
  acts: ['shared-event.delivered', 'shared-event.looked'],
  repeatable: true,
  errors: [
    'shared-event.not_in_force',
    'shared-event.counts_only',
    'shared-event.range',
    'object.not_found',
  ],
  async handler(tx, { from, to }, { actor, target, emit, today, now }) {
    mustBeClient(target, actor);
    mustShowFacts(target, today);
    if (to <= from) throw refuse('shared-event.range', { path: ['to'] });
    const { institutionId, personId } = actor;
    const under = { institutionId, agreementId: target.id, today };
    const range = { from, to };
    const shown = await shownIn(tx, under, range);
    const { digest, body, positions } = shown;
    const count = positions.length;
    if (count > MOST_DELIVERED) {
      throw refuse('shared-event.range', { path: ['to'], details: { limit: MOST_DELIVERED } });
    }
    const agreement = { type: 'DataAgreement', id: target.id, version: target.version };
    if (count === 0) {
      emit('shared-event.looked', [agreement], { from, to });
      return { delivery: null, count, digest, body };
    }
    const bodyCode = target.body_code;
    const delivery = await recordDelivery(tx, { ...under, bodyCode, range, shown, personId, now });
    const objects = [agreement, { type: 'SharedDelivery', id: delivery }];
    emit('shared-event.delivered', objects, { from, to, count, digest }, 'GOVERNMENT_SHARING');
    return { delivery, count, digest, body };
  },
});
