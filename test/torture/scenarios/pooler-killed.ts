import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { accountOfPostgres, freePort } from '../account.ts';
import { gather } from '../crowd.ts';
import type { Scenario } from '../scenario.ts';
import { openServer, type Stage } from '../stage.ts';

const KILLS = { short: 1, long: 25 };
const WORK_MS = 800;
const HOST = '127.0.0.1';
const POLL_MS = 20;
const UP_MS = 10_000;
const PRIVATE = 0o600;

/** What Node's driver says at the start and a pooler cannot keep for a connection. */
const UNKEPT = 'extra_float_digits,options,statement_timeout,lock_timeout';

const settingsOf = (stage: Stage, folder: string, port: number): string => `[databases]
* = host=${HOST} port=${new URL(stage.database.url).port}
[pgbouncer]
listen_addr = ${HOST}
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users.txt
pool_mode = transaction
default_pool_size = 10
max_client_conn = 200
ignore_startup_parameters = ${UNKEPT}
logfile = ${folder}/pgbouncer.log
`;

/** A pgbouncer in transaction mode; ends and starts on one port. */
async function openPooler(stage: Stage) {
  const account = accountOfPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-pooler-'));
  const port = await freePort();
  const { username, password } = new URL(stage.database.url);
  const users = `"${username}" "${decodeURIComponent(password)}"\n`;
  await writeFile(join(folder, 'users.txt'), users, { mode: PRIVATE });
  await writeFile(join(folder, 'pgbouncer.ini'), settingsOf(stage, folder, port), {
    mode: PRIVATE,
  });
  for (const name of ['.', 'users.txt', 'pgbouncer.ini']) {
    await chown(join(folder, name), account.uid, account.gid);
  }
  await chmod(folder, 0o700);
  const start = async () => {
    const ini = join(folder, 'pgbouncer.ini');
    const child = spawn('/usr/sbin/pgbouncer', ['-q', ini], { ...account, stdio: 'ignore' });
    const ended = once(child, 'exit');
    ended.catch(() => undefined);
    await listening(port);
    return { kill: () => child.kill('SIGKILL') && ended };
  };
  return { folder, port, start };
}

async function listening(port: number): Promise<void> {
  for (const until = Date.now() + UP_MS; Date.now() < until; await pause(POLL_MS)) {
    const socket = connect({ host: HOST, port });
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isThere) return;
  }
  throw new Error('pgbouncer does not run here: apt-get install pgbouncer');
}

export const poolerKilled: Scenario = {
  name: 'pooler-killed',
  about: 'between server and database a pgbouncer in transaction mode, killed while people work',
  controls: ['lost-word-is-refusal'],
  longOnly: true,
  async run(stage) {
    const pooler = await openPooler(stage);
    let running = await pooler.start();
    stage.atEnd(async () => {
      await running.kill();
      await rm(pooler.folder, { recursive: true, force: true });
    });
    const through = new URL(stage.database.url);
    through.port = String(pooler.port);
    stage.databaseUrl = through.href;
    await stage.startSequencer();
    await openServer(stage, { env: { NAMED_STATEMENTS: 'off' } });
    const crowd = gather(stage);
    for (let kill = 0; kill < KILLS[stage.length]; kill += 1) {
      await pause(WORK_MS * (0.3 + stage.chance()));
      await running.kill();
      stage.count('poolers killed');
      running = await pooler.start();
    }
    await pause(WORK_MS);
    await crowd.leave();
  },
};
