import { sql } from 'kysely';
import { z } from 'zod';
import { WebhookFailure } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { type EndpointRow, MANAGE, onEndpoint, requireRoom } from '../stored.ts';

const result = () => z.object({ webhookEndpoint: ref('WebhookEndpoint') });

type Next = Pick<EndpointRow, 'status' | 'disabled_reason'>;

const moved = ({ id, version }: EndpointRow) => ({
  type: 'WebhookEndpoint',
  id,
  version: version + 1,
});

const setStatus = (tx: Tx, { institution_id, id }: EndpointRow, next: Next) =>
  tx
    .updateTable('webhook_endpoint')
    .set(next)
    .where('institution_id', '=', institution_id)
    .where('id', '=', id)
    .execute();

export const pauseEndpoint = command({
  name: 'webhook-endpoint.pause',
  permission: MANAGE,
  scope: 'institution',
  title: { en: 'Pause a webhook', zh: '暂停推送' },
  description: {
    en: 'Nothing is sent until it is resumed; then everything since is.',
    zh: '暂停推送；恢复后补发暂停期间的全部事实。',
  },
  on: onEndpoint,
  input: z.object({}),
  result: result(),
  acts: ['webhook-endpoint.paused'],
  errors: ['webhook-endpoint.not_active'],
  async handler(tx, _input, { emit, target }) {
    if (target.status !== 'ACTIVE') throw refuse('webhook-endpoint.not_active');
    await setStatus(tx, target, { status: 'PAUSED', disabled_reason: null });
    emit('webhook-endpoint.paused', [moved(target)]);
    return { webhookEndpoint: target.id };
  },
});

export const resumeEndpoint = command({
  name: 'webhook-endpoint.resume',
  permission: MANAGE,
  scope: 'institution',
  title: { en: 'Resume a webhook', zh: '恢复推送' },
  description: {
    en: 'Goes on where it stopped, at once, whether it was paused or disabled.',
    zh: '自暂停或停用之处立即继续推送。',
  },
  on: onEndpoint,
  input: z.object({}),
  result: result(),
  acts: ['webhook-endpoint.resumed'],
  errors: ['webhook-endpoint.is_active', 'webhook-endpoint.too_many'],
  async handler(tx, _input, { emit, target, kernel }) {
    if (target.status === 'ACTIVE') throw refuse('webhook-endpoint.is_active');
    await requireRoom(tx, target.institution_id, kernel.limits.webhookEndpoints);
    await setStatus(tx, target, { status: 'ACTIVE', disabled_reason: null });
    await sql`update webhook_delivery set due_at = now(), attempts = 0, failing_since = null
      where institution_id = ${target.institution_id} and endpoint_id = ${target.id}
        and status = 'PENDING'`.execute(tx);
    emit('webhook-endpoint.resumed', [moved(target)]);
    return { webhookEndpoint: target.id };
  },
});

export const disableEndpoint = command({
  name: 'webhook-endpoint.disable',
  permission: 'webhook-endpoint.disable',
  scope: 'institution',
  title: { en: 'Disable a webhook', zh: '停用推送端点' },
  description: {
    en: 'What the worker does when the receiver says it is gone, or a delivery has failed for days. Nothing is skipped: once resumed it goes on where it stopped.',
    zh: '接收方声明注销或投递连续多日失败时由作业进程执行。不跳过任何事实，恢复后自停用处继续。',
  },
  on: onEndpoint,
  input: z.object({ reason: enumeration('WebhookFailure', WebhookFailure) }),
  result: result(),
  acts: ['webhook-endpoint.disabled'],
  errors: ['webhook-endpoint.not_active'],
  async handler(tx, { reason }, { emit, target }) {
    if (target.status !== 'ACTIVE') throw refuse('webhook-endpoint.not_active');
    await setStatus(tx, target, { status: 'DISABLED', disabled_reason: reason });
    emit('webhook-endpoint.disabled', [moved(target)], { reason });
    return { webhookEndpoint: target.id };
  },
});
