/** Keeps every active endpoint served, for as long as the worker runs. */
import { setTimeout as pause } from 'node:timers/promises';
import { execute } from '../../kernel/commands/execute.ts';
import { globalId, newId } from '../../kernel/ids.ts';
import type { InstitutionKind } from '../../kernel/jobs/job.ts';
import { createSystemActors, requestIdOf } from '../../kernel/jobs/system-actor.ts';
import type { JobServices } from '../../kernel/jobs/tasks.ts';
import type { Loop } from '../../kernel/module.ts';
import { disableEndpoint } from './commands/pause.ts';
import { type CourierNeeds, serve } from './courier.ts';
import type { Endpoint } from './deliveries.ts';

/** How soon a pause that has ended, or an endpoint that is new, is noticed. */
const LOOK_MS = 1_000;

/** What may disable an endpoint, as a job's actor may do what the job declares. */
const DUTY = {
  name: 'webhook.dispatch',
  title: { en: 'Send webhooks', zh: '推送事实' },
  kinds: ['BANK', 'GOVERNMENT', 'REGULATOR', 'OPERATOR'] as const,
  commands: [disableEndpoint.name],
  run: async () => ({}),
};

/** Any number of workers may run it side by side: leases keep them apart. */
export const webhookDispatch: Loop = {
  name: DUTY.name,
  start(services) {
    const stopping = new AbortController();
    const dispatching = dispatch(services, stopping.signal);
    return {
      async stop() {
        stopping.abort();
        await dispatching;
      },
    };
  },
};

async function dispatch(services: JobServices, signal: AbortSignal): Promise<void> {
  const { database, log } = services;
  const needs: CourierNeeds = { ...services, signal, disable: disabler(services) };
  const serving = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    const endpoints = await activeEndpoints(services);
    const wakeUps = [...new Set(endpoints.map(({ institutionId }) => institutionId))].map((each) =>
      database.wakeUps.next(each),
    );
    for (const endpoint of endpoints) {
      const { endpointId, institutionId } = endpoint;
      if (serving.has(endpointId)) continue;
      const served = serve(needs, endpoint)
        .catch((err: unknown) => log.error({ err, endpointId, institutionId }, 'webhooks'))
        .finally(() => serving.delete(endpointId));
      serving.set(endpointId, served);
    }
    const look = pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    await Promise.race([look, ...wakeUps.map(({ woken }) => woken)]);
    for (const wakeUp of wakeUps) wakeUp.forget();
  }
  await Promise.all(serving.values());
}

const ACTIVE = `select institution_id as "institutionId", institution_kind as "institutionKind",
  endpoint_id as "endpointId" from active_webhooks()`;

/** None while the database does not answer: the next look finds them. */
async function activeEndpoints({ database, log }: JobServices): Promise<Endpoint[]> {
  try {
    return (await database.pipeline.run({ text: ACTIVE, values: [] })).rows;
  } catch (error) {
    log.warn({ err: error }, 'webhooks are not sent; trying again');
    return [];
  }
}

/** As the institution's system actor, with a fact that others may be alarmed by. */
function disabler(services: JobServices): CourierNeeds['disable'] {
  const { database, registry, clock, log } = services;
  const actors = createSystemActors({ database, registry, now: () => clock.now() });
  return async ({ institutionId, institutionKind, endpointId }, reason) => {
    const kind = institutionKind as InstitutionKind;
    const actor = await actors.of({ id: institutionId, kind }, DUTY);
    const id = globalId('WebhookEndpoint', endpointId);
    await execute(services, {
      command: disableEndpoint.name,
      input: { id, reason },
      actor,
      envelope: { key: newId(), dryRun: false, reason: null, ifMatch: null },
      requestId: requestIdOf(institutionId, DUTY.name, endpointId),
    });
    log.error({ endpointId, institutionId, reason }, 'a webhook was disabled');
  };
}
