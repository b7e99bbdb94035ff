import type { JobHelpers, TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import { actorOf } from '../auth/principal.ts';
import { civilDate } from '../clock.ts';
import { type CommandServices, execute } from '../commands/execute.ts';
import { storedAnswer } from '../commands/idempotency.ts';
import { translate } from '../commands/translate.ts';
import { Refusal } from '../errors.ts';
import type {
  InstitutionKind,
  Job,
  JobContext,
  JobSettings,
  OnBehalf,
  PerformedAnswer,
} from './job.ts';
import { beginRun, endRun } from './runs.ts';
import {
  createSystemActors,
  requestIdOf,
  SYSTEM_CLIENT,
  type SystemActors,
} from './system-actor.ts';

export type JobServices = CommandServices & { settings: JobSettings };

/** How often a run is tried, each pause longer than the last: over an hour in all. */
export const MAX_ATTEMPTS = 8;

/** What the queue holds of a run; without an institution it is the cron's call to all of them. */
const payloadShape = z.object({
  institution: z.uuid(),
  occasion: z.string(),
  businessDate: z.string(),
});
type Payload = z.output<typeof payloadShape>;

type Institution = { id: string; kind: InstitutionKind };
type Task = { services: JobServices; actors: SystemActors; job: Job };

/** A task per job: called by the clock it fans out over the institutions, called for one it runs. */
export function jobTasks(services: JobServices, jobs: readonly Job[]): TaskList {
  const { database, registry, clock } = services;
  const actors = createSystemActors({ database, registry, now: () => clock.now() });
  return Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload: unknown, helpers: JobHelpers) => {
        const task = { services, actors, job };
        const one = payloadShape.safeParse(payload);
        await (one.success ? runFor(task, one.data, helpers) : fanOut(task, helpers));
      },
    ]),
  );
}

async function institutionsOf({ database }: JobServices): Promise<Institution[]> {
  const text = 'select institution_id as id, kind from job_institutions()';
  return (await database.pipeline.run({ text, values: [] })).rows;
}

/** Characters of an instant down to its minute. */
const TO_THE_MINUTE = 16;

/** The business date is fixed here: a run that is tried again after midnight is still of its day. */
async function fanOut({ services, job }: Task, helpers: JobHelpers): Promise<void> {
  const now = services.clock.now();
  const businessDate = civilDate(now);
  const occasion = job.often ? now.toISOString().slice(0, TO_THE_MINUTE) : businessDate;
  const served = (await institutionsOf(services)).filter(({ kind }) => job.kinds.includes(kind));
  if (served.length === 0) return;
  await helpers.addJobs(
    served.map(({ id }) => ({
      identifier: job.name,
      payload: { institution: id, occasion, businessDate } satisfies Payload,
      jobKey: `${job.name} ${id} ${occasion}`,
      maxAttempts: MAX_ATTEMPTS,
    })),
  );
}

/** Runs the job for one institution, once per occasion, and writes down what became of it. */
async function runFor(task: Task, payload: Payload, helpers: JobHelpers): Promise<void> {
  const { services, job } = task;
  const { database, clock, log } = services;
  const { institution: institutionId, occasion, businessDate } = payload;
  const key = { institutionId, job: job.name, occasion, businessDate };
  const id = await beginRun(database, key, clock.now());
  if (id === null) return;
  try {
    const counts = await job.run(await contextOf(task, payload, helpers));
    await endRun(database, { institutionId, id, now: clock.now(), counts });
  } catch (error) {
    const known = translate(error);
    const errorCode = known instanceof Refusal ? known.code : 'server.fault';
    log.error({ err: known, job: job.name, institutionId, occasion }, 'a job failed');
    await endRun(database, { institutionId, id, now: clock.now(), errorCode });
    // The queue keeps and logs the words of an error, so it gets none that could name anybody.
    throw new Error(errorCode);
  }
}

async function contextOf(
  task: Task,
  { institution: institutionId, occasion, businessDate }: Payload,
  { abortSignal: signal }: Pick<JobHelpers, 'abortSignal'>,
): Promise<JobContext> {
  const { services, actors, job } = task;
  const institution = (await institutionsOf(services)).find(({ id }) => id === institutionId);
  if (!institution) throw new Error(`there is no institution ${institutionId}`);
  const actor = await actors.of(institution, job);
  return {
    institutionId,
    businessDate,
    occasion,
    settings: services.settings,
    reader: services.database.reader(institutionId),
    signal,
    vault: services.vault,
    async perform(command, input, part = command) {
      const performing = performAs(task, actor, occasion);
      const { result } = await performing(command, input, { part, dryRun: false });
      return result ?? {};
    },
    onBehalfOf: (personId) => onBehalfOf(task, { institutionId, personId, occasion }),
  };
}

type Asker = { institutionId: string; personId: string; occasion: string };

/** Rights are read anew at each call, so that whoever lost them meanwhile goes no further. */
async function onBehalfOf(task: Task, asker: Asker): Promise<OnBehalf | null> {
  const { database, clock } = task.services;
  const today = civilDate(clock.now());
  const found = await actorOf(database.reader(asker.institutionId), { ...asker, today });
  if (!found) return null;
  const actor = { ...found, clientId: SYSTEM_CLIENT };
  return { actor, perform: performAs(task, actor, asker.occasion) };
}

const isReused = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'idempotency.key_reused';

const answerUnder = (
  { database }: JobServices,
  { actor, key }: { actor: Actor; key: string },
): Promise<string | null> => storedAnswer(database.reader(actor.institutionId), { actor, key });

/** Performs what the job declares, under keys made of job, occasion and part. */
function performAs({ services, job }: Task, actor: Actor, occasion: string): OnBehalf['perform'] {
  const requestId = requestIdOf(actor.institutionId, job.name, occasion);
  return async (command, input, { part, dryRun, once = false }) => {
    if (!job.commands.includes(command)) throw new Error(`${job.name} declares no ${command}`);
    const key = `${job.name}/${occasion}/${part}`;
    const reason = `${job.title.en} ${job.title.zh}`;
    const envelope = { key, dryRun, reason, ifMatch: null };
    const call = { command, input, actor, envelope, requestId };
    const { text } = await execute(services, call).catch(async (error: unknown) => {
      const stored = once && isReused(error) ? await answerUnder(services, { actor, key }) : null;
      if (stored === null) throw error;
      return { text: stored };
    });
    return JSON.parse(text) as PerformedAnswer;
  };
}

/** Runs a job here and now for each institution it serves, one after the other, without a queue. */
export async function runHere(services: JobServices, job: Job, occasion: string): Promise<void> {
  const { database, registry, clock } = services;
  const actors = createSystemActors({ database, registry, now: () => clock.now() });
  const task = { services, actors, job };
  const businessDate = civilDate(clock.now());
  const { signal: abortSignal } = new AbortController();
  for (const { id, kind } of await institutionsOf(services)) {
    if (!job.kinds.includes(kind)) continue;
    const payload = { institution: id, occasion, businessDate };
    await job.run(await contextOf(task, payload, { abortSignal }));
  }
}
