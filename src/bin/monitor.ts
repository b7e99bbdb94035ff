import pg from 'pg';
import { ConfigError, loadConfig } from '../config.ts';
import { institutionIds, monitorInstitution } from '../kernel/journal/monitor/index.ts';
import { createProgram } from '../program.ts';

/**
 * Compares the rows of every institution with its journal, both ways, on WORKER_DATABASE_URL,
 * prints what does not fit, one JSON object a line, and ends with status 1 where anything does not.
 */
async function main(): Promise<void> {
  const { workerUrl } = loadConfig(process.env, 'rotate').database;
  if (!workerUrl) {
    throw new ConfigError([{ variable: 'WORKER_DATABASE_URL', en: 'Is not set.', zh: '未设置。' }]);
  }
  const nouns = [...createProgram().model.nouns.values()];
  const told = nouns.map(({ type, table }) => ({ type, table }));
  const client = new pg.Client({ connectionString: workerUrl });
  await client.connect();
  try {
    for (const institution of await institutionIds(client)) {
      const findings = await monitorInstitution(client, institution, told);
      for (const finding of findings) console.log(JSON.stringify({ institution, ...finding }));
      if (findings.length > 0) process.exitCode = 1;
      else console.error(`${institution}: rows and journal agree (数据与日志一致)`);
    }
  } finally {
    await client.end();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
