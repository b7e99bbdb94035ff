import type { Module } from '../../kernel/module.ts';
import { disableEndpoint, pauseEndpoint, resumeEndpoint } from './commands/pause.ts';
import { purgeDeliveries, purgeDeliveriesDaily } from './commands/purge.ts';
import { registerEndpoint } from './commands/register.ts';
import { removeEndpoint } from './commands/remove.ts';
import { replayEndpoint } from './commands/replay.ts';
import { reviseEndpoint } from './commands/revise.ts';
import { revealSecret, rotateSecret } from './commands/secret.ts';
import { webhookDispatch } from './dispatch.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { webhookNouns } from './queries.ts';

export { registerWebhookMetrics } from './health.ts';

/** Facts sent to other systems as they get their places. */
export const webhooks: Module = {
  name: 'webhooks',
  factData,
  nouns: webhookNouns,
  commands: [
    registerEndpoint,
    reviseEndpoint,
    pauseEndpoint,
    resumeEndpoint,
    disableEndpoint,
    removeEndpoint,
    rotateSecret,
    revealSecret,
    replayEndpoint,
    purgeDeliveries,
  ],
  reads: [],
  jobs: [purgeDeliveriesDaily],
  loops: [webhookDispatch],
};
