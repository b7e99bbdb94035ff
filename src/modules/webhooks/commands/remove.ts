import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { destroyKeys } from '../../../kernel/vault/destroy.ts';
import { dropPending, MANAGE, onEndpoint } from '../stored.ts';

export const removeEndpoint = command({
  name: 'webhook-endpoint.remove',
  permission: MANAGE,
  scope: 'institution',
  title: { en: 'Remove a webhook', zh: '移除推送端点' },
  description: {
    en: 'For good, once it is paused or disabled: what was on its way is dropped, its secret is destroyed, and another endpoint may have its name. What has arrived stays on record.',
    zh: '暂停或停用后可永久移除：待投递作废，密钥销毁，名称可供其他端点使用。已送达的记录予以保留。',
  },
  on: onEndpoint,
  input: z.object({}),
  result: z.object({ webhookEndpoint: ref('WebhookEndpoint') }),
  acts: ['webhook-endpoint.removed'],
  reasonRequired: true,
  errors: ['webhook-endpoint.is_active'],
  async handler(tx, _input, { actor, emit, target }) {
    const { institutionId } = actor;
    if (target.status === 'ACTIVE') throw refuse('webhook-endpoint.is_active');
    // The cursor first: whoever is taking facts up holds it, and what they took up is dropped, too.
    await tx
      .selectFrom('webhook_cursor')
      .select('position')
      .where('institution_id', '=', institutionId)
      .where('endpoint_id', '=', target.id)
      .forNoKeyUpdate()
      .execute();
    const dropped = await dropPending(tx, target);
    await tx
      .updateTable('webhook_endpoint')
      .set({ status: 'REMOVED', disabled_reason: null })
      .where('institution_id', '=', institutionId)
      .where('id', '=', target.id)
      .execute();
    await destroyKeys(tx, institutionId, [target.id]);
    const object = { type: 'WebhookEndpoint', id: target.id, version: target.version + 1 };
    emit('webhook-endpoint.removed', [object], { dropped });
    return { webhookEndpoint: target.id };
  },
});
