import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { openDevelopmentIssuer } from '../../src/kernel/auth/development-issuer.ts';
import { chances } from '../core/faults.ts';
import { TEST_ISSUER, TEST_KEY } from '../helpers/app.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { type Client, createClient } from './client.ts';
import type { TortureCluster } from './cluster.ts';
import { askedIn, type Ledger, openLedger } from './ledger.ts';
import { launch, type Program } from './program.ts';
import type { Town } from './town.ts';
import { openWitness, type Witness } from './witness.ts';

/** Everything one run of a scenario acts on. */
export type Stage = {
  readonly seed: number;
  readonly length: Length;
  /** Numbers from the seed. */
  readonly chance: () => number;
  readonly cluster: TortureCluster;
  database: TestDatabase;
  readonly town: Town;
  readonly owner: pg.Pool;
  /** Cosigns, and remembers every checkpoint that anybody could have seen. */
  readonly witness: Witness;
  readonly signingKeyFile: string;
  readonly ledger: Ledger;
  readonly client: Client;
  /** Where callers reach the server; a scenario may put something in between. */
  route: string;
  /** How the server reaches its database; a scenario may put something in between. */
  databaseUrl: string;
  readonly tokenOf: (person: string) => Promise<string>;
  /** A server; the broken build where a control is running. Callers reach it by `route`. */
  startServer(settings?: Settings): Promise<Program>;
  startSequencer(settings?: Settings): Promise<Program>;
  startWorker(settings?: Settings): Promise<Program>;
  /** `table key` of rows that a scenario itself has written, past the program. */
  readonly touched: Set<string>;
  /** Looked at when everything is settled and signed, before the judge comes. */
  whenSealed(look: () => Promise<void>): void;
  readonly looks: readonly (() => Promise<void>)[];
  /** Goes on with the same database elsewhere. */
  moveTo(database: TestDatabase): Promise<void>;
  /** True once the run is over, however it ended. */
  isOver: boolean;
  /** What is undone when the run is over, the last first. */
  atEnd(undo: () => Promise<unknown>): void;
  readonly counts: Record<string, number>;
  count(what: string): void;
  /** What the scenario itself saw go wrong. */
  fault(what: string): void;
  readonly seen: readonly string[];
};

export type Length = 'short' | 'long';
export type Settings = { patches?: readonly string[]; env?: Record<string, string> };

export type StageOptions = {
  seed: number;
  length: Length;
  cluster: TortureCluster;
  database: TestDatabase;
  town: Town;
  /** Of the build under torture: none for ours. */
  control?: string | undefined;
};

const READY = /^Ready: (http:\S+)$/m;
const SEQUENCING = /the sequencer is running/;
const WORKING = /the worker is running/;

export async function openStage(options: StageOptions) {
  const { database, control } = options;
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-stage-'));
  const ledger = await openLedger(join(folder, 'ledger.ndjson'));
  let owner = ownerOf(database);
  const signingKeyFile = join(folder, 'journal', 'signing.key');
  const witness = await openWitness({
    folder,
    keyFile: signingKeyFile,
    origin: ORIGIN,
    owner: () => owner,
  });
  const tokenOf = await tokens(folder);
  const programs: Promise<Program>[] = [];
  const start = (launching: Promise<Program>): Promise<Program> => {
    programs.push(launching);
    return launching;
  };
  const withControl = (patches: readonly string[]) => (control ? [...patches, control] : patches);
  const counts: Record<string, number> = {};
  const seen: string[] = [];
  const undoing: (() => Promise<unknown>)[] = [];
  const looks: (() => Promise<void>)[] = [];
  const stage: Stage = {
    ...options,
    chance: chances(options.seed),
    isOver: false,
    get owner() {
      return owner;
    },
    witness,
    signingKeyFile,
    ledger,
    tokenOf,
    route: '',
    databaseUrl: database.url,
    client: createClient({ url: () => stage.route, token: tokenOf, ledger }),
    counts,
    seen,
    touched: new Set(),
    fault: (what) => seen.push(what),
    count(what) {
      counts[what] = (counts[what] ?? 0) + 1;
    },
    looks,
    whenSealed: (look) => void looks.push(look),
    atEnd: (undo) => void undoing.push(undo),
    async moveTo(elsewhere) {
      const left = owner;
      stage.database = elsewhere;
      stage.databaseUrl = elsewhere.url;
      owner = ownerOf(elsewhere);
      await left.end();
    },
    startServer: ({ patches = [], env = {} } = {}) =>
      start(
        launch({
          script: 'serve.ts',
          ready: READY,
          patches: withControl(['command-failpoints', ...patches]),
          env: { ...environment(folder), DATABASE_URL: stage.databaseUrl, ...env },
        }),
      ),
    startWorker: ({ patches = [], env = {} } = {}) =>
      start(
        launch({
          script: 'work.ts',
          ready: WORKING,
          patches: withControl(['worker-failpoints', 'quick-deliveries', ...patches]),
          env: {
            ...environment(folder),
            WORKER_DATABASE_URL: stage.database.workerUrl,
            LOG_LEVEL: 'info',
            ...env,
          },
        }),
      ),
    startSequencer: ({ patches = [], env = {} } = {}) =>
      start(
        launch({
          script: 'sequence.ts',
          ready: SEQUENCING,
          patches: withControl(['sequencer-failpoints', 'quick-sequencer', ...patches]),
          env: {
            ...environment(folder),
            ...witness.env,
            SEQUENCER_DATABASE_URL: stage.database.sequencerUrl,
            LOG_LEVEL: 'info',
            ...env,
          },
        }),
      ),
  };
  const close = async (): Promise<void> => {
    stage.isOver = true;
    await witness.leave();
    // One that is just starting has to be there before it can go.
    for (const started of await Promise.allSettled(programs)) {
      if (started.status === 'fulfilled' && !started.value.hasEnded()) await started.value.kill();
    }
    await owner.end();
    for (const undo of undoing.toReversed()) await undo();
    await ledger.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { stage, close };
}

function ownerOf({ ownerUrl }: TestDatabase): pg.Pool {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 3 });
  pool.on('error', () => undefined);
  // One that is at work when its server dies is not the pool's to listen to.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** What the names of all logs begin with. */
const ORIGIN = 'torture.example/logs';

const environment = (folder: string): Record<string, string> => ({
  NODE_ENV: 'test',
  DATA_DIR: folder,
  PORT: '0',
  JWT_ISSUER: TEST_ISSUER,
  JOURNAL_ORIGIN: ORIGIN,
  KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
  LOG_LEVEL: 'fatal',
  // Two cores shared with everything else: a slow machine is no load to shed.
  MAX_LOOP_DELAY_MS: '60000',
  RATE_LIMIT_MAX: '10000000',
});

/** Clocks are moved by days. */
const TOKEN_LIFE_S = 30 * 86_400;

async function tokens(dataDir: string): Promise<Stage['tokenOf']> {
  const settings = { issuer: TEST_ISSUER, audience: 'jingtian', jwksUrl: undefined };
  const issuer = await openDevelopmentIssuer({
    environment: 'test',
    dataDir,
    tokens: settings,
  } as never);
  const issued = new Map<string, Promise<string>>();
  return (person) => {
    const token = issued.get(person) ?? issuer.issueToken(person, { ttlS: TOKEN_LIFE_S });
    issued.set(person, token);
    return token;
  };
}

const ROUNDS = 100;
const ROUND_MS = 100;

/** With everything up again, what is not known is asked for with the same key until it is. */
export async function settle({ ledger, client, count }: Stage): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const open = askedIn(ledger.entries()).filter(({ settled }) => settled === undefined);
    if (open.length === 0) return;
    for (const { intent } of open) {
      count('asked again after healing');
      await client.again(intent);
    }
    await pause(round === 0 ? 0 : ROUND_MS);
  }
}

/** One server, and callers reach it. */
export async function openServer(stage: Stage, settings?: Settings): Promise<Program> {
  const server = await stage.startServer(settings);
  stage.route = server.url;
  return server;
}

/** Servers that are ended one after another; in the long form the next one is up already. */
export type Servers = {
  now: Program;
  /** Waits until the next one is up, where it is started beforehand: nobody waits for it later. */
  ready(): Promise<unknown>;
  /** The next one takes over; callers reach it from now on. */
  next(): Promise<Program>;
};

export async function openServers(stage: Stage, settings?: Settings): Promise<Servers> {
  const servers: Servers = {
    now: await stage.startServer(settings),
    ready: async () => spare,
    async next() {
      servers.now = await (spare ?? start());
      stage.route = servers.now.url;
      spare = stage.length === 'long' ? start() : undefined;
      return servers.now;
    },
  };
  const start = (): Promise<Program> => {
    const starting = stage.startServer(settings);
    starting.catch(() => undefined);
    return starting;
  };
  let spare = stage.length === 'long' ? start() : undefined;
  stage.route = servers.now.url;
  return servers;
}

/**
 * Entries without a place, logs whose newest root nobody has signed, and those whose newest checkpoint
 * the witness has not cosigned.
 */
const OPEN = `select (select count(*) from journal_entry e where not exists (
    select from journal_position p
     where p.institution_id = e.institution_id and p.entry_id = e.id))
  + (select count(*) from journal_tree root
     where size > coalesce((select max(c.size) from journal_checkpoint c
       where c.institution_id = root.institution_id), 0)
     or size > coalesce((select max(s.size) from journal_cosignature s
       where s.institution_id = root.institution_id), 0)) as left`;
const SEALED_WITHIN_MS = 10_000;
const POLL_MS = 50;

/** Waits until everything has its place, signed and cosigned; the judge sees what has not. */
export async function sealed({ owner }: Stage): Promise<void> {
  for (const until = Date.now() + SEALED_WITHIN_MS; Date.now() < until; await pause(POLL_MS)) {
    const { rows } = await owner.query<{ left: string }>(OPEN);
    if (rows[0]?.left === '0') return;
  }
}
