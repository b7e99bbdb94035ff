import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type BenchDatabase, run } from './cluster.ts';
import { type Contender, memoryOf } from './contender.ts';
import { administratorOf } from './county.ts';
import { openIssuer } from './issuer.ts';
import { growthOf } from './memory.ts';
import { launchProduct } from './product.ts';

const WORK = fileURLToPath(new URL('../../src/bin/work.ts', import.meta.url));
const MAY_IMPORT = `update role set permissions = permissions
  || '{import.make,import.read,customer.register}' where code = 'ADMINISTRATOR'`;
const POLL_MS = 250;

type Sending = { key: Buffer; file: Buffer; rows: number };

/** What it took a file from its first byte sent to its last row done. */
export type JobRun = {
  uploadSeconds: number;
  seconds: number;
  /** Most resident memory of the two processes, in MiB. */
  serverMib: number;
  workerMib: number;
  /** Of the worker, in the last quarter of the rows against the second: 1 is flat. */
  growth: number;
};

/**
 * The whole way of a file, as a bank goes it: sent to the server over HTTP, kept row by row, started,
 * and worked off by a worker in a process of its own.
 */
export async function runJob(database: BenchDatabase, sending: Sending): Promise<JobRun> {
  await run(database.ownerUrl, MAY_IMPORT);
  const issuer = await openIssuer();
  const keyEncryptionKey = sending.key;
  const product = await launchProduct({ url: database.url, issuer, keyEncryptionKey });
  const worker = spawn(process.execPath, [WORK], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      WORKER_DATABASE_URL: database.workerUrl,
      KEY_ENCRYPTION_KEY: sending.key.toString('base64'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const token = await issuer.token(administratorOf(0));
    const client = clientOf(product, token);
    const started = performance.now();
    const { id } = await client.send('/v1/imports/roster', sending.file, 'text/csv');
    const uploadSeconds = secondsSince(started);
    await client.send(`/v1/imports/${id}/start`, Buffer.from('{}'), 'application/json');
    const resident = await untilDone({ client, id, pid: worker.pid, rows: sending.rows });
    return {
      uploadSeconds,
      seconds: secondsSince(started),
      serverMib: (await product.memory())?.peak ?? Number.NaN,
      workerMib: (await memoryOf(worker.pid))?.peak ?? Number.NaN,
      growth: growthOf(resident),
    };
  } finally {
    await ended(worker);
    await product.stop();
    await issuer.close();
  }
}

const secondsSince = (started: number): number => (performance.now() - started) / 1_000;

type Imported = { id: string; status: string; doneCount: number; rowCount: number };

function clientOf({ address }: Contender, token: string) {
  const headers = { authorization: `Bearer ${token}` };
  const answered = async (response: Response): Promise<Imported> => {
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.url} answers ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    send: async (path: string, body: Buffer, type: string) =>
      answered(
        await fetch(address + path, {
          method: 'POST',
          headers: { ...headers, 'content-type': type, 'idempotency-key': path, 'if-match': '*' },
          body: new Uint8Array(body),
        }),
      ),
    read: async (path: string) => answered(await fetch(address + path, { headers })),
  };
}

type Watching = {
  client: ReturnType<typeof clientOf>;
  id: string;
  pid: number | undefined;
  rows: number;
};

/** Resident memory of the worker while it works, in the order of the rows. */
async function untilDone({ client, id, pid, rows }: Watching): Promise<number[]> {
  const resident: number[] = [];
  for (;;) {
    const now = await client.read(`/v1/imports/${id}`);
    if (now.status === 'DONE' && now.doneCount === rows) return resident;
    if (now.status === 'DONE') throw new Error(`only ${now.doneCount} of ${rows} rows were done`);
    const memory = now.doneCount > 0 ? await memoryOf(pid) : null;
    if (memory) resident.push(memory.resident);
    await pause(POLL_MS);
  }
}

async function ended(worker: ReturnType<typeof spawn>): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exit = once(worker, 'exit');
  worker.kill('SIGTERM');
  await exit;
}
