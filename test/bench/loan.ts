import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { civilDate } from '../../src/kernel/clock.ts';
import { run } from './cluster.ts';
import { launch } from './contender.ts';
import { openIssuer } from './issuer.ts';
import type { RecordedLife } from './life-rows.ts';
import { foundBank } from './loan-bank.ts';
import { growLives } from './loan-growth.ts';
import { LIFE, type Life } from './loan-life.ts';
import { meter, type Used } from './processor.ts';
import { launchProduct, POOL_SIZE } from './product.ts';
import { type Bench, settingOf } from './read.ts';
import { type Change, recordWork } from './recorded.ts';
import { atLeast, type Report, rounded } from './report.ts';
import { median } from './rounds.ts';

const BY_HAND = fileURLToPath(new URL('./servers/life-by-hand.ts', import.meta.url));
const KEY_BYTES = 32;
const GOAL = 0.4;
const BORROWERS = 20_000;
/** Lives in the tables before the first one that is measured. */
const GROWN = 2_000;
const MARK = 'RECORDEDLIFE';
const MS = 1_000;
const WARM_UP_S = 3;

/** Lives one loan; answers how many commands that took. */
type Living = (customer: string, mark: string) => Promise<number>;
type Way = { live: Living; used: () => Promise<Used> };

/** The commands of whole loan lives a second, against the same rows written by hand. */
export async function benchLoan({ cluster, options, log }: Bench): Promise<Report> {
  const keyEncryptionKey = randomBytes(KEY_BYTES);
  const { ownerUrl, url } = await cluster.create('loan');
  const borrowers = await foundBank(ownerUrl, keyEncryptionKey, BORROWERS);
  const issuer = await openIssuer();
  const product = await launchProduct({ url, issuer, keyEncryptionKey });
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-life-'));
  try {
    const people = [...new Set(LIFE.map(({ person }) => person))];
    const tokens = new Map(
      await Promise.all(people.map(async (each) => [each, await issuer.token(each)] as const)),
    );
    const byCommands = livingBy(product.address, tokens);
    const [probe = ''] = borrowers;
    const commands = await recordWork(ownerUrl, async () => void (await byCommands(probe, MARK)));
    const life = await recordedOf(ownerUrl, probe, commands);
    await growLives(ownerUrl, life, borrowers.slice(-GROWN));
    const recorded = join(folder, 'life.json');
    await writeFile(recorded, JSON.stringify(life));
    const env = { DATABASE_URL: ownerUrl, POOL_SIZE: String(POOL_SIZE), RECORDED: recorded };
    const byHand = await launch({ script: BY_HAND, env });
    try {
      const ways: Record<string, Way> = {
        byHand: {
          live: livingByHand(byHand.address, commands.length),
          used: await meter(ownerUrl, byHand.pid),
        },
        lifeCycle: { live: byCommands, used: await meter(ownerUrl, product.pid) },
      };
      await requireSameRows(ownerUrl, ways, borrowers);
      const left = borrowers.slice(10, -GROWN);
      const found = await takeTurns(ways, { left, options, log });
      return reportOf(found, settingOf(options));
    } finally {
      await byHand.stop();
    }
  } finally {
    await product.stop();
    await issuer.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Result = { loan?: string };
type Answer = { lines: { status: number; answer: { result: Result } }[] };

async function post<T>(address: string, headers: Record<string, string>, body: object): Promise<T> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answers ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

type Read = { loan: string; headers: Record<string, string> };

/** What the core is to answer, which it reads first. */
async function instructionOf(address: string, { loan, headers }: Read): Promise<string> {
  const response = await fetch(`${address}/v1/loans/${loan}?fields=instruction`, { headers });
  const { instruction } = (await response.json()) as { instruction?: string };
  if (!instruction) throw new Error(`loan ${loan} has no instruction`);
  return instruction;
}

const livingBy =
  (address: string, tokens: ReadonlyMap<string, string>): Living =>
  async (customer, mark) => {
    const life: Life = { customer, mark, today: civilDate(new Date()), instruction: '' };
    let loan = '';
    for (const [index, { verb, person, body }] of LIFE.entries()) {
      const headers = { authorization: `Bearer ${tokens.get(person)}` };
      if (verb === 'confirm') life.instruction = await instructionOf(address, { loan, headers });
      const input = loan === '' ? body(life) : { id: loan, ...body(life) };
      const line = { command: `loan.${verb}`, input, idempotencyKey: `${mark}-${index}` };
      const { lines } = await post<Answer>(`${address}/v1/batch`, headers, { lines: [line] });
      const [told] = lines;
      if (told?.status !== 200) throw new Error(`${verb}: ${JSON.stringify(lines)}`);
      const { result } = told.answer;
      loan ||= result.loan ?? '';
    }
    return LIFE.length;
  };

const livingByHand =
  (address: string, commands: number): Living =>
  async (customer, mark) => {
    for (let command = 0; command < commands; command += 1) {
      await post(`${address}/life`, {}, { command, customer, mark });
    }
    return commands;
  };

async function recordedOf(
  ownerUrl: string,
  customer: string,
  commands: readonly Change[][],
): Promise<RecordedLife> {
  if (commands.length !== LIFE.length) {
    throw new Error(`${LIFE.length} commands wrote in ${commands.length} transactions`);
  }
  const [loan] = await run<{ code: string }>(
    ownerUrl,
    'select code from loan where customer_id = $1',
    [customer],
  );
  if (!loan) throw new Error('the recorded life has no loan');
  return { ...loan, customer, mark: MARK, commands };
}

const COUNTS = `select c.relname as name, (xpath('/row/n/text()',
    query_to_xml(format('select count(*) as n from %s', c.oid::regclass), false, true, '')))[1]::text as rows
  from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
  where c.relkind in ('r', 'p') and not c.relispartition order by 1`;

/** @throws Error unless one life leaves as many rows in every table either way */
async function requireSameRows(
  ownerUrl: string,
  ways: Record<string, Way>,
  borrowers: readonly string[],
): Promise<void> {
  const written: string[] = [];
  for (const [index, { live }] of Object.values(ways).entries()) {
    const before = await run<{ rows: string }>(ownerUrl, COUNTS);
    await live(borrowers[index + 1] ?? '', `PROBE${index}`);
    const after = await run<{ name: string; rows: string }>(ownerUrl, COUNTS);
    const more = after.map(({ name, rows }, at) => [name, Number(rows) - Number(before[at]?.rows)]);
    written.push(JSON.stringify(more.filter(([, count]) => count !== 0)));
  }
  if (written[0] !== written[1]) throw new Error(`other rows: ${written.join(' and ')}`);
}

type Turns = { left: string[]; options: Bench['options']; log: Bench['log'] };
type Turn = { perSecond: number; serverMs: number; postgresMs: number };
type Found = ReadonlyMap<string, Turn[]>;

/** By turns, so that a slow moment hits both alike; the first of each warms up. */
async function takeTurns(ways: Record<string, Way>, { left, options, log }: Turns): Promise<Found> {
  const found = new Map<string, Turn[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const seconds = round === 0 ? WARM_UP_S : options.seconds;
      const taken = await turn(way, { left, seconds, lanes: options.connections });
      log(
        `round ${round}: ${name} ${taken.perSecond.toFixed(0)} commands/s, of each the server ` +
          `${taken.serverMs.toFixed(2)} ms and Postgres ${taken.postgresMs.toFixed(2)} ms`,
      );
      if (round > 0) found.get(name)?.push(taken);
    }
  }
  return found;
}

async function turn(
  { live, used }: Way,
  { left, seconds, lanes }: { left: string[]; seconds: number; lanes: number },
): Promise<Turn> {
  const before = await used();
  const started = performance.now();
  const until = started + seconds * MS;
  let commands = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < until) {
      const customer = left.pop();
      if (!customer) throw new Error('no borrowers are left: ask for fewer seconds');
      const lived = await live(customer, `L${left.length}`);
      // Added behind the wait: `+=` would read what was there before it, and lose the other lanes'.
      commands += lived;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const perSecond = commands / ((performance.now() - started) / MS);
  const after = await used();
  const each = (seconds: number): number => (seconds * MS) / commands;
  return {
    perSecond,
    serverMs: each(after.server - before.server),
    postgresMs: each(after.postgres - before.postgres),
  };
}

function reportOf(found: Found, setting: Report['setting']): Report {
  const of = (name: string, figure: keyof Turn): number =>
    median((found.get(name) ?? []).map((turn) => turn[figure]));
  const [lifeCycle, byHand] = [of('lifeCycle', 'perSecond'), of('byHand', 'perSecond')];
  const processorMs = (name: string) => ({
    server: rounded(of(name, 'serverMs')),
    postgres: rounded(of(name, 'postgresMs')),
  });
  return {
    bench: 'loan',
    figures: {
      lifeCycle: rounded(lifeCycle),
      byHand: rounded(byHand),
      commandsPerLife: LIFE.length,
      processorMs: { lifeCycle: processorMs('lifeCycle'), byHand: processorMs('byHand') },
    },
    goals: [atLeast('lifeCycle / byHand', lifeCycle / byHand, GOAL)],
    setting: { ...setting, households: BORROWERS, grown: GROWN },
  };
}
