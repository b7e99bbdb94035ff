/** Proofs made here; whoever has the tiles can make the same ones. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../kernel/errors.ts';
import { checkJson } from '../../kernel/http/json-values.ts';
import type { FileServices } from '../../kernel/module.ts';
import { OWN_LOG, readerOf } from './log-routes.ts';
import {
  consistency,
  entriesAbout,
  entryAt,
  headOf,
  type ProofSource,
  provedIn,
} from './proof-rows.ts';

export const ENTRY_PROOF = `${OWN_LOG}/entries/:position/proof`;
export const HISTORY_PROOF = `${OWN_LOG}/objects/:id/proof`;
export const CONSISTENCY = `${OWN_LOG}/consistency`;
/** Entries proved in one file; a longer history has a next one. */
export const MOST_PROVED = 1_000;
const MOST_COSIGNATURES = 100;
const PROOF_TYPE = 'text/plain; charset=utf-8';
const BASE10 = /^(0|[1-9]\d{0,15})$/;

const whole = z.string().regex(BASE10).transform(Number).pipe(z.number().int());
const cosignatures = z.coerce.number().int().min(0).max(MOST_COSIGNATURES).default(0);
const entryQuery = z.strictObject({ cosignatures });
const historyQuery = z.strictObject({ cosignatures, from: whole.default(0) });
const consistencyQuery = z.strictObject({ from: whole, to: whole });

/** `GET /v1/journal/entries/{position}/proof`, `../objects/{id}/proof`, `../consistency`. */
export function registerProofs(app: FastifyInstance, services: FileServices): void {
  const sourceOf = async (request: FastifyRequest, least = 0): Promise<ProofSource> => {
    const { institutionId } = await readerOf(services, request);
    const { pipeline, logOrigin: base } = services;
    return { pipeline, base, institutionId, cosignatures: least };
  };

  app.get(ENTRY_PROOF, async (request, reply) => {
    const asked = parsed(entryQuery, request);
    const position = whole.safeParse((request.params as { position: string }).position);
    const source = await sourceOf(request, asked.cosignatures);
    const head = await headOf(source);
    const found = head && position.success ? await entryAt(source, head, position.data) : [];
    if (!head || found.length === 0) throw refuse('object.not_found', { path: ['position'] });
    return reply.type(PROOF_TYPE).send(await provedIn(source, head, found));
  });

  app.get(HISTORY_PROOF, async (request, reply) => {
    const asked = parsed(historyQuery, request);
    const { id: object } = request.params as { id: string };
    const source = await sourceOf(request, asked.cosignatures);
    const head = await headOf(source);
    const history = { object, from: asked.from, limit: MOST_PROVED + 1 };
    const found = head ? await entriesAbout(source, head, history) : [];
    if (!head || found.length === 0) throw refuse('object.not_found', { path: ['id'] });
    const next = found.splice(MOST_PROVED)[0];
    const path = request.url.split('?', 1)[0];
    const rest = `from=${next?.position}&cosignatures=${asked.cosignatures}`;
    if (next) reply.header('link', `<${path}?${rest}>; rel="next"`);
    return reply.type(PROOF_TYPE).send(await provedIn(source, head, found));
  });

  app.get(CONSISTENCY, async (request) => {
    const { from, to } = parsed(consistencyQuery, request);
    const source = await sourceOf(request);
    const head = await headOf(source);
    if (!head || to > head.size) throw refuse('object.not_found', { path: ['to'] });
    if (from > to) throw refuse('input.invalid', { path: ['from'] });
    const hashes = await consistency(source, from, to);
    return { from, to, hashes: hashes.map((hash) => hash.toString('base64')) };
  });
}

/** @throws Refusal `input.invalid` naming the first parameter that is wrong */
function parsed<T extends z.ZodType>(shape: T, { query }: FastifyRequest): z.output<T> {
  checkJson(query);
  const asked = shape.safeParse(query);
  if (asked.success) return asked.data;
  const path = asked.error.issues[0]?.path.filter((part) => typeof part !== 'symbol') ?? [];
  throw refuse('input.invalid', { path });
}
