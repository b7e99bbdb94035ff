import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import type { Actor } from '../../src/kernel/auth/actor.ts';
import { type CommandServices, execute } from '../../src/kernel/commands/execute.ts';
import { addDays } from '../../src/kernel/dates.ts';
import { openDatabase } from '../../src/kernel/db/index.ts';
import { newId } from '../../src/kernel/ids.ts';
import { createProgram } from '../../src/program.ts';
import { jobServices } from '../../src/worker.ts';
import { type BenchDatabase, type Cluster, run } from './cluster.ts';
import { BANK } from './county.ts';
import { BY_HAND, COMPARE, HAND_TABLES } from './eod-by-hand.ts';
import { BUSINESS_DATE, fillLoans, type Pattern } from './eod-loans.ts';
import { fill } from './fill.ts';
import type { Options } from './options.ts';
import { atMost, type Report, rounded } from './report.ts';
import { median } from './rounds.ts';

type Bench = { cluster: Cluster; options: Options; log: (line: string) => void };

const KEY_BYTES = 32;
const MIB = 1_048_576;
const HOUSEHOLDS = 20_000;
const HUNDRED_THOUSAND = 100_000;
const GOAL_SECONDS = 120;
const GOAL_GROWTH_MIB = 50;

/**
 * Nights of a bank: ordinary ones, of loans due on all days of the month, and the worst there is, on
 * which every loan falls overdue at once. Against one statement by hand that moves the same loans.
 */
export async function benchEod({ cluster, options, log }: Bench): Promise<Report> {
  const spread = await nights({ cluster, options, log }, 'SPREAD', options.rounds);
  const together = await nights({ cluster, options, log }, 'TOGETHER', 1);
  const ordinary = median(spread.seconds);
  const [worst = Number.NaN] = together.seconds;
  const per100k = (seconds: number) => (seconds * HUNDRED_THOUSAND) / options.loans;
  const { growth } = together;
  return {
    bench: 'eod',
    figures: {
      ordinarySeconds: rounded(ordinary),
      ordinaryByHandSeconds: rounded(median(spread.byHand)),
      worstSeconds: rounded(worst),
      worstByHandSeconds: rounded(median(together.byHand)),
      memoryGrowthMib: rounded(growth),
    },
    goals: [
      atMost('seconds to end a day over 100,000 loans', per100k(ordinary), GOAL_SECONDS),
      atMost('the same when every loan falls overdue', per100k(worst), GOAL_SECONDS),
      atMost('growth of memory in MiB', growth, GOAL_GROWTH_MIB),
    ],
    setting: { loans: options.loans, rounds: options.rounds },
  };
}

type Nights = { seconds: number[]; byHand: number[]; growth: number };

async function nights({ cluster, options, log }: Bench, pattern: Pattern, count: number) {
  const keyEncryptionKey = randomBytes(KEY_BYTES);
  const database = await cluster.create(`eod_${pattern.toLowerCase()}`);
  const { ownerUrl } = database;
  await fill({ ownerUrl, keyEncryptionKey, households: HOUSEHOLDS, log });
  const { loans } = options;
  await fillLoans({ ownerUrl, loans, borrowers: HOUSEHOLDS, pattern, log });
  for (const statement of HAND_TABLES) await run(ownerUrl, statement);
  const bank = bankOf(database, keyEncryptionKey);
  const found: Nights = { seconds: [], byHand: [], growth: 0 };
  try {
    for (let night = 1; night <= count; night += 1) {
      const today = addDays(BUSINESS_DATE, night);
      const ended = await bank.end(today);
      found.seconds.push(ended.seconds);
      found.growth = Math.max(found.growth, ended.growth);
      found.byHand.push(await byHand(ownerUrl, today));
      await requireSame(ownerUrl);
      log(
        `${pattern} ${today}: ${ended.seconds.toFixed(1)} s in ${ended.parts} parts, by hand ${found.byHand.at(-1)?.toFixed(1)} s`,
      );
    }
  } finally {
    await bank.close();
  }
  return found;
}

/** The program's own commands in this process, its clock moved by hand. */
function bankOf({ url }: BenchDatabase, key: Buffer) {
  const config = loadConfig({ NODE_ENV: 'test', KEY_ENCRYPTION_KEY: key.toString('base64') });
  const log = pino({ level: 'silent' });
  const onError = (): undefined => undefined;
  const database = openDatabase({ ...config.database, url, streamPoolSize: 1, onError });
  let today = BUSINESS_DATE;
  const clock = { now: () => new Date(`${today}T01:00:00Z`) };
  const program = createProgram();
  const services = jobServices({ program, database, clock, log, config });
  return {
    async end(day: string) {
      today = day;
      const actor = await actorOf(services);
      const started = performance.now();
      const memory: number[] = [];
      for (let upToDate = false; !upToDate; ) {
        upToDate = await advance(services, actor);
        memory.push(process.memoryUsage.rss());
      }
      const seconds = (performance.now() - started) / 1_000;
      return { seconds, parts: memory.length, growth: growthOf(memory) };
    },
    close: () => database.close(),
  };
}

/** What the second half of a night took more than the first: nothing, where memory is flat. */
function growthOf(memory: readonly number[]): number {
  const half = Math.ceil(memory.length / 2);
  const [first, second] = [memory.slice(0, half), memory.slice(half)];
  return Math.max(0, Math.max(...second, 0) - Math.max(...first)) / MIB;
}

async function advance(services: CommandServices, actor: Actor): Promise<boolean> {
  const envelope = { key: newId(), dryRun: false, reason: null, ifMatch: null };
  const call = { command: 'day-end.advance', input: {}, actor, envelope, requestId: newId() };
  const { text } = await execute(services, call);
  return JSON.parse(text).result.upToDate;
}

async function actorOf({ database }: CommandServices): Promise<Actor> {
  const person = await database
    .reader(BANK)
    .selectFrom('person')
    .select('id')
    .where('institution_id', '=', BANK)
    .limit(1)
    .executeTakeFirstOrThrow();
  return {
    institutionId: BANK,
    institutionKind: 'BANK',
    personId: person.id,
    code: 'bench',
    clientId: 'bench',
    roles: [],
    permissions: new Set(['day-end.run']),
    approvalLimitFen: 0n,
    scope: [''],
  };
}

async function byHand(ownerUrl: string, today: string): Promise<number> {
  const started = performance.now();
  await run(ownerUrl, BY_HAND, [today]);
  return (performance.now() - started) / 1_000;
}

/** @throws Error unless both came to the same figures and classes */
async function requireSame(ownerUrl: string): Promise<void> {
  const [found] = await run<{ compared: number; different: number }>(ownerUrl, COMPARE);
  if (!found || found.compared === 0 || found.different > 0) {
    throw new Error(`the night and the hand differ: ${JSON.stringify(found)}`);
  }
}
