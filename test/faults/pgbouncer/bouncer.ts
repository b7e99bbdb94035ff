import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { unprivileged } from '../../../src/bin/embedded-binaries.ts';
import { installPackages } from '../../helpers/debian.ts';
import { withClient } from '../../helpers/template.ts';

const execute = promisify(execFile);

export type Version = { major: number; minor: number; text: string };

/** A pgbouncer in transaction mode before one server. */
export type Bouncer = {
  /** The same login and database through the pooler. */
  urlFor(url: string): string;
  /** Whether statements prepared by name last beyond a transaction. */
  keepsNames: boolean;
  /** As many as the settings of the product ask for. */
  namedStatements: number;
  /** Ends it at once, as the loss of its machine would. */
  kill(): Promise<void>;
  /** Starts it at the same place. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  close(): Promise<void>;
};

export type BouncerOptions = {
  /** Of the server, with one of the logins that will come through. */
  url: string;
  /** Connections to the server that all share. */
  size: number;
};

const PROGRAM = process.env.PGBOUNCER ?? 'pgbouncer';
const HOST = '127.0.0.1';
const NAMES_KEPT = 200;
const READABLE = 0o755;
const UP = /process up/;
const TAKEN = /in use|cannot listen/;
const ATTEMPTS = 5;

/**
 * The version of pgbouncer on this machine; nothing, said loudly, where there is none and none can be
 * installed.
 */
export async function findBouncer(): Promise<Version | undefined> {
  try {
    return await readVersion().catch(async () => {
      await installPackages('pgbouncer');
      return readVersion();
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    console.error(`SKIPPED: no pgbouncer to run the service behind (${reason})`);
    return undefined;
  }
}

async function readVersion(): Promise<Version> {
  const { stdout } = await execute(PROGRAM, ['--version']);
  const found = /PgBouncer (\d+)\.(\d+)/.exec(stdout);
  if (!found) throw new Error(`no version in ${stdout}`);
  return { major: Number(found[1]), minor: Number(found[2]), text: stdout.split('\n')[0] ?? '' };
}

/** What the service asks of every connection, as tests set it. */
export const SETTLED = { STATEMENT_TIMEOUT_MS: '20000', LOCK_TIMEOUT_MS: '10000' };

/** Connections of a login to this database have what the service needs, whoever opens them. */
export async function settleLogin(ownerUrl: string, url: string): Promise<void> {
  const { username, pathname } = new URL(url);
  const role = `alter role "${username}" in database "${pathname.slice(1)}" set`;
  await withClient(ownerUrl, async (client) => {
    await client.query(`${role} statement_timeout = ${SETTLED.STATEMENT_TIMEOUT_MS}`);
    await client.query(`${role} lock_timeout = ${SETTLED.LOCK_TIMEOUT_MS}`);
    await client.query(`${role} TimeZone = 'UTC'`);
  });
}

export async function startBouncer(
  { major, minor }: Version,
  options: BouncerOptions,
): Promise<Bouncer> {
  const keepsNames = major > 1 || minor >= 21;
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-pgbouncer-'));
  await chmod(folder, READABLE);
  const runAs = unprivileged();
  let port = 0;
  let child: ChildProcess | undefined;
  const run = async (): Promise<void> => {
    await writeFile(join(folder, 'users.txt'), usersOf(options.url));
    await writeFile(
      join(folder, 'pgbouncer.ini'),
      settingsOf(options, { port, folder, keepsNames }),
    );
    child = spawn(PROGRAM, [join(folder, 'pgbouncer.ini')], {
      ...runAs,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await readiness(child);
  };
  const bouncer: Bouncer = {
    keepsNames,
    namedStatements: keepsNames ? NAMES_KEPT : 0,
    urlFor(url) {
      const through = new URL(url);
      through.host = `${HOST}:${port}`;
      return through.href;
    },
    start: run,
    kill: () => end(child, 'SIGKILL'),
    async close() {
      await end(child, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (let attempt = 1; ; attempt += 1) {
    port = await freePort();
    try {
      await run();
      return bouncer;
    } catch (error) {
      if (attempt < ATTEMPTS && TAKEN.test(String(error))) continue;
      await bouncer.close();
      throw error;
    }
  }
}

function usersOf(url: string): string {
  const { username, password } = new URL(url);
  return `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`;
}

type Place = { port: number; folder: string; keepsNames: boolean };

const settingsOf = ({ url, size }: BouncerOptions, { port, folder, keepsNames }: Place): string => {
  const server = new URL(url);
  return [
    '[databases]',
    `* = host=${server.hostname} port=${server.port}`,
    '[pgbouncer]',
    'pool_mode = transaction',
    `default_pool_size = ${size}`,
    'reserve_pool_size = 0',
    'max_client_conn = 200',
    `listen_addr = ${HOST}`,
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${join(folder, 'users.txt')}`,
    'ignore_startup_parameters = options, statement_timeout, lock_timeout',
    'server_login_retry = 1',
    ...(keepsNames ? [`max_prepared_statements = ${NAMES_KEPT}`] : []),
    '',
  ].join('\n');
};

async function readiness(child: ChildProcess): Promise<void> {
  if (!child.stderr) throw new Error('no output to read');
  const said: string[] = [];
  const lines = createInterface({ input: child.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (UP.test(line)) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`pgbouncer ended: ${said.join('\n')}`)));
  });
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
