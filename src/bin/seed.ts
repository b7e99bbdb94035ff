import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { DEMO_BANK } from '../demo/people.ts';
import { progressOn } from '../demo/progress.ts';
import { type SeedOptions, seedDemo } from '../demo/seed.ts';
import { tellStory } from '../demo/story/index.ts';
import { tellLending } from '../demo/story/lending/index.ts';
import { storyTold } from '../demo/untold.ts';
import { civilDate, systemClock } from '../kernel/clock.ts';
import { type Database, openDatabase } from '../kernel/db/index.ts';
import { logOptions } from '../kernel/http/logging.ts';
import { createKeyRing } from '../kernel/vault/key-ring.ts';
import { createProgram } from '../program.ts';
import { jobServices } from '../worker.ts';
import { startEmbedded } from './embedded-postgres.ts';

/**
 * Loads the demo county: `npm run seed -- [--households 20000] [--loans 1500]`. Into the database
 * of OWNER_DATABASE_URL, whose owner must bypass row security, else into the embedded one. Does
 * nothing when the demo's bank is there already.
 */
const USAGE =
  'npm run seed -- [--households 20000] [--loans 1500] [--rated-share 0.6] [--towns 24] [--seed 429005]';
const MOST_CUSTOMERS = 10_000_000;
const MOST_TOWNS = 24;

const OPTIONS = {
  households: { type: 'string' },
  loans: { type: 'string' },
  'rated-share': { type: 'string' },
  towns: { type: 'string' },
  seed: { type: 'string' },
} as const;

type Size = Pick<SeedOptions, 'households' | 'loans' | 'ratedShare' | 'towns' | 'seed'>;

function readSize(argv: readonly string[]): Size {
  const values = readArguments(argv);
  const given = {
    households: numberOf(values.households, { from: 1, to: MOST_CUSTOMERS }),
    loans: numberOf(values.loans, { from: 0, to: MOST_CUSTOMERS }),
    ratedShare: numberOf(values['rated-share'], { from: 0, to: 1, whole: false }),
    towns: numberOf(values.towns, { from: 1, to: MOST_TOWNS }),
    seed: numberOf(values.seed, { from: 0, to: Number.MAX_SAFE_INTEGER }),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What was typed cannot be done; the message says how to type it. */
class UsageError extends Error {}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

type Range = { from: number; to: number; whole?: boolean };

function numberOf(text: string | undefined, { from, to, whole = true }: Range): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const fits = value >= from && value <= to && (!whole || Number.isInteger(value));
  if (fits && text.trim() !== '') return value;
  throw new UsageError(`${text} is not from ${from} to ${to}\n${USAGE}`);
}

async function seed(): Promise<void> {
  const config = loadConfig(process.env, 'migrate');
  if (config.environment === 'production') {
    throw new Error(
      'The demo is not for production: its logins open to anyone. (生产环境不导入演示数据)',
    );
  }
  const log = (line: string): void => console.log(line);
  const size = readSize(process.argv.slice(2));
  const embedded = config.database.ownerUrl
    ? undefined
    : await startEmbedded(config.dataDir, { log });
  try {
    const ownerUrl = config.database.ownerUrl ?? embedded?.ownerUrl ?? '';
    const { rows, seeded, isWhole, ms } = await seedDemo({
      ...size,
      ownerUrl,
      keyEncryptionKey: createKeyRing(config.keyEncryptionKeys, config.suite.cipher),
      log,
      progress: progressOn(process.stderr),
    });
    if (!isWhole && !seeded) throw new UsageError(HALF);
    if (!seeded) return;
    for (const [table, count] of Object.entries(rows)) log(`  ${table}: ${count}`);
    const told = await tell(config, ownerUrl);
    log(
      `  ${told.households} households of a village are in a campaign, ${told.loans} loans of all products, ${(told.ms / 1000).toFixed(1)} s`,
    );
    log(`the demo county was loaded in ${(ms / 1000).toFixed(1)} s (演示数据导入完成)`);
  } finally {
    await embedded?.stop();
  }
}

const HALF =
  'the demo is there only in part: its loading was interrupted. Drop the database and load it again; ' +
  'that of npm start lies in the folder .data (DATA_DIR), which is removed as a whole. ' +
  '演示数据只有一部分(上次导入中断):请删除该数据库后重新导入;npm start 的数据库请整体删除 .data 目录(DATA_DIR)。';

type Told = { households: number; loans: number; ms: number };

/** What happened in one village lately, and to the bank's loans, performed by its people. */
async function tell(config: Config, ownerUrl: string): Promise<Told> {
  const started = performance.now();
  const log = pino(logOptions('warn'));
  const onError = (error: Error): void => log.error({ err: error }, 'database connection');
  const few = { readLanes: 1, poolSize: 1, streamPoolSize: 1 };
  const url = unhurriedly(ownerUrl);
  const database = openDatabase({ ...config.database, ...few, url, onError });
  try {
    const parts = { program: createProgram(), database, clock: systemClock, log, config };
    const institutionId = await institutionOf(database, DEMO_BANK);
    const today = civilDate(systemClock.now());
    const setting = { services: jobServices(parts), institutionId, today };
    const { households } = await tellStory(setting);
    const { loans } = await tellLending(setting);
    await storyTold(ownerUrl);
    return { households, loans, ms: performance.now() - started };
  } finally {
    await database.close();
  }
}

/** Commits do not wait for the disk; a machine that stops in the midst of it loses some of the story. */
function unhurriedly(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.searchParams.set('options', '-c TimeZone=UTC -c synchronous_commit=off');
  return url.href;
}

async function institutionOf({ pipeline }: Database, code: string): Promise<string> {
  const text = 'select institution_id from institution where code = $1';
  const { rows } = await pipeline.run({ text, values: [code] });
  return (rows[0] as { institution_id: string }).institution_id;
}

try {
  await seed();
} catch (error) {
  const isUsage = error instanceof ConfigError || error instanceof UsageError;
  console.error(isUsage ? error.message : error);
  process.exitCode = 1;
}
