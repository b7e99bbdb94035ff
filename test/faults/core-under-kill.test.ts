import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { openDevelopmentIssuer } from '../../src/kernel/auth/development-issuer.ts';
import { newId } from '../../src/kernel/ids.ts';
import { startSequencer } from '../../src/kernel/journal/sequence-loop.ts';
import type { Posting } from '../core/books.ts';
import { chances } from '../core/faults.ts';
import { endProgram, startCoreProcess, startProgram } from '../core/process.ts';
import { quietLog, TEST_ISSUER, TEST_KEY, type TestApp, testApp } from '../helpers/app.ts';
import { bring, drawAndCheck, openLending } from '../modules/loans/lending.ts';

/**
 * The server is killed again and again while instructions go out and the core answers late, twice,
 * out of order or without hearing that it was heard. `RUNS` makes it longer.
 */
const LOANS = 6 * Number(process.env.RUNS ?? 1);
const KILLS = 2 * Number(process.env.RUNS ?? 1);
const SEED = 20_260_302;
const FAULTS = { duplicate: 0.3, loseReply: 0.3, reorder: 0.4, refuse: 0.2, slowMs: 300 };
const SERVE = fileURLToPath(new URL('../../src/bin/serve.ts', import.meta.url));
const PATIENCE_MS = 120_000;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => probe.once('listening', listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === 'object' && address ? address.port : 0;
}

type Setting = { app: TestApp; folder: string; port: number };

const startServer = ({ app, folder, port }: Setting) =>
  startProgram(SERVE, {
    NODE_ENV: 'test',
    DATABASE_URL: app.url,
    DATA_DIR: folder,
    PORT: String(port),
    JWT_ISSUER: TEST_ISSUER,
    KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
    LOG_LEVEL: 'silent',
    MAX_LOOP_DELAY_MS: '60000',
    LOCK_TIMEOUT_MS: '20000',
  });

/** Sends one request until it is answered; the same key, so that it takes effect once. */
async function insist(url: string, token: string): Promise<number> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': newId(),
    'if-match': '*',
  };
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await pause(50)) {
    const answer = await fetch(url, { method: 'POST', headers, body: '{}' }).catch(() => null);
    const status =
      answer &&
      (await answer.arrayBuffer().then(
        () => answer.status,
        () => 0,
      ));
    if (status && status < 500) return status;
  }
  throw new Error(`${url} was never answered`);
}

type Stored = { instruction: string; status: string; core_reference: string; facts: number };

const stored = (app: TestApp): Promise<Stored[]> =>
  app.owner(`select d.instruction, d.status, d.core_reference,
      (select count(*)::int from loan_fact f where f.loan_id = d.loan_id
         and f.instruction = d.instruction) as facts
    from disbursement d order by d.instruction`);

const told = (app: TestApp): Promise<{ instruction: string; times: number }[]> =>
  app.owner(`select leaf -> 'data' ->> 'instruction' as instruction, count(*)::int as times
    from (select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
    where leaf ->> 'act' in ('loan.disbursement-confirmed', 'loan.disbursement-refused')
    group by 1 order by 1`);

test('killed at random, every confirmed disbursement is there exactly once', async (t) => {
  const app = await testApp(t);
  app.clock.set(new Date().toISOString());
  const lending = await openLending(app);
  const loans: string[] = [];
  for (let count = 0; count < LOANS; count += 1) {
    const loan = await bring(app, lending, { to: 'SIGNED', terms: { amount: '1000.00' } });
    await drawAndCheck(app, lending, { loan });
    loans.push(loan);
  }
  const sequencer = startSequencer({ url: app.sequencerUrl, log: quietLog });
  t.teardown(() => sequencer.stop());
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const tokens = { issuer: TEST_ISSUER, audience: 'jingtian', jwksUrl: undefined };
  const issuer = await openDevelopmentIssuer({
    environment: 'test',
    dataDir: folder,
    tokens,
  } as never);
  const setting = { app, folder, port: await freePort() };
  let server = await startServer(setting);
  const bankUrl = server.url;
  const token = await issuer.issueToken('core.banking');
  const core = await startCoreProcess({ bankUrl, token, seed: SEED, faults: FAULTS });
  const chance = chances(SEED);
  try {
    const disburser = await issuer.issueToken('loan.disburser');
    const instructing = Promise.all(
      loans.map(async (loan) => {
        await pause(chance() * 2_000 * KILLS);
        return insist(`${bankUrl}/v1/loans/${loan}/instruct`, disburser);
      }),
    );
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(200 + chance() * 800);
      await endProgram(server.child, 'SIGKILL');
      server = await startServer(setting);
    }
    t.same(
      await instructing,
      loans.map(() => 200),
      'every instruction was taken in the end',
    );
    const { postings } = await settled(app, core);
    compare(t, await stored(app), postings);
    const answers = await told(app);
    t.equal(answers.length, LOANS, 'the journal tells of every answer');
    t.ok(
      answers.every(({ times }) => times === 1),
      'and of each one once',
    );
    const [queue] = await app.owner('select count(*)::int as open from core_mismatch');
    t.same(queue, { open: 0 }, 'nothing is left for a person');
  } finally {
    await core.stop();
    await endProgram(server.child, 'SIGTERM');
  }
});

type Core = { books(): Promise<{ postings: Posting[]; waiting: number }> };

/** The core's books once it has nothing more to tell and every instruction is answered. */
async function settled(app: TestApp, core: Core) {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await pause(100)) {
    const books = await core.books();
    const open = (await stored(app)).filter(({ core_reference }) => core_reference === null);
    if (books.waiting === 0 && open.length === 0) return books;
  }
  throw new Error('the core and the server did not come to an end');
}

function compare(t: Test, rows: readonly Stored[], postings: readonly Posting[]): void {
  const outcome = { DISBURSEMENT_CONFIRMED: 'CONFIRMED', DISBURSEMENT_REFUSED: 'REFUSED' };
  const booked = postings
    .map(({ kind, instruction = '', reference }) => ({
      instruction,
      status: outcome[kind as keyof typeof outcome],
      core_reference: reference,
      facts: 1,
    }))
    .sort((a, b) => (a.instruction < b.instruction ? -1 : 1));
  t.equal(new Set(booked.map(({ instruction }) => instruction)).size, LOANS, 'each booked once');
  t.same(rows, booked, 'what the core booked is what is known here, each once');
}
