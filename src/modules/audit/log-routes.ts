/** The log of an institution as static resources, laid out by c2sp.org/tlog-tiles. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Actor, actingBy } from '../../kernel/auth/actor.ts';
import { refuse } from '../../kernel/errors.ts';
import { checkJson } from '../../kernel/http/json-values.ts';
import type { FileServices, PublicServices } from '../../kernel/module.ts';
import { parseTilePath, type TileName } from '../../tlog/index.ts';
import { codeOf, type LogName, readBundle, readCheckpoint, readTile } from './log-rows.ts';

/** Of one log, without a login: what it has signed, and hashes. */
export const PUBLIC_LOG = '/public/logs/:institution';
/** Of the caller's own: the same, and the entries. */
export const OWN_LOG = '/v1/journal';
export const LOG_PERMISSION = 'journal.read';

const NOTE_TYPE = 'text/plain; charset=utf-8';
const BYTES_TYPE = 'application/octet-stream';
const FOR_EVER = 'max-age=31536000, immutable';
const MOST_COSIGNATURES = 100;

const query = z.strictObject({
  cosignatures: z.coerce.number().int().min(0).max(MOST_COSIGNATURES).default(0),
});

type Shared = 'public' | 'private';

/** `GET /public/logs/{code}/checkpoint` and `../tile/...`. */
export function registerPublicLogs(app: FastifyInstance, services: PublicServices): void {
  const { pipeline, logOrigin: base } = services;
  app.get(`${PUBLIC_LOG}/checkpoint`, async (request, reply) =>
    sendCheckpoint(services, { request, reply, log: { code: codeIn(request), base } }),
  );
  app.get(`${PUBLIC_LOG}/tile/*`, async (request, reply) => {
    const hashes = await readTile(pipeline, codeIn(request), tileIn(request, 'hashes'));
    return sendBytes(reply, hashes, 'public');
  });
}

const codeIn = ({ params }: FastifyRequest): string =>
  (params as { institution: string }).institution;

/** `GET /v1/journal/checkpoint`, `../tile/...` and `../tile/entries/...`. */
export function registerOwnLog(app: FastifyInstance, services: FileServices): void {
  const { pipeline, logOrigin: base } = services;
  app.get(`${OWN_LOG}/checkpoint`, async (request, reply) => {
    const { institutionId } = await readerOf(services, request);
    const code = await codeOf(pipeline, institutionId);
    return sendCheckpoint(services, { request, reply, log: { code, base } });
  });
  app.get(`${OWN_LOG}/tile/*`, async (request, reply) => {
    const { institutionId } = await readerOf(services, request);
    const name = tileIn(request, 'all');
    const bytes =
      name.level === 'entries'
        ? await readBundle(pipeline, institutionId, name)
        : await readTile(pipeline, await codeOf(pipeline, institutionId), name);
    return sendBytes(reply, bytes, 'private');
  });
}

/** Entries concern objects of every territory, so only who sees the whole institution reads them. */
export async function readerOf(
  services: FileServices,
  { headers }: FastifyRequest,
): Promise<Actor> {
  const actor = await services.authenticate(headers.authorization);
  if (!actor.permissions.has(LOG_PERMISSION)) throw refuse('auth.forbidden');
  if (!actingBy(actor, LOG_PERMISSION).scope.includes('')) throw refuse('auth.forbidden');
  return actor;
}

/** @throws Refusal `object.not_found` for what is no tile's path */
function tileIn({ params }: FastifyRequest, of: 'hashes' | 'all'): TileName {
  const name = parseTilePath(`tile/${(params as { '*': string })['*']}`);
  if (!name || (of === 'hashes' && name.level === 'entries')) throw refuse('object.not_found');
  return name;
}

type Asking = { request: FastifyRequest; reply: FastifyReply; log: LogName };

async function sendCheckpoint(
  { pipeline }: PublicServices,
  { request, reply, log }: Asking,
): Promise<FastifyReply> {
  checkJson(request.query);
  const asked = query.safeParse(request.query);
  if (!asked.success) throw refuse('input.invalid', { path: ['cosignatures'] });
  const note = await readCheckpoint(pipeline, log, asked.data.cosignatures);
  if (note === null) throw refuse('object.not_found');
  const tag = `"${createHash('sha256').update(note).digest('base64url')}"`;
  reply.header('etag', tag).header('cache-control', 'no-cache');
  const known = request.headers['if-none-match']?.split(',').map((each) => each.trim());
  return known?.includes(tag) ? reply.code(304).send() : reply.type(NOTE_TYPE).send(note);
}

function sendBytes(reply: FastifyReply, bytes: Buffer | null, shared: Shared): FastifyReply {
  if (bytes === null) throw refuse('object.not_found');
  return reply.header('cache-control', `${shared}, ${FOR_EVER}`).type(BYTES_TYPE).send(bytes);
}
