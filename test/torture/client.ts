import { getNamedType, isObjectType } from 'graphql';
import { mutationName, typePrefix } from '../../src/kernel/commands/command.ts';
import { errorCatalogue } from '../../src/kernel/errors.ts';
import { newId } from '../../src/kernel/ids.ts';
import { collectionsOf, verbPath } from '../../src/kernel/rest/collections.ts';
import { createProgram } from '../../src/program.ts';
import type { Intent, Ledger, Outcome, Protocol } from './ledger.ts';

type Json = Record<string, unknown>;

export type Ask = {
  as: string;
  command: string;
  input: Json;
  reason?: string | undefined;
  protocol: Protocol;
  key?: string;
};

/** What a caller knows after one attempt. */
export type Heard = Omit<Outcome, 'kind' | 'key'> & { key: string; result?: Json | undefined };

/** Calls the server as named people; every attempt is in the book before and after. */
export type Client = {
  ask(ask: Ask): Promise<Heard>;
  /** Sends again what was asked under a key. */
  again(intent: Intent): Promise<Heard>;
  /** Asks what would come of it: no effect, and nothing in the book. */
  tryOut(ask: Omit<Ask, 'protocol'>): Promise<Answered>;
};

export type ClientOptions = {
  /** Where the server is now: it may come back elsewhere. */
  url: () => string;
  token: (person: string) => Promise<string>;
  ledger: Ledger;
  patienceMs?: number;
};

const PATIENCE_MS = 30_000;
const TRIAL_MS = 20_000;
const { registry, model } = createProgram();
const collections = collectionsOf(model);

/** Nothing happened, or it is still happening: the same key will tell. */
const SAYS_NOTHING = new Set(['idempotency.in_flight', 'request.rate_limited']);

const saysNothing = (code: string): boolean =>
  SAYS_NOTHING.has(code) || (errorCatalogue()[code]?.status ?? 500) >= 500;

export const isRepeatable = (command: string): boolean =>
  registry.get(command)?.repeatable === true;

export function createClient(options: ClientOptions): Client {
  const { ledger } = options;
  const again = async (intent: Intent): Promise<Heard> => {
    const send = intent.protocol === 'REST' ? overRest : overGraphql;
    const heard = await send(options, intent).catch(notHeard);
    const { key } = intent;
    const { outcome, code, answer } = heard;
    await ledger.write({ kind: 'outcome', key, outcome, code, answer });
    return { key, ...heard };
  };
  return {
    again,
    tryOut: ({ as: person, command, input, reason }) => {
      const intent = { kind: 'intent', key: newId(), person, command, input, reason } as const;
      const hurried = { ...options, patienceMs: TRIAL_MS };
      const sent = { ...intent, protocol: 'REST' } as const;
      return overRest(hurried, sent, { 'dry-run': 'true' }).catch(notHeard);
    },
    async ask({ as: person, command, input, reason, protocol, key = newId() }) {
      const intent = { kind: 'intent', key, person, command, input, reason, protocol } as const;
      await ledger.write(intent);
      return again(intent);
    },
  };
}

export type Answered = Omit<Heard, 'key'>;

const notHeard = (error: Error): Answered => ({
  outcome: 'UNKNOWN',
  code: String(error.cause ?? error),
});

const refusedOr = (code: string): Answered => ({
  outcome: saysNothing(code) ? 'UNKNOWN' : 'REFUSED',
  code,
});

const post = async ({ url, token, patienceMs }: ClientOptions, intent: Intent, sent: Sent) =>
  fetch(`${url()}${sent.path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await token(intent.person)}`,
      'content-type': 'application/json',
      // What is answered anew each time has no key: its facts are known by the request they came by.
      ...(isRepeatable(intent.command) ? { 'x-request-id': intent.key } : {}),
      ...sent.headers,
    },
    body: JSON.stringify(sent.body),
    signal: AbortSignal.timeout(patienceMs ?? PATIENCE_MS),
  });

type Sent = { path: string; headers: Record<string, string>; body: unknown };

async function overRest(
  options: ClientOptions,
  intent: Intent,
  more: Record<string, string> = {},
): Promise<Answered> {
  const command = registry.get(intent.command);
  if (!command) throw new Error(intent.command);
  const { id, ...rest } = intent.input;
  const path = verbPath(collections, command).replace(':id', String(id));
  const headers = {
    'idempotency-key': intent.key,
    ...(command.on ? { 'if-match': '*' } : {}),
    ...(intent.reason ? { reason: encodeURIComponent(intent.reason) } : {}),
    ...more,
  };
  const body = command.on ? rest : intent.input;
  const answer = await post(options, intent, { path, headers, body });
  const text = await answer.text();
  const said = JSON.parse(text) as Json;
  if (answer.status >= 300) return refusedOr(String(said.code));
  return { outcome: 'DONE', answer: text, result: said.result as Json };
}

/** What a result is asked for over GraphQL: of an object its id, of a value itself. */
function selectionOf(command: string): string {
  const mutation = model.objectType('Mutation').getFields()[mutationName(command)];
  const payload = mutation && getNamedType(mutation.type);
  const result = isObjectType(payload) ? payload.getFields().result : undefined;
  const type = result && getNamedType(result.type);
  if (!isObjectType(type)) return '';
  const members = Object.values(type.getFields()).map((field) => {
    const named = getNamedType(field.type);
    if (!isObjectType(named)) return field.name;
    return model.nouns.has(named.name) ? `${field.name} { id }` : `${field.name} { __typename }`;
  });
  return `result { ${members.join(' ')} }`;
}

function documentOf(command: string): string {
  const field = mutationName(command);
  const args = model.objectType('Mutation').getFields()[field]?.args ?? [];
  // One that needs nothing to be told takes no input.
  const takesInput = args.some(({ name }) => name === 'input');
  const [declared, passed] = takesInput
    ? [`$input: ${typePrefix(command)}Input!, `, 'input: $input, ']
    : ['', ''];
  return `mutation (${declared}$envelope: Envelope) { ${field}(${passed}envelope: $envelope) {
    ${selectionOf(command)} userErrors { code } } }`;
}

async function overGraphql(options: ClientOptions, intent: Intent): Promise<Answered> {
  const field = mutationName(intent.command);
  const envelope = { idempotencyKey: intent.key, reason: intent.reason };
  const body = { query: documentOf(intent.command), variables: { input: intent.input, envelope } };
  const answer = await post(options, intent, { path: '/graphql', headers: {}, body });
  const said = (await answer.json()) as Said;
  const fault = said.code ?? said.errors?.[0]?.extensions?.code;
  if (fault) return refusedOr(fault);
  const { result, userErrors } = said.data?.[field] ?? { userErrors: [{ code: 'server.fault' }] };
  const [refusal] = userErrors;
  if (refusal) return refusedOr(refusal.code);
  return { outcome: 'DONE', result: bare(result ?? {}) };
}

type Said = {
  code?: string;
  errors?: { extensions?: { code?: string } }[];
  data?: Record<string, { result?: Json; userErrors: { code: string }[] }>;
};

/** As REST gives it: an object's id stands for the object. */
const bare = (result: Json): Json =>
  Object.fromEntries(
    Object.entries(result).map(([name, value]) => [name, (value as { id?: unknown })?.id ?? value]),
  );
