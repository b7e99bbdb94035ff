import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import pg from 'pg';
import { type Config, ConfigError, environmentWith, loadConfig } from '../config.ts';
import { DEMO_BANK } from '../demo/people.ts';
import { isUntold } from '../demo/untold.ts';
import {
  type DevelopmentIssuer,
  openDevelopmentIssuer,
} from '../kernel/auth/development-issuer.ts';
import { migrate } from '../kernel/db/migrate.ts';
import { startServer } from '../server.ts';
import { startEmbedded } from './embedded-postgres.ts';
import { leaveAddress, spawnSmallCore } from './small-core.ts';
import { welcome } from './welcome.ts';

/**
 * Everything for one machine: the embedded PostgreSQL unless DATABASE_URL names another, the demo
 * county on first start, the sequencer, the worker and, outside production, a small bank core as
 * processes beside, and the server. Ctrl-C ends them all.
 */
const DRAIN_LIMIT_MS = 20_000;
/** The core of the demo serves for as long as it may run. */
const CORE_SUBJECT = 'core.banking';
const CORE_LIFE_S = 31_536_000;
const SEEDER = fileURLToPath(new URL('./seed.ts', import.meta.url));
const SEQUENCER = fileURLToPath(new URL('./sequence.ts', import.meta.url));
const WORKER = fileURLToPath(new URL('./work.ts', import.meta.url));

type Urls = {
  url: string;
  sequencerUrl: string | undefined;
  workerUrl: string | undefined;
  stop(): Promise<void>;
};

const say = (line: string): void => console.log(line);

/** Another's database is migrated only where its owner's address is given, and never seeded. */
async function givenDatabase(config: Config, url: string): Promise<Urls> {
  const { ownerUrl, sequencerUrl, workerUrl } = config.database;
  if (ownerUrl) await migrate(ownerUrl, { log: say });
  return { url, sequencerUrl, workerUrl, stop: async () => undefined };
}

async function ownDatabase(config: Config): Promise<Urls> {
  const embedded = await startEmbedded(config.dataDir, { log: say });
  try {
    if (!(await hasDemo(embedded.ownerUrl))) await seed(embedded.ownerUrl);
    return embedded;
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function hasDemo(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    const { rows } = await client.query('select from institution where code = $1', [DEMO_BANK]);
    // Of one that is there only in part the seeder has to say something.
    return rows.length > 0 && !(await isUntold(client));
  } finally {
    await client.end();
  }
}

/** A server is to stay small; who loads a county makes many rows that do not live long. */
const SEEDER_HEAP = ['--max-semi-space-size=64'];
const moduleArguments = (): string[] => process.execArgv.filter((given) => !HEAP.test(given));
const HEAP = /^--(max-semi-space-size|heap-growing-percent)=/;

/** In a process of its own, so that the memory it takes is not the server's. */
async function seed(ownerUrl: string): Promise<void> {
  const env = environmentWith({ OWNER_DATABASE_URL: ownerUrl });
  const seeder = spawn(process.execPath, [...SEEDER_HEAP, ...moduleArguments(), SEEDER], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  const [code] = await once(seeder, 'exit');
  if (code !== 0) throw new Error('the demo county was not loaded (演示数据未导入)');
}

type Beside = {
  variable: 'SEQUENCER_DATABASE_URL' | 'WORKER_DATABASE_URL';
  url: string | undefined;
  logLevel: Config['logLevel'];
};

/**
 * Starts a program beside this one with a setting of its own; nothing when it has no database. What
 * goes well it need not tell among the answers of the server.
 */
function startBeside(program: string, { variable, url, logLevel }: Beside): ChildProcess[] {
  if (!url) return [];
  const LOG_LEVEL = logLevel === 'info' ? 'warn' : logLevel;
  const env = environmentWith({ [variable]: url, LOG_LEVEL });
  const stdio = ['ignore', 'inherit', 'inherit'] as ['ignore', 'inherit', 'inherit'];
  return [spawn(process.execPath, [...process.execArgv, program], { stdio, env })];
}

async function stopBeside(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill('SIGTERM');
  await ended;
}

/** Nobody signs tokens for the demo's people in production, or where another issuer does. */
const demoIssuer = async (config: Config): Promise<DevelopmentIssuer | undefined> =>
  config.environment === 'production' || config.tokens.jwksUrl
    ? undefined
    : openDevelopmentIssuer(config);

const PARENT_LOOK_MS = 1_000;

/** Who tells npm to stop reaches the shell that it runs this in, and not always this. */
function endWithParent(close: () => void): void {
  const parent = process.ppid;
  const look = (): void => {
    if (process.ppid !== parent) close();
  };
  setInterval(look, PARENT_LOOK_MS).unref();
}

type Core = { config: Config; bankUrl: string; issuer: DevelopmentIssuer; beside: ChildProcess[] };

/** The core has a login of the demo bank's; where another database was given it waits for one. */
async function startCore({ config, bankUrl, issuer, beside }: Core): Promise<void> {
  const isDemo = config.database.url === undefined;
  const token = isDemo ? await issuer.issueToken(CORE_SUBJECT, { ttlS: CORE_LIFE_S }) : undefined;
  const core = spawnSmallCore({ bankUrl, token });
  if (!core) return;
  beside.push(core);
  await leaveAddress(core, config.dataDir);
}

async function run(): Promise<void> {
  const config = loadConfig(process.env, 'serve');
  const { url: given } = config.database;
  const database = given ? await givenDatabase(config, given) : await ownDatabase(config);
  const { logLevel } = config;
  const { sequencerUrl, workerUrl } = database;
  const beside = [
    ...startBeside(SEQUENCER, { variable: 'SEQUENCER_DATABASE_URL', url: sequencerUrl, logLevel }),
    ...startBeside(WORKER, { variable: 'WORKER_DATABASE_URL', url: workerUrl, logLevel }),
  ];
  const stopBelow = async (): Promise<void> => {
    await Promise.all(beside.map(stopBeside));
    await database.stop();
  };
  try {
    const server = await startServer(config, database.url);
    const closing = { delay: config.shutdownNoticeMs + DRAIN_LIMIT_MS, logger: false } as const;
    const grace = closeWithGrace(closing, async () => {
      say('\nStopping: draining requests, then the database. 正在停机……');
      await server.close();
      await stopBelow();
    });
    if (config.underNpm) endWithParent(grace.close);
    const issuer = await demoIssuer(config);
    if (issuer) await startCore({ config, bankUrl: server.address, issuer, beside });
    say(`Ready: ${server.address}`);
    if (issuer && !given) say(await welcome(server.address, issuer));
  } catch (error) {
    await stopBelow();
    throw error;
  }
}

try {
  await run();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
