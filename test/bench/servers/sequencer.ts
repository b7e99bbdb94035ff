/**
 * The sequencer as it runs, telling at its end for how long it was busy, and with what, and when each
 * log's places up to a size were committed.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openForkGuard } from '../../../src/kernel/journal/fork-guard.ts';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { makeSigningKey, readSigningKeys } from '../../../src/kernel/journal/signing-keys.ts';

const ORIGIN = 'bench.example/public/logs';
/** Statements of sealing and signing; all others place entries. */
const SEALING = /journal_(tile|tree|root|checkpoint)/;
const PLACING = 'insert into journal_position';

const spent = { sealing: 0, placing: 0 };
type Range = { institutionId: string; size: string };
const committed: { institutionId: string; size: number; at: number }[] = [];
let placed: readonly Range[] = [];
type Query = (...given: unknown[]) => Promise<unknown>;
const { prototype } = pg.Client;
const query = prototype.query as unknown as Query;
(prototype as unknown as { query: Query }).query = async function timed(this: unknown, ...given) {
  const started = performance.now();
  const text = String(given[0]);
  try {
    const answer = await query.apply(this, given);
    if (text.includes(PLACING)) placed = (answer as { rows: Range[] }).rows;
    if (text === 'commit') noteCommit();
    return answer;
  } finally {
    spent[SEALING.test(text) ? 'sealing' : 'placing'] += performance.now() - started;
  }
};

function noteCommit(): void {
  const at = Date.now();
  for (const { institutionId, size } of placed) {
    committed.push({ institutionId, size: Number(size), at });
  }
  placed = [];
}

const folder = mkdtempSync(join(tmpdir(), 'jingtian-bench-key-'));
const key = join(folder, 'signing.key');
await makeSigningKey(key, ORIGIN);
const { signersOf } = await readSigningKeys(key);
const guard = await openForkGuard(join(folder, 'signed'));
const log = {
  info: () => undefined,
  warn: (facts: object, message: string) => console.error(message, facts),
  error: (facts: object, message: string) => console.error(message, facts),
};
const url = process.env.SEQUENCER_DATABASE_URL ?? '';
const started = performance.now();
const loop = startSequencer({ url, log, signing: { origin: ORIGIN, guard, signersOf } });
process.once('SIGTERM', async () => {
  await loop.stop();
  console.log(JSON.stringify({ ...spent, committed, lived: performance.now() - started }));
  process.exit(0);
});
