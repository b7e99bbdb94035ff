import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { MANAGE, onEndpoint, requireActs } from '../stored.ts';
import { addressInput } from './register.ts';

export const reviseEndpoint = command({
  name: 'webhook-endpoint.revise',
  permission: MANAGE,
  scope: 'institution',
  title: { en: 'Change a webhook', zh: '修改推送端点' },
  description: {
    en: 'Another name, address or choice of facts. What is on its way goes to the new address; the choice holds for what is taken up from now on.',
    zh: '修改名称、地址或订阅范围。待投递的事实改投新地址；新的订阅范围对此后纳入的事实生效。',
  },
  on: onEndpoint,
  input: z.object(addressInput()),
  result: z.object({ webhookEndpoint: ref('WebhookEndpoint') }),
  acts: ['webhook-endpoint.revised'],
  errors: [
    'webhook-endpoint.name_taken',
    'webhook-endpoint.act_unknown',
    'outbound.address',
    'outbound.unresolved',
  ],
  async handler(tx, { name, url, acts }, { actor, emit, target, kernel }) {
    requireActs(kernel.registry, acts);
    await kernel.outbound.check(url);
    await tx
      .updateTable('webhook_endpoint')
      .set({ name, url, acts })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    const object = { type: 'WebhookEndpoint', id: target.id, version: target.version + 1 };
    emit('webhook-endpoint.revised', [object], { acts, moved: url !== target.url });
    return { webhookEndpoint: target.id };
  },
});
