import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { newId } from '../../../src/kernel/ids.ts';
import { openForkGuard } from '../../../src/kernel/journal/fork-guard.ts';
import { originOf, type Signing } from '../../../src/kernel/journal/publish.ts';
import { type SequencerLoop, startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { makeSigningKey, readSigningKeys } from '../../../src/kernel/journal/signing-keys.ts';
import { openCheckpoint } from '../../../src/tlog/index.ts';
import { type TestDatabase, testDatabase } from '../../helpers/database.ts';
import { connect, write } from './journal-database.ts';

export const ORIGIN = 'log.example/public/logs';
/** No period of its own within a test. */
export const NEVER_MS = 3_600_000;
export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Test = Parameters<typeof testDatabase>[0];

/** A folder that ends with the test. */
export async function folderOf(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-log-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Keys and fork guard of one sequencer process, in a folder of its own. */
export async function signingIn(folder: string, origin = ORIGIN): Promise<Signing> {
  const key = join(folder, 'signing.key');
  await makeSigningKey(key, origin);
  const { signersOf } = await readSigningKeys(key);
  return { origin, guard: await openForkGuard(join(folder, 'signed')), signersOf };
}

/** An institution's row, which gives its log a name. */
export async function nameLog(owner: pg.Client, code: string): Promise<string> {
  const id = newId();
  await owner.query(
    `insert into institution (institution_id, kind, code, name, area_code)
     values ($1, 'BANK', $2, $2, '42')`,
    [id, code],
  );
  return id;
}

/** A sequencer that ticks when told. */
export function sequencerOf(t: Test, url: string, signing: Signing): SequencerLoop {
  const loop = startSequencer({ url, periodMs: NEVER_MS, log: quiet, signing });
  t.teardown(() => loop.stop());
  return loop;
}

export type SignedLog = {
  db: TestDatabase;
  api: pg.Client;
  owner: pg.Client;
  folder: string;
  signing: Signing;
  loop: SequencerLoop;
  institutionId: string;
  origin: string;
  /** Writes entries and seals and signs them. */
  grow(count: number): Promise<void>;
  /** The newest checkpoint, its signature verified. */
  head(): Promise<{ size: number; root: Buffer; note: string }>;
};

/** A log of its own database, key and guard. */
export async function signedLog(t: Test): Promise<SignedLog> {
  const db = await testDatabase(t);
  const [api, owner] = [await connect(t, db.url), await connect(t, db.ownerUrl)];
  const folder = await folderOf(t);
  const signing = await signingIn(folder);
  const institutionId = await nameLog(owner, 'BANK-1');
  const origin = originOf(ORIGIN, 'BANK-1');
  const loop = sequencerOf(t, db.sequencerUrl, signing);
  return {
    db,
    api,
    owner,
    folder,
    signing,
    loop,
    institutionId,
    origin,
    async grow(count) {
      await write(api, institutionId, count);
      await loop.tick();
    },
    async head() {
      const { rows } = await owner.query<{ note: string }>(
        `select note from journal_checkpoint where institution_id = $1 order by size desc limit 1`,
        [institutionId],
      );
      const note = rows[0]?.note ?? '';
      const keys = signing.signersOf(origin).map(({ verifier }) => verifier);
      return { ...openCheckpoint(note, keys), note };
    },
  };
}
