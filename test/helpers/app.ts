import type { FastifyInstance, InjectOptions } from 'fastify';
import pg from 'pg';
import { pino } from 'pino';
import { buildApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { actorFrom } from '../../src/kernel/auth/principal.ts';
import type { Authenticator } from '../../src/kernel/auth/tokens.ts';
import { type Clock, civilDate } from '../../src/kernel/clock.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/kernel/db/index.ts';
import { refuse } from '../../src/kernel/errors.ts';
import { newId } from '../../src/kernel/ids.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { undeclaredFacts } from './declared-facts.ts';
import { type Apart, foundInstitution, TEST_ISSUER, type World } from './world.ts';

export { TEST_ISSUER };

/** The wrapping key of test databases. */
export const TEST_KEY = Buffer.alloc(32, 'a key for tests only');
/** Where the tests' clock stands until a test moves it. */
export const TEST_NOW = new Date('2026-03-02T02:00:00Z');

/** For what wants a log and has nothing to say to a test. */
export const quietLog = pino({ level: process.env.TEST_LOG ?? 'silent' });

export type TestClock = Clock & { set(instant: string): void };

function testClock(): TestClock {
  let now = TEST_NOW;
  return {
    now: () => now,
    set(instant) {
      now = new Date(instant);
    },
  };
}

type Json = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: answers are asserted on, field by field
type Loose = any;

export type Given = { reason?: string; key?: string; ifMatch?: number };

/** Someone who calls the API over HTTP. */
export type Caller = {
  /** The full GraphQL answer. */
  graphql(query: string, variables?: Json): Promise<Loose>;
  /** The `data` of a GraphQL answer that must have no errors. */
  query(query: string, variables?: Json): Promise<Loose>;
  /** A command that must succeed; its `result`. */
  command(name: string, input: Json, given?: Given): Promise<Loose>;
  /** A command that must be refused; its code, status and path. */
  refused(name: string, input: Json, given?: Given): Promise<Loose>;
  rest(
    options: InjectOptions,
  ): Promise<{ status: number; headers: Json; body: Loose; text: string }>;
};

export type TestApp = {
  app: FastifyInstance;
  database: Database;
  clock: TestClock;
  world: World;
  url: string;
  ownerUrl: string;
  sequencerUrl: string;
  workerUrl: string;
  /** Calls as a person of the founded bank, by code; see World. */
  as(code: string): Caller;
  /** A statement of the owner of the database; prepared where it has a name. */
  owner<T extends pg.QueryResultRow>(text: string, values?: unknown[], name?: string): Promise<T[]>;
};

type Teardown = { teardown(end: () => unknown): void };

const testConfig = (env: Record<string, string> = {}): Config =>
  loadConfig({
    NODE_ENV: 'test',
    JWT_ISSUER: TEST_ISSUER,
    KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
    RATE_LIMIT_MAX: '10000000',
    // Tests share two cores with each other; a slow machine is no load to shed.
    MAX_LOOP_DELAY_MS: '60000',
    READS_IN_FLIGHT: '100000',
    WRITES_IN_FLIGHT: '100000',
    ...env,
  });

/** The administrator of another app on the same database, of other settings. */
export async function administratorBeside(
  t: Teardown,
  { database, clock }: TestApp,
  env: Record<string, string>,
): Promise<Caller> {
  const authenticator = byCode(database, clock);
  const parts = { database, clock, log: quietLog, config: testConfig(env), authenticator };
  const app = await buildApp(parts);
  t.teardown(() => app.close());
  await app.ready();
  return callerOf(app, 'administrator');
}

/** Another app on the same database, reached by another way: through a proxy, as another role. */
export async function appThrough(
  t: Teardown,
  { clock }: TestApp,
  {
    url,
    env = {},
    ...given
  }: { url: string; env?: Record<string, string> } & Partial<DatabaseOptions>,
): Promise<{ database: Database; app: FastifyInstance; as(code: string): Caller }> {
  const database = openDatabase({
    url,
    readLanes: 1,
    poolSize: 2,
    streamPoolSize: 1,
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
    // Statements stand in the open, for whoever watches them go by.
    namedStatements: 0,
    onError: () => undefined,
    ...given,
  });
  const authenticator = byCode(database, clock);
  const parts = { database, clock, log: quietLog, config: testConfig(env), authenticator };
  const app = await buildApp(parts);
  t.teardown(async () => {
    await app.close();
    await database.close();
  });
  await app.ready();
  return { database, app, as: (code) => callerOf(app, code) };
}

/**
 * Facts whose data holds words somebody typed, in Chinese as people here do: a leaf is never erased,
 * so it holds ids, codes and counts. What divisions and grids are called is on every map.
 */
const WORDS_IN_LEAVES = `select distinct leaf ->> 'act' as act
from (select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
where (leaf -> 'data')::text ~ '[\u4e00-\u9fff]'
  and not leaf ->> 'act' ~ '^(area|grid).'`;

type AppSettings = {
  jit?: boolean;
  env?: Record<string, string>;
  /** Of an app that shares its database with others, each with a world and a clock of its own. */
  apart?: Apart;
};

/** A whole app on a database of its own, with a bank and its named people. */
export async function testApp(t: Teardown, options: AppSettings = {}): Promise<TestApp> {
  return appOver(t, await testDatabase(t as never), options);
}

/** The same on a migrated database with nothing in it. */
export async function appOver(
  t: Teardown,
  { url, ownerUrl, sequencerUrl, workerUrl }: Omit<TestDatabase, 'name'>,
  options: AppSettings = {},
): Promise<TestApp> {
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const clock = testClock();
  const config = testConfig({
    GRAPHQL_JIT: (options.jit ?? process.env.GRAPHQL_JIT !== 'off') ? 'on' : 'off',
    ...(options.apart ? { JWT_ISSUER: options.apart.issuer } : {}),
    ...options.env,
  });
  const database = openDatabase({
    url,
    readLanes: 2,
    poolSize: 10,
    streamPoolSize: 2,
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
    namedStatements: 500,
    onError: (error) => log.error(error),
  });
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  owner.on('error', (error) => log.error(error));
  const world = await foundInstitution(owner, TEST_KEY, options.apart);
  const app = await buildApp({
    database,
    clock,
    log,
    config,
    authenticator: byCode(database, clock, world.issuer),
  });
  await app.ready();
  t.teardown(async () => {
    await app.close();
    await database.close();
    const { rows } = await owner.query<{ act: string }>(WORDS_IN_LEAVES);
    const undeclared = await undeclaredFacts(owner);
    await owner.end();
    if (rows.length > 0) throw new Error(`words in leaves: ${rows.map(({ act }) => act)}`);
    if (undeclared.length > 0) throw new Error(`undeclared facts: ${undeclared.join('\n')}`);
  });
  return {
    app,
    database,
    clock,
    world,
    url,
    ownerUrl,
    sequencerUrl,
    workerUrl,
    as: (code) => callerOf(app, code),
    owner: async (text, values, name) =>
      (await owner.query({ text, ...(values && { values }), ...(name && { name }) })).rows as never,
  };
}

/** Stands in for token verification, which has tests of its own: the token is the login's subject. */
function byCode(database: Database, clock: Clock, issuer = TEST_ISSUER): Authenticator {
  return {
    recognise: (header) => header,
    async authenticate(header) {
      const subject = /^Bearer (\S+)$/.exec(header ?? '')?.[1];
      if (!subject) throw refuse('auth.unauthenticated');
      const { rows } = await database.pipeline.run({
        text: 'select principal($1, $2, $3::date) as principal',
        values: [issuer, subject, civilDate(clock.now())],
      });
      const found = (rows[0] as { principal: unknown } | undefined)?.principal;
      if (!found) throw refuse('auth.unauthenticated');
      return actorFrom(found, subject);
    },
  };
}

function callerOf(app: FastifyInstance, code: string): Caller {
  const authorization = `Bearer ${code}`;
  const rest: Caller['rest'] = async (options) => {
    const response = await app.inject({
      ...options,
      headers: { authorization, ...options.headers },
    });
    const text = response.payload;
    const json = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      headers: response.headers as Json,
      body: json && text ? JSON.parse(text) : text,
      text,
    };
  };
  const graphql: Caller['graphql'] = async (query, variables = {}) =>
    (await rest({ method: 'POST', url: '/graphql', payload: { query, variables } })).body;
  const send = (command: string, input: Json, { key, reason, ifMatch }: Given) => {
    const line = { command, input, idempotencyKey: key ?? newId(), reason, ifMatch };
    return rest({ method: 'POST', url: '/v1/batch', payload: { lines: [line] } });
  };
  return {
    rest,
    graphql,
    async query(query, variables) {
      const answer = await graphql(query, variables);
      if (answer.errors) throw new Error(JSON.stringify(answer.errors, null, 2));
      return answer.data;
    },
    async command(name, input, given = {}) {
      const { body } = await send(name, input, given);
      const line = body.lines?.[0];
      if (line?.status !== 200) throw new Error(`${name}: ${JSON.stringify(line ?? body)}`);
      return line.answer.result ?? line.answer;
    },
    async refused(name, input, given = {}) {
      const { body } = await send(name, input, given);
      const line = body.lines?.[0] ?? body;
      if (line.status === 200) throw new Error(`${name} was not refused: ${JSON.stringify(line)}`);
      return line;
    },
  };
}
