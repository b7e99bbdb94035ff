import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Actor } from '../auth/actor.ts';
import { joined } from '../db/index.ts';
import { entryOf, Refusal, refuse } from '../errors.ts';
import type { Admit } from '../http/admission.ts';
import type { Load } from '../http/house.ts';
import { RETRY_AFTER_S } from '../http/problems.ts';
import { backOnceWritten } from '../http/written.ts';
import { requestedCost } from '../queries/cost.ts';
import { runOperation } from '../queries/run.ts';
import type { Budget } from './budget.ts';
import type { Documents, PreparedDocument } from './documents.ts';
import { type GraphqlErrorJson, graphqlErrors, statusOf } from './errors.ts';
import { type GraphqlRequest, readRequest } from './request.ts';
import type { GraphqlContext, GraphqlServices } from './resolvers.ts';
import { coerceVariables } from './variables.ts';

export type RouteServices = GraphqlServices & {
  documents: Documents;
  trusted: ReadonlyMap<string, PreparedDocument>;
  budget: Budget;
  /** The most one ad-hoc document may cost. */
  maxCost: number;
  reportCosts: ReadonlyMap<string, number>;
  authenticate(header: string | undefined): Promise<Actor>;
  admit: Admit;
};

const ANSWER = 'application/graphql-response+json; charset=utf-8';
const PLAIN = 'application/json; charset=utf-8';

const DATA = Buffer.from('{"data":');

/** How many bytes of answer count as one row, for the refund of what was not used. */
const BYTES_PER_ROW = 256;

/** Our own route over mercurius: it passes the GraphQL-over-HTTP audits the built-in one fails. */
export function registerGraphql(app: FastifyInstance, services: RouteServices): void {
  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const accepted = acceptedType(request.headers.accept);
    if (!accepted)
      return reply
        .code(406)
        .type(PLAIN)
        .send(requestError(refuse('request.not_acceptable')));
    try {
      const asked = readRequest(request);
      services.admit(reply, loadOf(services, asked));
      const actor = await services.authenticate(request.headers.authorization);
      const body = await answer(app, services, { asked, actor, request, reply });
      return reply.type(accepted).send(body);
    } catch (error) {
      return sendError(services, { error, accepted, request, reply });
    }
  };
  const settings = {
    // Whether it reads or writes stands in the document.
    config: { load: 'told' },
    /** Of what was wrong before the document was looked at. */
    errorHandler(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
      const accepted = acceptedType(request.headers.accept) ?? PLAIN;
      return sendError(services, { error, accepted, request, reply });
    },
  } as const;
  app.post('/graphql', settings, handle);
  app.get('/graphql', settings, handle);
}

/** Told without parsing, before anything is spent: a query that has the word in it counts as a write. */
function loadOf({ trusted }: RouteServices, { query = '', documentId }: GraphqlRequest): Load {
  const writes =
    documentId === undefined
      ? query.includes('mutation')
      : trusted.get(documentId)?.kind === 'mutation';
  return writes ? 'write' : 'read';
}

function acceptedType(accept: string | undefined): string | null {
  if (!accept || accept.includes('*/*') || accept.includes('application/*')) {
    return accept?.includes('application/graphql-response+json') ? ANSWER : PLAIN;
  }
  if (accept.includes('application/graphql-response+json')) return ANSWER;
  return accept.includes('application/json') ? PLAIN : null;
}

type Answering = {
  asked: GraphqlRequest;
  actor: Actor;
  request: FastifyRequest;
  reply: FastifyReply;
};

async function answer(
  app: FastifyInstance,
  services: RouteServices,
  { asked, actor, request, reply }: Answering,
): Promise<Buffer | string> {
  const document = find(services, asked);
  if (request.method === 'GET' && document.kind !== 'query') {
    reply.header('allow', 'POST');
    throw refuse('request.method');
  }
  const variables = coerce(services, document, asked.variables);
  const charge = charged(services, document, { variables, actor, reply });
  if (document.selectable) {
    const running = { operation: document.operation, variables, actor };
    const data = await runOperation(services, running);
    const bytes = data.reduce((sum, piece) => sum + piece.length, 0);
    const cost = charge.settle(bytes);
    const end = Buffer.from(`,"extensions":{"cost":${cost}}}`);
    return backOnceWritten(reply.raw, joined([DATA, ...data, end]));
  }
  const context: GraphqlContext = {
    actor,
    operation: document.operation,
    variables,
    requestId: request.id,
    headerKey: (request.headers['idempotency-key'] as string | undefined) ?? null,
  };
  const result = await app.graphql(document.source, context, asked.variables);
  const errors = graphqlErrors(services, result.errors ?? [], request);
  const data = JSON.stringify(result.data ?? null);
  const cost = charge.settle(data.length);
  const failed = errors.length > 0 ? `,"errors":${JSON.stringify(errors)}` : '';
  // The whole document may be sent again: what was done is answered from its keys.
  const isToRepeat = document.kind === 'mutation' && errors.some(isPassing);
  if (isToRepeat) reply.code(UNAVAILABLE).header('retry-after', RETRY_AFTER_S);
  return `{"data":${data}${failed},"extensions":{"cost":${cost}}}`;
}

const UNAVAILABLE = 503;

const isPassing = ({ extensions }: GraphqlErrorJson): boolean =>
  entryOf(String(extensions.code)).status === UNAVAILABLE;

function find(services: RouteServices, asked: GraphqlRequest): PreparedDocument {
  if (asked.documentId === undefined) return services.documents.prepare(asked.query ?? '');
  const trusted = services.trusted.get(asked.documentId);
  if (!trusted) throw refuse('query.unknown_document');
  return trusted;
}

function coerce(
  services: RouteServices,
  { operation }: PreparedDocument,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const definitions = operation.definition.variableDefinitions ?? [];
  const outcome = coerceVariables(services.model.schema, definitions, given);
  if ('coerced' in outcome) return outcome.coerced;
  const errors = outcome.faults;
  throw refuse('query.invalid', {
    path: ['variables', ...(errors[0]?.path ?? [])],
    details: { errors },
  });
}

type Charged = { variables: Record<string, unknown>; actor: Actor; reply: FastifyReply };

/** Cost is checked before anything runs and refunded down to the size of the answer after. */
function charged(services: RouteServices, document: PreparedDocument, given: Charged) {
  const { budget, maxCost, model } = services;
  const { variables, actor, reply } = given;
  const reports = services.reportCosts;
  const requested = 1 + requestedCost(model, document.operation, { variables, reports });
  if (!document.trusted && requested > maxCost) {
    throw refuse('query.too_expensive', { details: { requested, maximum: maxCost } });
  }
  // Whoever shares a front end, possibly across institutions, has a budget of their own.
  const spender = `${actor.clientId} ${actor.personId}`;
  const taken = budget.take(spender, requested);
  if (!taken.granted) {
    reply.header('retry-after', taken.retryAfterS);
    throw refuse('request.rate_limited', { details: { requested, available: taken.available } });
  }
  return {
    settle(bytes: number): string {
      const actual = Math.min(requested, 1 + Math.floor(bytes / BYTES_PER_ROW));
      const available = budget.refund(spender, requested - actual);
      return `{"requested":${requested},"actual":${actual},"available":${available},"restoreRate":${budget.restoreRate}}`;
    },
  };
}

type Failed = {
  error: unknown;
  accepted: string;
  request: FastifyRequest;
  reply: FastifyReply;
};

function sendError(
  services: RouteServices,
  { error, accepted, request, reply }: Failed,
): FastifyReply {
  const cause = new GraphQLError('refused', { originalError: error as Error });
  const errors = graphqlErrors(services, [cause], request);
  const status = accepted === PLAIN && isOfDocument(error) ? 200 : statusOf(error);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (status === UNAVAILABLE && !reply.hasHeader('retry-after')) {
    reply.header('retry-after', RETRY_AFTER_S);
  }
  return reply.code(status).type(accepted).send(JSON.stringify({ errors }));
}

/**
 * A well-formed request whose document or variables are at fault: the specification wants 200 for
 * it where the caller knows only `application/json`, 400 where it knows GraphQL's own media type.
 */
const isOfDocument = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'query.invalid' && error.details?.errors !== undefined;

const requestError = (refusal: Refusal): string => {
  const { en, zh } = entryOf(refusal.code);
  return JSON.stringify({
    errors: [{ message: en, extensions: { code: refusal.code, messageZh: zh } }],
  });
};
