import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../auth/actor.ts';
import { Refusal, refuse } from '../errors.ts';
import { type PreparedDocument, prepareDocument } from '../graphql/documents.ts';
import { coerceVariables, type VariableFault } from '../graphql/variables.ts';
import { backOnceWritten } from '../http/written.ts';
import { idPrefix, parseGlobalId } from '../ids.ts';
import type { Noun } from '../queries/noun.ts';
import { type Answer, type QueryServices, runRoot } from '../queries/run.ts';
import { type Collection, collectionsOf } from './collections.ts';
import { listDocument, singleDocument } from './noun-documents.ts';
import { variablesOf } from './query-string.ts';

export type RestNounServices = QueryServices & {
  authenticate(header: string | undefined): Promise<Actor>;
};

export const DEFAULT_PAGE = 50;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Nouns over REST: the same plans as GraphQL, their bytes passed through. */
export function registerNouns(app: FastifyInstance, services: RestNounServices): void {
  for (const collection of collectionsOf(services.model)) {
    registerList(app, services, collection);
    registerSingle(app, services, collection);
  }
}

type Ran = { document: PreparedDocument; given: Record<string, unknown>; actor: Actor };

async function run(services: RestNounServices, { document, given, actor }: Ran): Promise<Answer> {
  const definitions = document.operation.definition.variableDefinitions ?? [];
  const outcome = coerceVariables(services.model.schema, definitions, given);
  if ('faults' in outcome) throw invalidArguments(outcome.faults);
  const nodes = document.operation.definition.selectionSet.selections.filter(
    (selection) => selection.kind === 'Field',
  );
  const running = { operation: document.operation, variables: outcome.coerced, actor };
  try {
    return await runRoot(services, running, { key: RESULT, nodes });
  } catch (error) {
    throw error instanceof Refusal ? atArgument(error) : error;
  }
}

/** The one root field of the documents that lists and single objects are. */
const RESULT = 'result';

/** In a query string, a filter's members stand beside the other arguments. */
function invalidArguments(found: readonly VariableFault[]): Refusal {
  const faults = found.map(({ path, message }) => ({
    path: path.filter((part) => part !== 'filter'),
    message,
  }));
  return refuse('input.invalid', { path: faults[0]?.path ?? [], details: { faults } });
}

/** A parameter of the query string is an argument of the document's root field. */
function atArgument(refusal: Refusal): Refusal {
  const [root, ...path] = refusal.path;
  if (root !== RESULT) return refusal;
  return refuse(refusal.code, { path, ...(refusal.details ? { details: refusal.details } : {}) });
}

/** Prepared by the first request of its kind: a server serves few kinds, and soon. */
function onFirstUse({ model }: RestNounServices, source: string): () => PreparedDocument {
  let prepared: PreparedDocument | undefined;
  return () => {
    prepared ??= prepareDocument({ model, introspection: false }, source, { trusted: true });
    return prepared;
  };
}

function registerList(app: FastifyInstance, services: RestNounServices, at: Collection): void {
  const documentOf = onFirstUse(services, listDocument(services.model, at));
  const field = services.model.objectType('Query').getFields()[at.list];
  app.get(`/v1/${at.path}`, async (request: FastifyRequest, reply: FastifyReply) => {
    const actor = await services.authenticate(request.headers.authorization);
    const given = variablesOf(field?.args ?? [], request.query as QueryString);
    if (given.first === undefined && given.last === undefined) given.first = DEFAULT_PAGE;
    const body = await run(services, { document: documentOf(), given, actor });
    link(request, reply, { body, backward: given.last !== undefined });
    return reply.type(JSON_TYPE).send(backOnceWritten(reply.raw, body));
  });
}

export type QueryString = Readonly<Record<string, string | string[] | undefined>>;

/** What the handlers read of an answer stands at its head: the page's two cursors, or the version. */
const MAX_HEAD = 4_096;
const head = (answer: Answer): string => answer.toString('latin1', 0, MAX_HEAD);
const NOTHING = Buffer.from('null');
const PAGE_INFO = /^\{"pageInfo":(\{[^}]*\})/;

type Page = {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string;
  endCursor: string;
};

/** RFC 8288: where the next page is, and the previous one. */
function link(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, backward }: { body: Answer; backward: boolean },
): void {
  const text = PAGE_INFO.exec(head(body))?.[1];
  if (!text) return;
  const page = JSON.parse(text) as Page;
  const url = new URL(request.url, 'http://host');
  const at = (name: string, cursor: string): string => {
    const target = new URL(url);
    target.searchParams.delete('after');
    target.searchParams.delete('before');
    target.searchParams.set(name, cursor);
    return `${target.pathname}${target.search}`;
  };
  const more = backward ? page.hasPreviousPage : page.hasNextPage;
  if (!more) return;
  const next = backward ? at('before', page.startCursor) : at('after', page.endCursor);
  reply.header('link', `<${next}>; rel="next"`);
}

const VERSION = /^\{"version":(\d+)/;

function registerSingle(app: FastifyInstance, services: RestNounServices, at: Collection): void {
  const documentOf = onFirstUse(services, singleDocument(services.model, at));
  app.get(`/v1/${at.path}/:id`, async (request: FastifyRequest, reply: FastifyReply) => {
    const actor = await services.authenticate(request.headers.authorization);
    const { id } = request.params as { id: string };
    checkId(at.noun, id);
    const body = await run(services, { document: documentOf(), given: { id }, actor });
    if (body.equals(NOTHING)) throw refuse('object.not_found');
    const version = VERSION.exec(head(body))?.[1];
    if (version) reply.header('etag', `"${version}"`);
    if (version && request.headers['if-none-match'] === `"${version}"`)
      return reply.code(304).send();
    return reply.type(JSON_TYPE).send(backOnceWritten(reply.raw, body));
  });
}

function checkId(noun: Noun, id: string): void {
  if (parseGlobalId(id)?.prefix !== idPrefix(noun.type)) throw refuse('object.not_found');
}
