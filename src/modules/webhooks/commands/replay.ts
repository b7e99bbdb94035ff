import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { dropPending, MANAGE, onEndpoint, placeInput, startingPlace } from '../stored.ts';

export const replayEndpoint = command({
  name: 'webhook-endpoint.replay',
  permission: MANAGE,
  scope: 'institution',
  title: { en: 'Send a webhook’s facts again', zh: '重放推送' },
  description: {
    en: 'Goes on after this place of the log, back or forth: everything that fits after it is sent, in order, whether or not it was before; what was on its way is dropped, to be taken up again when its place comes. The end of the log skips what cannot be delivered.',
    zh: '自指定位置之后继续推送（可向前或向后）：其后匹配的事实依序全部推送，无论此前是否送达；在途投递作废，到其位置时重新纳入。指定日志末尾可跳过无法送达的事实。',
  },
  on: onEndpoint,
  input: z.object({ after: placeInput() }),
  result: z.object({ webhookEndpoint: ref('WebhookEndpoint') }),
  acts: ['webhook-endpoint.replayed'],
  reasonRequired: true,
  errors: ['feed.cursor_ahead'],
  async handler(tx, { after }, { actor, emit, target }) {
    const { institutionId } = actor;
    const position = await startingPlace(tx, institutionId, after);
    // The cursor first: whoever is taking facts up holds it, and what they took up is seen below.
    await tx
      .updateTable('webhook_cursor')
      .set({ position })
      .where('institution_id', '=', institutionId)
      .where('endpoint_id', '=', target.id)
      .execute();
    await dropPending(tx, target);
    const object = { type: 'WebhookEndpoint', id: target.id, version: target.version };
    emit('webhook-endpoint.replayed', [object], { after: position });
    return { webhookEndpoint: target.id };
  },
});
