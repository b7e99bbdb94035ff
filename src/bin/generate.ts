import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { databaseSql, databaseTypes } from '../kernel/db/describe.ts';
import { enumsSource } from '../kernel/queries/enums.ts';
import { startEmbedded } from './embedded-postgres.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const write = (path: string, text: string): Promise<void> => writeFile(join(ROOT, path), text);

/** Written by the second step below, so not among the sources of the first. */
const GENERATED_SDL = new Set(['connections.graphql', 'commands.graphql']);

async function writeEnums(): Promise<void> {
  const files = await readdir(join(ROOT, 'schema'));
  const byHand = files.filter((file) => file.endsWith('.graphql') && !GENERATED_SDL.has(file));
  const texts = await Promise.all(
    byHand.sort().map((file) => readFile(join(ROOT, 'schema', file), 'utf8')),
  );
  await write('src/generated/enums.ts', enumsSource(texts.join('\n')));
}

/** Migrates a throw-away database and writes down what it then looks like. */
async function writeDatabase(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-generate-'));
  const server = await startEmbedded(folder, { log: () => undefined });
  const client = new pg.Client(server.ownerUrl);
  try {
    await client.connect();
    await write('src/generated/database.ts', await databaseTypes(client));
    await write('schema/database.sql', await databaseSql(client));
  } finally {
    await client.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The rest follows from the modules, which need the files above to load. */
async function writeContract(): Promise<void> {
  const { contract } = await import('../contract.ts');
  for (const [file, text] of Object.entries(await contract())) await write(`schema/${file}`, text);
}

await writeEnums();
await writeDatabase();
await writeContract();
