/** The sequencer as it runs, telling at its end for how long it was busy, and with what. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openForkGuard } from '../../../src/kernel/journal/fork-guard.ts';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { makeSigningKey, readSigningKeys } from '../../../src/kernel/journal/signing-keys.ts';

const ORIGIN = 'bench.example/public/logs';
/** Statements of sealing and signing; all others place entries. */
const SEALING = /journal_(tile|root|checkpoint)/;

const spent = { sealing: 0, placing: 0 };
type Query = (...given: unknown[]) => Promise<unknown>;
const { prototype } = pg.Client;
const query = prototype.query as unknown as Query;
(prototype as unknown as { query: Query }).query = async function timed(this: unknown, ...given) {
  const started = performance.now();
  try {
    return await query.apply(this, given);
  } finally {
    const kind = SEALING.test(String(given[0])) ? 'sealing' : 'placing';
    spent[kind] += performance.now() - started;
  }
};

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
  console.log(JSON.stringify({ ...spent, lived: performance.now() - started }));
  process.exit(0);
});
