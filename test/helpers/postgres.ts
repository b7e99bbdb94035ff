import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A login role of the test server. */
export type TestLogin = { name: string; password: string };

/** One server with a migrated template database, shared by every test file of a run. */
export type TestServer = {
  /** Of the role that owns all test databases, to a database that always exists. */
  adminUrl: string;
  /** The migrated database that each test file clones. */
  template: string;
  /** What the names of this run's databases begin with. */
  prefix: string;
  api: TestLogin;
  sequencer: TestLogin;
  worker: TestLogin;
};

const KEEPER = fileURLToPath(new URL('./keep-postgres.ts', import.meta.url));
const POLL_MS = 20;
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;

/** A run is the process that ends last: tap's runner, or a test file started on its own. */
const folderOf = (runner: number): string => join(tmpdir(), `jingtian-test-${runner}`);

/** Whether a process lives; its number is all that a run leaves for others to find. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/**
 * Starts the process that keeps a server for as long as `runner` lives. Returns before the server
 * is up, so that files without a database do not wait for one.
 */
export const startKeeper = async (runner: number): Promise<void> => {
  const folder = folderOf(runner);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const { NODE_OPTIONS: _, ...env } = process.env;
  const keeper = spawn(process.execPath, [KEEPER, String(runner), folder], {
    detached: true,
    stdio: 'ignore',
    env,
  });
  keeper.unref();
};

/** Ends the server of a run and waits until it is gone: the keeper removes the folder last. */
export const stopKeeper = async (runner: number): Promise<void> => {
  const folder = folderOf(runner);
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  let asked = false;
  while (existsSync(folder) && Date.now() < deadline) {
    const pid = Number(await readIfThere(join(folder, 'keeper.pid')));
    if (pid && !isAlive(pid)) return;
    if (pid && !asked) asked = process.kill(pid, 'SIGTERM');
    await wait(POLL_MS);
  }
};

/** Waits for the server of a run. Rejects with the keeper's own words when it cannot start one. */
export const readServer = async (runner: number): Promise<TestServer> => {
  const folder = folderOf(runner);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const server = await readIfThere(join(folder, 'server.json'));
    if (server) return JSON.parse(server);
    const failure = await readIfThere(join(folder, 'failure.txt'));
    if (failure) throw new Error(`The test database did not start: ${failure}`);
    await wait(POLL_MS);
  }
  throw new Error(`The test database did not start within ${START_TIMEOUT_MS} ms`);
};

/** Whether this process is part of a run that keeps a server for all its files. */
export const hasKeeper = async (runner: number): Promise<boolean> => {
  const folder = folderOf(runner);
  if (!existsSync(folder)) return false;
  const pid = await readIfThere(join(folder, 'keeper.pid'));
  return pid === undefined || isAlive(Number(pid));
};
