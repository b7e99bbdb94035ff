import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ConfigError, loadConfig } from '../config.ts';
import { monitorInstitution } from '../kernel/journal/monitor/index.ts';
import { originOf } from '../kernel/journal/publish.ts';
import { recover } from '../kernel/journal/recover.ts';
import { LOG_ALGORITHMS } from '../kernel/journal/signing-keys.ts';
import { createProgram } from '../program.ts';
import { CHECKPOINT_PATH, keysIn, openCheckpoint, readVerifier } from '../tlog/index.ts';

/**
 * After a restore or failover that lost commits: puts the lost entries of one log back from a mirror,
 * checks the root, and lists what the business tables lost. As the owner of the tables
 * (OWNER_DATABASE_URL), with the sequencer stopped and the mirror verified.
 */
const USAGE = `npm run recover -- <institution code> <mirror folder> --key <verifier key>

Stop the sequencer and verify the mirror first (npm run verify). 请先停止排序进程并核验镜像。`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { key: { type: 'string', multiple: true, default: [] as string[] } },
    allowPositionals: true,
  });
  const [code, folder, ...more] = positionals;
  if (!code || !folder || more.length > 0 || keysIn(values.key).length === 0)
    throw new Error(USAGE);
  const { database, journal } = loadConfig(process.env, 'sign');
  if (!database.ownerUrl) {
    throw new ConfigError([{ variable: 'OWNER_DATABASE_URL', en: 'Is not set.', zh: '未设置。' }]);
  }
  const note = await readFile(join(folder, CHECKPOINT_PATH), 'utf8');
  const checkpoint = openCheckpoint(
    note,
    keysIn(values.key).map((key) => readVerifier(key, LOG_ALGORITHMS)),
  );
  const origin = originOf(journal.origin, code);
  if (checkpoint.origin !== origin) {
    throw new Error(`the mirror is of ${checkpoint.origin}, the log of ${code} is ${origin}`);
  }
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    await recoverInto(client, { code, folder, checkpoint });
  } finally {
    await client.end();
  }
}

type Given = { code: string; folder: string; checkpoint: ReturnType<typeof openCheckpoint> };

async function recoverInto(client: pg.Client, { code, folder, checkpoint }: Given): Promise<void> {
  const found = await client.query<{ id: string }>('select public_log($1) as id', [code]);
  const institutionId = found.rows[0]?.id;
  if (!institutionId) throw new Error(`there is no institution ${code}`);
  const { from, size, written } = await recover(client, { institutionId, folder, checkpoint });
  const back = size - from;
  console.error(
    `${back} entries have their places again, ${written} of them were gone (日志已恢复)`,
  );
  const nouns = [...createProgram().model.nouns.values()];
  const told = nouns.map(({ type, table }) => ({ type, table }));
  const findings = await monitorInstitution(client, institutionId, told);
  const lost = findings.filter(({ kind }) => kind === 'row_missing' || kind === 'row_went_back');
  for (const finding of lost) console.log(JSON.stringify(finding));
  console.error(`${lost.length} rows are behind their entries (业务数据落后于日志的行数)`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
