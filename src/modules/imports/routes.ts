import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/auth/actor.ts';
import { TABLE_LIMITS } from '../../kernel/bulk/table.ts';
import { execute } from '../../kernel/commands/execute.ts';
import { refuse } from '../../kernel/errors.ts';
import { parseGlobalId } from '../../kernel/ids.ts';
import type { FileServices } from '../../kernel/module.ts';
import { CSV, EVENTS, kindInAddress, XLSX } from './contract.ts';
import { fileKinds } from './kinds/index.ts';
import type { FileKind } from './kinds/kind.ts';
import { progressEvents, progressOf } from './progress.ts';
import { resultsCsv } from './results.ts';
import { collected, receive } from './upload.ts';

/** Files in memory at once, and progress followed at once, by process. */
const MOST_UPLOADS = 4;
const MOST_FOLLOWERS = 200;

/** `POST /v1/imports/{kind}`, `GET /v1/imports/{id}/progress` and `/results.csv`. */
export function registerImportRoutes(app: FastifyInstance, services: FileServices): void {
  // In a context of its own, where bodies of files are not read before the caller is known.
  app.register(async (files) => {
    files.removeAllContentTypeParsers();
    const asIs = (
      _request: FastifyRequest,
      body: unknown,
      done: (error: null, body: unknown) => void,
    ) => done(null, body);
    files.addContentTypeParser([CSV, XLSX], { bodyLimit: TABLE_LIMITS.bytes }, asIs);
    registerUpload(files, services);
  });
  registerProgress(app, services);
  registerResults(app, services);
}

function registerUpload(app: FastifyInstance, services: FileServices): void {
  let uploads = 0;
  const options = { bodyLimit: TABLE_LIMITS.bytes };
  app.post('/v1/imports/:kind', options, async (request, reply) => {
    const actor = await services.authenticate(request.headers.authorization);
    if (!actor.permissions.has('import.make')) throw refuse('auth.forbidden');
    const kind = kindOf((request.params as { kind: string }).kind);
    const dryRun = dryRunOf(request.query);
    if (!(request.body instanceof Readable)) throw refuse('input.media_type');
    if (uploads >= MOST_UPLOADS) throw refuse('request.overloaded');
    uploads += 1;
    try {
      const file = await collected(request.body);
      const id = await receive({ services, actor, requestId: request.id, kind, dryRun, file });
      const { status, ...counts } = await progressOf({ services, actor, importId: keyOf(id) });
      return reply.send({ id, kind: kind.kind, dryRun, status, ...counts });
    } finally {
      uploads -= 1;
    }
  });
}

function kindOf(name: string): FileKind {
  const found = Object.values(fileKinds).find(({ kind }) => kindInAddress(kind) === name);
  if (!found) throw refuse('import.kind_unknown', { path: ['kind'] });
  return found;
}

/** Spelt otherwise it is refused: taken for none, it would have an effect. */
function dryRunOf(query: unknown): boolean {
  const { dryRun = 'false', ...others } = query as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refuse('input.invalid', { path: [unknown] });
  if (dryRun !== 'true' && dryRun !== 'false') throw refuse('input.invalid', { path: ['dryRun'] });
  return dryRun === 'true';
}

/** The bare key of an import. @throws Refusal `object.not_found` */
function keyOf(id: string): string {
  const parsed = parseGlobalId(id);
  if (parsed?.prefix !== 'import') throw refuse('object.not_found', { path: ['id'] });
  return parsed.id;
}

type Asked = { actor: Actor; importId: string; id: string };

async function askedFor(services: FileServices, request: FastifyRequest): Promise<Asked> {
  const actor = await services.authenticate(request.headers.authorization);
  if (!actor.permissions.has('import.read')) throw refuse('auth.forbidden');
  const { id } = request.params as { id: string };
  return { actor, importId: keyOf(id), id };
}

function registerProgress(app: FastifyInstance, services: FileServices): void {
  const closing = new AbortController();
  let followers = 0;
  app.addHook('preClose', async () => closing.abort());
  app.get('/v1/imports/:id/progress', async (request, reply) => {
    const { actor, importId } = await askedFor(services, request);
    if (followers >= MOST_FOLLOWERS) throw refuse('request.overloaded');
    const wanted = { services, actor, importId };
    const first = await progressOf(wanted);
    followers += 1;
    const gone = new AbortController();
    const events = Readable.from(
      progressEvents(wanted, first, AbortSignal.any([closing.signal, gone.signal])),
    );
    events.once('close', () => {
      followers -= 1;
      gone.abort();
    });
    return streamed(reply, { type: EVENTS, body: events });
  });
}

function registerResults(app: FastifyInstance, services: FileServices): void {
  app.get('/v1/imports/:id/results.csv', async (request, reply) => {
    const { actor, importId, id } = await askedFor(services, request);
    const { purpose } = request.query as { purpose?: unknown };
    const input = { id, purpose };
    const envelope = { key: null, dryRun: false, reason: null, ifMatch: null };
    // The fact first: nothing leaves without it.
    await execute(services, {
      command: 'import.read-results',
      input,
      actor,
      envelope,
      requestId: request.id,
    });
    const body = await resultsCsv({ services, actor, importId });
    reply.header('content-disposition', 'attachment; filename="results.csv"');
    return streamed(reply, { type: `${CSV}; charset=utf-8`, body });
  });
}

/** Rows and counts are of the moment, and of one person's eyes: nobody keeps them. */
const streamed = (reply: FastifyReply, { type, body }: { type: string; body: Readable }) =>
  reply.header('cache-control', 'no-store').type(type).send(body);
