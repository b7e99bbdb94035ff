import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../auth/actor.ts';
import { type Command, mutationName } from '../commands/command.ts';
import { type Envelope, execute, isWaiting } from '../commands/execute.ts';
import { dataDictionary } from '../data-classes.ts';
import { refuse } from '../errors.ts';
import { runRead } from '../graphql/reports.ts';
import type { GraphqlServices } from '../graphql/resolvers.ts';
import { viewerOf } from '../graphql/viewer.ts';
import { checkJson } from '../http/json-values.ts';
import type { Read } from '../queries/read.ts';
import { type Collection, verbPath } from './collections.ts';
import { reportInput } from './report-input.ts';
import { reportOutput } from './report-output.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The command behind a route, for metrics. */
    command?: string;
  }
}

export type RestVerbServices = GraphqlServices & {
  authenticate(header: string | undefined): Promise<Actor>;
};

const JSON_TYPE = 'application/json; charset=utf-8';
const WAITING = 202;

/** Commands and reports over REST. */
export function registerVerbs(
  app: FastifyInstance,
  services: RestVerbServices,
  collections: readonly Collection[],
): void {
  for (const command of services.registry.commands)
    registerCommand(app, services, { command, collections });
  for (const read of services.reads) registerReport(app, services, { read, collections });
  app.get('/v1/viewer', async (request) =>
    viewerOf(await services.authenticate(request.headers.authorization)),
  );
  const fields = dataDictionary(services.model, services.registry);
  app.get('/v1/data-dictionary', async (request) => {
    await services.authenticate(request.headers.authorization);
    return { fields };
  });
}

type Verb = { command: Command; collections: readonly Collection[] };

function registerCommand(
  app: FastifyInstance,
  services: RestVerbServices,
  { command, collections }: Verb,
): void {
  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const actor = await services.authenticate(request.headers.authorization);
    const { id } = request.params as { id?: string };
    const body = request.body ?? {};
    checkJson(body);
    if (typeof body !== 'object' || Array.isArray(body)) throw refuse('input.invalid');
    if (command.on && 'id' in body) throw refuse('input.invalid', { path: ['id'] });
    const input = command.on ? { ...body, id } : body;
    const envelope = envelopeOf(command, request);
    const call = { command: command.name, input, actor, envelope, requestId: request.id };
    const { text, replayed } = await execute(services, call);
    if (replayed) reply.header('idempotency-replayed', 'true');
    return reply
      .code(isWaiting(text) ? WAITING : 200)
      .type(JSON_TYPE)
      .send(text);
  };
  app.post(verbPath(collections, command), { config: { command: command.name } }, handle);
}

const header = (request: FastifyRequest, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
};

const STRONG_TAG = /^"(\d{1,9})"$/;

/** The envelope travels in headers: Idempotency-Key, If-Match, Dry-Run, Reason (percent-encoded). */
export function envelopeOf(command: Command, request: FastifyRequest): Envelope {
  const tag = header(request, 'if-match');
  if (command.on && !command.repeatable && tag === null) throw refuse('object.version_required');
  const version = tag === null || tag === '*' ? null : STRONG_TAG.exec(tag)?.[1];
  if (version === undefined) throw refuse('object.stale');
  return {
    key: header(request, 'idempotency-key'),
    dryRun: dryRunOf(request),
    reason: reasonOf(request),
    ifMatch: version === null ? null : Number(version),
  };
}

/** A dry run spelt otherwise is refused: taken for none, it would have an effect. */
function dryRunOf(request: FastifyRequest): boolean {
  const text = header(request, 'dry-run') ?? 'false';
  if (text !== 'true' && text !== 'false') throw refuse('input.invalid', { path: ['dry-run'] });
  return text === 'true';
}

const ASCII = /^[\x20-\x7e]*$/;

/** Header values are ASCII; a reason in Chinese comes percent-encoded, in UTF-8. */
function reasonOf(request: FastifyRequest): string | null {
  const text = header(request, 'reason');
  if (text === null) return null;
  if (!ASCII.test(text)) throw refuse('input.invalid', { path: ['reason'] });
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('input.invalid', { path: ['reason'] });
  }
}

type Report = { read: Read; collections: readonly Collection[] };

/** A report answers GET with its input in the query string, or POST with it as the body. */
function registerReport(
  app: FastifyInstance,
  services: RestVerbServices,
  { read, collections }: Report,
): void {
  const field = services.model.objectType('Query').getFields()[mutationName(read.name)];
  if (!field) throw new Error(`no field of Query for the report ${read.name}`);
  const { type } = field;
  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const actor = await services.authenticate(request.headers.authorization);
    const input = request.method === 'GET' ? reportInput(read.input, request.query) : request.body;
    checkJson(input);
    const result = await runRead(services, read, { input: input ?? {}, actor });
    return reply.type(JSON_TYPE).send(JSON.stringify(reportOutput(services.model, type, result)));
  };
  const path = verbPath(collections, read);
  const settings = { config: { load: 'read' } } as const;
  app.get(path, settings, handle);
  app.post(path, settings, handle);
}
