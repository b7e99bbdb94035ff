import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import type { Actor } from '../../src/kernel/auth/actor.ts';
import { inSets, piecesOf, readTable } from '../../src/kernel/bulk/table.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { execute } from '../../src/kernel/commands/execute.ts';
import { openDatabase } from '../../src/kernel/db/index.ts';
import { globalId, newId } from '../../src/kernel/ids.ts';
import { createProgram } from '../../src/program.ts';
import { jobServices } from '../../src/worker.ts';
import { type BenchDatabase, type Cluster, run } from './cluster.ts';
import { BANK } from './county.ts';
import { fill } from './fill.ts';
import { type JobRun, runJob } from './import-job.ts';
import { GOAL_GROWTH } from './memory.ts';
import type { Options } from './options.ts';
import { atLeast, atMost, type Report, rounded } from './report.ts';

type Bench = { cluster: Cluster; options: Options; log: (line: string) => void };

const KEY_BYTES = 32;
const GOAL = 0.25;
const GOAL_SECONDS = 120;
const GOAL_ROWS = 200_000;
/** Filing needs an institution, its people and its territory, and tables that are not empty. */
const HOUSEHOLDS = 20_000;
const FILES_PER_COMMAND = 500;
/** Commands at work at once: one is computed while the other is written. */
const LANES = 2;
const MIB = 1_048_576;

/** What filing writes, in the order that foreign keys ask for. */
const TABLES: [string, string][] = [
  ['customer', 'registered_by is not null'],
  ['customer_member', 'true'],
  ['customer_profile', 'true'],
  ['subject_key', 'true'],
  ['journal_entry (institution_id, leaf)', 'true'],
];

/** Files of households from CSV through the set-wise command, against COPY of the rows it wrote. */
export async function benchImport({ cluster, options, log }: Bench): Promise<Report> {
  const keyEncryptionKey = randomBytes(KEY_BYTES);
  const imported = await cluster.create('import');
  const copied = await cluster.create('import_copy');
  for (const { ownerUrl } of [imported, copied]) {
    await fill({ ownerUrl, keyEncryptionKey, households: HOUSEHOLDS, log });
  }
  await alike(imported, copied);
  const importing = await importer(imported, keyEncryptionKey);
  const rates: { import: number[]; copy: number[] } = { import: [], copy: [] };
  const rows = options.households;
  let peak = 0;
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      const since = await highest(imported);
      const file = rosterOf(await gridsOf(imported), { from: round * rows, rows });
      const before = performance.now();
      await importing.run(file, () => {
        peak = Math.max(peak, process.memoryUsage.rss());
      });
      rates.import.push((rows * 1_000) / (performance.now() - before));
      rates.copy.push((rows * 1_000) / (await copyAcross(imported, copied, since)));
      log(`round ${round + 1}: ${rates.import.at(-1)?.toFixed(0)} rows/s imported`);
    }
  } finally {
    await importing.close();
  }
  const job = await throughTheJob(cluster, { rows, log });
  return reportOf(rates, { rows, peak, rounds: options.rounds, job });
}

/** The same rows once more, all the way: over HTTP and through the worker. */
async function throughTheJob(
  cluster: Cluster,
  { rows, log }: { rows: number; log: Bench['log'] },
): Promise<JobRun> {
  const key = randomBytes(KEY_BYTES);
  const database = await cluster.create('import_job');
  const { ownerUrl } = database;
  await fill({ ownerUrl, keyEncryptionKey: key, households: HOUSEHOLDS, log });
  const file = rosterOf(await gridsOf(database, 'code'), { from: 0, rows });
  const job = await runJob(database, { key, file, rows });
  log(`through the job: ${rows} rows in ${job.seconds.toFixed(1)} s`);
  return job;
}

/** The same institutions, grids and people on both sides, so that keys lead somewhere. */
async function alike(source: BenchDatabase, target: BenchDatabase): Promise<void> {
  await run(target.ownerUrl, 'truncate data_key, person, grid cascade');
  for (const table of ['person', 'grid']) {
    await copyTable(source, target, { table, where: 'true' });
  }
  const [key] = await run(source.ownerUrl, 'select * from data_key');
  await run(
    target.ownerUrl,
    'insert into data_key (institution_id, id, wrapped) values ($1, $2, $3)',
    [key?.institution_id, key?.id, key?.wrapped],
  );
}

async function importer({ url, ownerUrl }: BenchDatabase, key: Buffer) {
  const config = loadConfig({ NODE_ENV: 'test', KEY_ENCRYPTION_KEY: key.toString('base64') });
  const log = pino({ level: 'silent' });
  const onError = (): undefined => undefined;
  const database = openDatabase({ ...config.database, url, streamPoolSize: 1, onError });
  const program = createProgram();
  const services = jobServices({ program, database, clock: systemClock, log, config });
  const [person] = await run<{ id: string }>(
    ownerUrl,
    'select id from person where institution_id = $1 limit 1',
    [BANK],
  );
  const actor: Actor = {
    institutionId: BANK,
    institutionKind: 'BANK',
    personId: person?.id ?? '',
    code: 'bench',
    clientId: 'bench',
    roles: [],
    permissions: new Set(['customer.register']),
    approvalLimitFen: 0n,
    scope: [''],
  };
  const file = async (files: unknown[]): Promise<void> => {
    const envelope = { key: newId(), dryRun: false, reason: null, ifMatch: null };
    const call = { command: 'customer.register-many', actor, envelope, requestId: newId() };
    const { text } = await execute(services, { ...call, input: { files } });
    const { outcomes } = JSON.parse(text).result;
    const refused = outcomes.find((each: { code: string | null }) => each.code !== null);
    if (refused) throw new Error(`a row was refused: ${JSON.stringify(refused)}`);
  };
  return {
    async run(csv: Buffer, watch: () => void): Promise<void> {
      const lanes: Promise<void>[] = Array.from({ length: LANES }, () => Promise.resolve());
      let turn = 0;
      for await (const set of inSets(readTable(csv), FILES_PER_COMMAND)) {
        const lane = turn % LANES;
        turn += 1;
        await lanes[lane];
        lanes[lane] = file(
          set.slice(set[0]?.number === 1 ? 1 : 0).map(({ cells }) => fileOf(cells)),
        );
        watch();
      }
      await Promise.all(lanes);
    },
    close: () => database.close(),
  };
}

const fileOf = ([name, idNumber, mobile, address, gridId]: readonly string[]) => ({
  kind: 'HOUSEHOLD',
  name,
  idNumber,
  mobile,
  address,
  gridId: globalId('Grid', gridId ?? ''),
});

const gridsOf = async ({ ownerUrl }: BenchDatabase, named: 'id' | 'code' = 'id') =>
  (
    await run<{ id: string }>(
      ownerUrl,
      `select ${named} as id from grid where institution_id = $1 and valid_to is null order by id limit 300`,
      [BANK],
    )
  ).map(({ id }) => id);

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const SERIALS = 999;
const FIRST_BIRTH = Date.UTC(1930, 0, 1);
const DAY_MS = 86_400_000;

/** The n-th citizen identity number, with its check digit. */
function idNumberOf(n: number): string {
  const born = new Date(FIRST_BIRTH + Math.floor(n / SERIALS) * DAY_MS).toISOString().slice(0, 10);
  const body = `429005${born.replaceAll('-', '')}${String((n % SERIALS) + 1).padStart(3, '0')}`;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + '10X98765432'[sum % 11];
}

const SURNAMES = ['王', '李', '张', '刘', '陈', '欧阳'];

function rosterOf(
  grids: readonly string[],
  { from, rows }: { from: number; rows: number },
): Buffer {
  const lines = Array.from({ length: rows }, (_, at) => {
    const n = from + at;
    const name = `${SURNAMES[n % SURNAMES.length]}${String.fromCodePoint(0x4e00 + (n % 20_000))}`;
    const mobile = `13${String(n).padStart(9, '0')}`;
    return `${name},${idNumberOf(n)},${mobile},${n % 12}组${n % 97}号,${grids[n % grids.length]}`;
  });
  return Buffer.from(`姓名,身份证号,手机号,住址,网格编码\n${lines.join('\n')}`);
}

type Marks = Record<string, string>;

/** How far each table had come, so that only what a round wrote is copied. */
async function highest({ ownerUrl }: BenchDatabase): Promise<Marks> {
  const [row] = await run<Marks>(
    ownerUrl,
    `select (select max(id) from journal_entry)::text as entry, clock_timestamp()::text as at`,
  );
  return row ?? {};
}

/** Milliseconds that COPY takes for the rows written since. */
async function copyAcross(source: BenchDatabase, target: BenchDatabase, since: Marks) {
  let ms = 0;
  for (const [table, where] of TABLES) {
    const after = table.startsWith('journal_entry')
      ? `id > ${Number(since.entry ?? 0)}`
      : `${where} and created_at >= '${since.at}'`;
    ms += await copyTable(source, target, { table, where: after });
  }
  return ms;
}

type Copied = { table: string; where: string };

async function copyTable(source: BenchDatabase, target: BenchDatabase, { table, where }: Copied) {
  const [name = table, columns] = table.split(' (');
  const list = columns ? columns.slice(0, -1) : await writable(source, name);
  const data = await collected(
    source,
    `copy (select ${list} from ${name} where ${where}) to stdout`,
  );
  const client = new pg.Client({ connectionString: target.ownerUrl });
  await client.connect();
  try {
    const started = performance.now();
    await pipeline(piecesOf(data), client.query(copyFrom(`copy ${name} (${list}) from stdin`)));
    return performance.now() - started;
  } finally {
    await client.end();
  }
}

const writable = async ({ ownerUrl }: BenchDatabase, table: string): Promise<string> =>
  (
    await run<{ name: string }>(
      ownerUrl,
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0
         and not attisdropped and attgenerated = '' order by attnum`,
      [table],
    )
  )
    .map(({ name }) => pg.escapeIdentifier(name))
    .join(', ');

async function collected({ ownerUrl }: BenchDatabase, text: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const pieces: Buffer[] = [];
    for await (const piece of client.query(copyTo(text))) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  } finally {
    await client.end();
  }
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

type Found = { rows: number; peak: number; rounds: number; job: JobRun };

function reportOf(rates: { import: number[]; copy: number[] }, found: Found): Report {
  const { job } = found;
  const [imported, copied] = [medianOf(rates.import), medianOf(rates.copy)];
  return {
    bench: 'import',
    figures: {
      import: rounded(imported),
      copy: rounded(copied),
      memoryMib: rounded(found.peak / MIB),
      job: rounded(found.rows / job.seconds),
      jobUploadSeconds: rounded(job.uploadSeconds),
      jobSeconds: rounded(job.seconds),
      jobServerMib: rounded(job.serverMib),
      jobWorkerMib: rounded(job.workerMib),
    },
    goals: [
      atLeast('import / copy', imported / copied, GOAL),
      atMost(
        `seconds for ${GOAL_ROWS} rows, sent and worked off`,
        (GOAL_ROWS * job.seconds) / found.rows,
        GOAL_SECONDS,
      ),
      atMost('memory of the worker, last quarter / second', job.growth, GOAL_GROWTH),
    ],
    setting: { rows: found.rows, rounds: found.rounds, lanes: LANES },
  };
}
