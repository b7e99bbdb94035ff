import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { accountOfPostgres, freePort } from '../account.ts';
import { killTree, signalTree } from '../cluster.ts';
import { makeRoles, type Place, type Roles, settingsOf } from './settings.ts';

/** One machine: Patroni, and the Postgres it keeps. */
export type Node = Place & {
  start(): void;
  /** Both are gone at once. */
  kill(): Promise<void>;
  /** Both stop where they are, and only `kill` ends that. */
  freeze(): Promise<void>;
  /** The timeline it leads on, where it says that it leads. */
  leads(): Promise<number | undefined>;
};

/** Machines side by side, and the one that keeps the lock they lead by. */
export type Nodes = {
  all: readonly Node[];
  roles: Roles;
  /** What they said last. */
  said(): Promise<string>;
  stop(): Promise<void>;
};

const NODES = 3;
const HOST = '127.0.0.1';
const PATIENCE_MS = 800;
const UP_MS = 20_000;
const POLL_MS = 100;
const SAID_BYTES = 3_000;

/** @throws Error where etcd or Patroni cannot be run here */
export async function startNodes(): Promise<Nodes> {
  const account = accountOfPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-patroni-'));
  await chown(folder, account.uid, account.gid);
  const run = (name: string, command: string, args: string[]): ChildProcess => {
    const log = openSync(join(folder, `${name}.log`), 'a');
    const env = { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' };
    const stdio = ['ignore', log, log] satisfies StdioOptions;
    const child = spawn(command, args, { ...account, cwd: folder, env, stdio });
    // A program that is not there is heard of by whoever waits for it.
    child.on('error', () => undefined);
    const orphan = (): boolean => child.kill('SIGKILL');
    process.once('exit', orphan);
    child.once('exit', () => process.off('exit', orphan));
    return child;
  };
  const [etcdPort, peerPort] = [await freePort(), await freePort()];
  const etcd = run('etcd', 'etcd', etcdOptions(folder, etcdPort, peerPort));
  await untilHealthy(`http://${HOST}:${etcdPort}/health`);
  const roles = makeRoles();
  const all: Node[] = [];
  for (let number = 1; number <= NODES; number += 1) {
    const ports = { port: await freePort(), restPort: await freePort() };
    const place = { name: `node${number}`, folder, ...ports };
    const file = join(folder, `${place.name}.yml`);
    await writeFile(file, settingsOf(place, etcdPort, roles), { mode: 0o600 });
    await chown(file, account.uid, account.gid);
    all.push(nodeAt(place, () => run(place.name, 'patroni', [file])));
  }
  for (const node of all) node.start();
  return {
    all,
    roles,
    said: () => lastWords(folder, ['etcd', ...all.map(({ name }) => name)]),
    async stop() {
      for (const node of all) await node.kill();
      etcd.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const etcdOptions = (folder: string, port: number, peerPort: number): string[] => {
  const client = `http://${HOST}:${port}`;
  const peer = `http://${HOST}:${peerPort}`;
  return [
    ...['--name', 'etcd', '--data-dir', join(folder, 'etcd'), '--log-level', 'error'],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
    ...['--initial-cluster', `etcd=${peer}`],
  ];
};

function nodeAt(place: Place, run: () => ChildProcess): Node {
  const data = join(place.folder, place.name);
  let patroni: ChildProcess | undefined;
  // Patroni itself may be gone, and Postgres not there yet.
  const postgres = async (signal: NodeJS.Signals): Promise<void> => {
    await signalTree(data, signal).catch(() => undefined);
  };
  return {
    ...place,
    start() {
      patroni = run();
    },
    async kill() {
      patroni?.kill('SIGCONT');
      patroni?.kill('SIGKILL');
      await killTree(data).catch(() => undefined);
    },
    async freeze() {
      patroni?.kill('SIGSTOP');
      await postgres('SIGSTOP');
    },
    async leads() {
      const url = `http://${HOST}:${place.restPort}/leader`;
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(url, { signal }).catch(() => undefined);
      const said = (await answer?.json().catch(() => undefined)) as
        | { timeline?: number }
        | undefined;
      return answer?.status === 200 ? said?.timeline : undefined;
    },
  };
}

async function untilHealthy(url: string): Promise<void> {
  for (const until = Date.now() + UP_MS; Date.now() < until; await pause(POLL_MS)) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
  }
  throw new Error('etcd does not run here: apt-get install patroni etcd-server');
}

async function lastWords(folder: string, names: readonly string[]): Promise<string> {
  const texts = names.map(async (name) => {
    const text = await readFile(join(folder, `${name}.log`), 'utf8').catch(() => '');
    return `${name}:\n${text.slice(-SAID_BYTES)}`;
  });
  return (await Promise.all(texts)).join('\n');
}
