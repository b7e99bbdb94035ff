import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { newSecret } from '../signature.ts';
import { MANAGE, onEndpoint, secretPlace } from '../stored.ts';

const MAX_HOURS = 168;
const DEFAULT_HOURS = 24;
const HOUR_MS = 3_600_000;

export const rotateSecret = command({
  name: 'webhook-endpoint.rotate-secret',
  permission: MANAGE,
  scope: 'institution',
  title: { en: 'Turn a webhook’s secret over', zh: '轮换推送密钥' },
  description: {
    en: 'A new secret signs from now on; the one before signs beside it for so many hours, so that the receiver changes over without a gap.',
    zh: '立即启用新密钥，旧密钥在指定小时数内并行签名，接收方可无间断切换。',
  },
  on: onEndpoint,
  input: z.object({
    overlapHours: z.number().int().min(0).max(MAX_HOURS).default(DEFAULT_HOURS),
  }),
  result: z.object({ webhookEndpoint: ref('WebhookEndpoint') }),
  acts: ['webhook-endpoint.secret-rotated'],
  async handler(tx, { overlapHours }, { actor, emit, target, now, vault }) {
    const { institutionId } = actor;
    const place = (column: 'secret_cipher' | 'old_secret_cipher') => secretPlace(target.id, column);
    const old = await vault.open(tx, institutionId, place('secret_cipher'), target.secret_cipher);
    const until = new Date(now.getTime() + overlapHours * HOUR_MS);
    await tx
      .updateTable('webhook_endpoint')
      .set({
        secret_cipher: await vault.seal(tx, institutionId, place('secret_cipher'), newSecret()),
        old_secret_cipher: await vault.seal(tx, institutionId, place('old_secret_cipher'), old),
        old_secret_until: until,
      })
      .where('institution_id', '=', institutionId)
      .where('id', '=', target.id)
      .execute();
    const object = { type: 'WebhookEndpoint', id: target.id, version: target.version + 1 };
    emit('webhook-endpoint.secret-rotated', [object], { overlapHours });
    return { webhookEndpoint: target.id };
  },
});

export const revealSecret = command({
  name: 'webhook-endpoint.reveal-secret',
  permission: MANAGE,
  scope: 'institution',
  title: { en: 'Reveal a webhook’s secret', zh: '查看推送密钥' },
  description: {
    en: 'The secret that signs, for the receiver. Who saw it and when stays on record.',
    zh: '返回签名密钥供接收方配置；查看行为留痕。',
  },
  on: onEndpoint,
  input: z.object({}),
  result: z.object({
    webhookEndpoint: ref('WebhookEndpoint'),
    secret: z.string().describe('`whsec_` and base64. 密钥'),
  }),
  acts: ['webhook-endpoint.secret-revealed'],
  reasonRequired: true,
  repeatable: true,
  async handler(tx, _input, { actor, emit, target, vault }) {
    const place = secretPlace(target.id, 'secret_cipher');
    const secret = await vault.open(tx, actor.institutionId, place, target.secret_cipher);
    const object = { type: 'WebhookEndpoint', id: target.id, version: target.version };
    emit('webhook-endpoint.secret-revealed', [object]);
    return { webhookEndpoint: target.id, secret };
  },
});
