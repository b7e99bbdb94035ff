import type { Pipeline } from '../../kernel/db/index.ts';
import type { Metrics } from '../../kernel/http/metrics.ts';

type Health = { disabled: bigint; failing: bigint; waiting_seconds: number };

const HEALTH = 'select disabled, failing, waiting_seconds from webhook_health()';

/** What /metrics says of webhooks: more than none disabled is an alarm. */
export function registerWebhookMetrics(metrics: Metrics, pipeline: Pipeline): void {
  const read = async (): Promise<Health> =>
    (await pipeline.run({ text: HEALTH, values: [] })).rows[0] as Health;
  metrics.gauge(
    'jingtian_webhooks_disabled',
    'Webhook endpoints that are gone or have failed for days: nothing is sent until resumed',
    async () => Number((await read()).disabled),
  );
  metrics.gauge(
    'jingtian_webhooks_failing',
    'Webhook endpoints with a delivery that has failed and is tried again',
    async () => Number((await read()).failing),
  );
  metrics.gauge(
    'jingtian_webhooks_waiting_seconds',
    'For how long the oldest delivery that is due has waited',
    async () => (await read()).waiting_seconds,
  );
}
