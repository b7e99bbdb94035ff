import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/auth/actor.ts';
import { execute } from '../../kernel/commands/execute.ts';
import { refuse } from '../../kernel/errors.ts';
import { checkJson } from '../../kernel/http/json-values.ts';
import { parseGlobalId } from '../../kernel/ids.ts';
import type { PublicServices } from '../../kernel/module.ts';
import { receivePublicObjection } from './commands/object.ts';
import { addressOf, BOARD_PATH } from './public-address.ts';
import { type Objectable, readObjectable } from './public-rows.ts';

const ACCEPTED = 202;
const BODY_LIMIT_BYTES = 8_192;
/** Objections of one network address; a village shop's telephone is used by some neighbours. */
const SENT_LIMIT = { max: 10, timeWindow: 600_000 };

/**
 * `POST /public/notices/{institution}/{id}/objections`: an objection to a listed entry, from
 * anybody. It answers with a receipt and nothing else, and what cannot be objected to is not there.
 */
export function registerPublicObjections(app: FastifyInstance, services: PublicServices): void {
  const count = app.createRateLimit({ ...SENT_LIMIT, keyGenerator: (request) => request.ip });
  const command = receivePublicObjection.name;
  app.post(
    `${BOARD_PATH}/:institution/:notice/objections`,
    { bodyLimit: BODY_LIMIT_BYTES, config: { command } },
    async (request, reply) => {
      const spent = await count(request);
      if (!spent.isAllowed && spent.isExceeded) {
        reply.header('retry-after', spent.ttlInSeconds);
        throw refuse('request.rate_limited', { details: { retryAfterS: spent.ttlInSeconds } });
      }
      const address = addressOf(request);
      const { entry, ...objection } = bodyOf(request);
      const key = parseGlobalId(entry);
      const objectable =
        key?.prefix === 'noticeentry' ? await readObjectable(services, address, key.id) : null;
      if (!objectable) throw refuse('object.not_found', { path: ['entry'] });
      const { text, replayed } = await execute(services, {
        command,
        input: { ...objection, id: entry },
        actor: publicActor(objectable),
        envelope: { key: keyOf(request), dryRun: false, reason: null, ifMatch: null },
        requestId: request.id,
      });
      if (replayed) reply.header('idempotency-replayed', 'true');
      const { result } = JSON.parse(text) as { result: { receipt: string } | null };
      return reply
        .code(ACCEPTED)
        .header('cache-control', 'no-store')
        .send({ receipt: result?.receipt ?? null });
    },
  );
}

function bodyOf({ body }: FastifyRequest): Record<string, unknown> & { entry: string } {
  checkJson(body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refuse('input.invalid');
  }
  const { id, entry, ...objection } = body as Record<string, unknown>;
  if (id !== undefined) throw refuse('input.invalid', { path: ['id'] });
  if (typeof entry !== 'string') throw refuse('input.invalid', { path: ['entry'] });
  return { ...objection, entry };
}

const keyOf = ({ headers }: FastifyRequest): string | null => {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? key : null;
};

/** Nobody in particular, who may do one thing; the database has said to what. */
const publicActor = ({ institution, person }: Objectable): Actor => ({
  institutionId: institution,
  institutionKind: 'BANK',
  personId: person,
  code: 'system.public',
  clientId: 'public',
  roles: [],
  permissions: new Set([receivePublicObjection.permission]),
  approvalLimitFen: 0n,
  scope: [''],
});
