import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { classed, identifier, ref, text } from '../../../kernel/commands/input.ts';
import { newId } from '../../../kernel/ids.ts';
import { newSecret } from '../signature.ts';
import {
  actsInput,
  MANAGE,
  placeInput,
  requireActs,
  requireRoom,
  secretPlace,
  startingPlace,
} from '../stored.ts';

const MAX_NAME = 64;
const MAX_URL = 2_048;

export const addressInput = () => ({
  name: classed('C1', text(MAX_NAME)),
  url: classed('C1', identifier(MAX_URL)),
  acts: actsInput().describe('Acts, or families as `loan.*`; none for all. 订阅的行为'),
});

export const registerEndpoint = command({
  name: 'webhook-endpoint.register',
  permission: MANAGE,
  scope: 'institution',
  title: { en: 'Register a webhook', zh: '登记推送端点' },
  description: {
    en: 'Facts that fit are sent to the address from now on, or from a place on, each as a CloudEvent signed by Standard Webhooks: at least once, in order for each object. The secret is asked for by `reveal-secret`. The address must be public and https, or lie in a network the operator has named; it is judged again at every connection.',
    zh: '自即刻（或指定位置）起将匹配的事实以 CloudEvents 格式推送至该地址，按 Standard Webhooks 签名，至少一次，同一对象保持顺序。签名密钥通过 reveal-secret 获取。地址须为公网 https，或位于运维人员所列网段；每次连接均重新校验。',
  },
  input: z.object({
    ...addressInput(),
    after: placeInput()
      .optional()
      .describe(
        'Begin after this place of the log; with what comes from now on without it. 起始位置',
      ),
  }),
  result: z.object({ webhookEndpoint: ref('WebhookEndpoint') }),
  acts: ['webhook-endpoint.registered'],
  errors: [
    'webhook-endpoint.name_taken',
    'webhook-endpoint.act_unknown',
    'webhook-endpoint.too_many',
    'outbound.address',
    'outbound.unresolved',
    'feed.cursor_ahead',
  ],
  async handler(tx, { name, url, acts, after }, { actor, emit, vault, kernel }) {
    const { institutionId } = actor;
    requireActs(kernel.registry, acts);
    await kernel.outbound.check(url);
    await requireRoom(tx, institutionId, kernel.limits.webhookEndpoints);
    const position = await startingPlace(tx, institutionId, after);
    const id = newId();
    const secret = secretPlace(id, 'secret_cipher');
    await tx
      .insertInto('webhook_endpoint')
      .values({
        institution_id: institutionId,
        id,
        name,
        url,
        acts,
        secret_cipher: await vault.seal(tx, institutionId, secret, newSecret()),
      })
      .execute();
    await tx
      .insertInto('webhook_cursor')
      .values({ institution_id: institutionId, endpoint_id: id, position })
      .execute();
    const object = { type: 'WebhookEndpoint', id, version: 1 };
    emit('webhook-endpoint.registered', [object], { acts, after: position });
    return { webhookEndpoint: id };
  },
});
