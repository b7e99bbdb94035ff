import {
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import type { Actor } from '../auth/actor.ts';
import { mutationName } from '../commands/command.ts';
import { type CommandServices, type Envelope, execute } from '../commands/execute.ts';
import { entryOf, Refusal } from '../errors.ts';
import { keyOf } from '../queries/noun.ts';
import type { Operation } from '../queries/plan.ts';
import type { Read } from '../queries/read.ts';
import { type Answer, type QueryServices, runNode, runRoot } from '../queries/run.ts';
import { isNounField } from './documents.ts';
import { runRead } from './reports.ts';
import { viewerOf } from './viewer.ts';

/** What a resolver finds beside its arguments. */
export type GraphqlContext = {
  actor: Actor;
  operation: Operation;
  variables: Readonly<Record<string, unknown>>;
  requestId: string;
  /** The Idempotency-Key header: the default of a document with one mutation. */
  headerKey: string | null;
};

export type GraphqlServices = CommandServices & QueryServices & { reads: readonly Read[] };

/** What each report costs, by its field of Query. */
export const reportCosts = (reads: readonly Read[]): ReadonlyMap<string, number> =>
  new Map(reads.map((read) => [mutationName(read.name), read.cost]));

type Resolve = (
  source: unknown,
  args: Record<string, unknown>,
  context: GraphqlContext,
  info: GraphQLResolveInfo,
) => unknown;

/** Marks objects whose members are named by response key, as a plan's statement made them. */
const PLANNED = Symbol('planned');

const planned = (answer: Answer): unknown =>
  JSON.parse(answer.toString(), (_key, value: unknown) => {
    if (value && typeof value === 'object' && !Array.isArray(value)) {
      Object.defineProperty(value, PLANNED, { value: true });
    }
    return value;
  });

/** Attaches to the schema what runs where bytes cannot be passed through: verbs and reports. */
export function attachResolvers(services: GraphqlServices): void {
  const { model } = services;
  for (const type of Object.values(model.schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      set(field, memberResolver(services, type, field));
    }
  }
  const queries = model.objectType('Query').getFields();
  for (const field of Object.values(queries)) {
    if (isNounField(model, field.type.toString())) set(field, nounResolver(services));
  }
  if (queries.viewer) set(queries.viewer, (_source, _args, { actor }) => viewerOf(actor));
  for (const read of services.reads) {
    const field = queries[mutationName(read.name)];
    if (!field) throw new Error(`no field of Query for the report ${read.name}`);
    set(field, reportResolver(services, read));
  }
  const mutations = model.objectType('Mutation').getFields();
  for (const { name } of services.registry.commands) {
    const field = mutations[mutationName(name)];
    if (field) set(field, mutationResolver(services, name));
  }
}

const set = (field: GraphQLField<unknown, unknown>, resolve: Resolve): void => {
  field.resolve = resolve as NonNullable<typeof field.resolve>;
};

/** Members by response key below a plan, by field name elsewhere; bare keys of nouns are read. */
function memberResolver(
  services: GraphqlServices,
  _type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): Resolve {
  const noun = getNamedType(field.type).name;
  const isNoun = services.model.nouns.has(noun);
  return (source, _args, context, info) => {
    const object = source as Record<PropertyKey, unknown>;
    if (object[PLANNED]) return object[String(info.path.key)];
    const value = object[field.name];
    if (!isNoun || value === null || value === undefined) return value ?? null;
    const readBack = (id: unknown) => readNode(services, context, { noun, id, info });
    return Array.isArray(value) ? Promise.all(value.map(readBack)) : readBack(value);
  };
}

type Named = { noun: string; id: unknown; info: GraphQLResolveInfo };

async function readNode(
  services: GraphqlServices,
  context: GraphqlContext,
  { noun, id, info }: Named,
): Promise<unknown> {
  const text = String(id);
  const key = text.includes('_') ? keyOf(noun, text) : text;
  const wanted = { type: noun, key, nodes: info.fieldNodes };
  return planned(await located(info, runNode(services, context, wanted)));
}

const nounResolver =
  (services: GraphqlServices): Resolve =>
  async (_source, _args, context, info) => {
    const field = { key: String(info.path.key), nodes: info.fieldNodes };
    return planned(await located(info, runRoot(services, context, field)));
  };

const reportResolver =
  (services: GraphqlServices, read: Read): Resolve =>
  (_source, args, context, info) =>
    located(info, runRead(services, read, { input: args, ...context }));

async function located<T>(info: GraphQLResolveInfo, running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    throw placed(info, error);
  }
}

/** A refusal's path leads into the input; that of an error, to the place in the answer it stands for. */
function placed(info: GraphQLResolveInfo, error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const path = responsePathAsArray(info.path);
  return new GraphQLError(error.code, { nodes: info.fieldNodes, path, originalError: error });
}

function mutationResolver(services: GraphqlServices, command: string): Resolve {
  return async (_source, args, context, info) => {
    const envelope = envelopeOf(args.envelope, context);
    const input = withoutNulls(args.input ?? {});
    const { actor, requestId } = context;
    try {
      const call = { command, input, actor, envelope, requestId };
      const { text } = await execute(services, call);
      const { result, approval } = JSON.parse(text) as Performed;
      const ticket = approval ? { request: approval.id, status: approval.status } : null;
      return { result, approval: ticket, userErrors: [] };
    } catch (error) {
      if (!(error instanceof Refusal) || !isUserError(error)) throw placed(info, error);
      return { result: null, approval: null, userErrors: [userError(error)] };
    }
  };
}

type Performed = { result: unknown; approval: { id: string; status: string } | null };

/** GraphQL's null is "not given": the JIT cannot tell them apart inside input objects. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!value || typeof value !== 'object') return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

type GivenEnvelope = Partial<Record<'idempotencyKey' | 'reason', string | null>> & {
  dryRun?: boolean | null;
  ifMatch?: number | null;
};

function envelopeOf(given: unknown, context: GraphqlContext): Envelope {
  const envelope = (given ?? {}) as GivenEnvelope;
  return {
    key: envelope.idempotencyKey ?? context.headerKey,
    dryRun: envelope.dryRun ?? false,
    reason: envelope.reason ?? null,
    ifMatch: envelope.ifMatch ?? null,
  };
}

/** Refusals of the input or the state; the rest (authentication, limits, faults) are `errors`. */
function isUserError({ code }: Refusal): boolean {
  const { status } = entryOf(code);
  return status >= 400 && status < 500 && !code.startsWith('auth.') && status !== 429;
}

function userError({ code, path, details }: Refusal) {
  const { en, zh } = entryOf(code);
  return { code, field: path.map(String), message: en, messageZh: zh, details: details ?? null };
}
