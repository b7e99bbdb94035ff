/** Keeps a mirror of every log in a folder, beside the sequencing. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { fromDatabase } from './log-source.ts';
import { mirrorLog } from './mirror.ts';
import { originOf, type Signing } from './publish.ts';
import type { SequencerLog } from './sequence-loop.ts';

export const MIRROR_PERIOD_MS = 10_000;

export type MirroringOptions = {
  /** As the sequencer's. */
  url: string;
  signing: Pick<Signing, 'origin' | 'signersOf'>;
  /** Each log's mirror is in a folder of its institution's code below it. */
  folder: string;
  log: SequencerLog;
  periodMs?: number;
};

export type Mirroring = {
  /** Brings every mirror up to its log's newest checkpoint. */
  pass(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * A log that does not go on from what its mirror holds is an alarm, and the mirror is left as it is:
 * after a restore it may be all there is of what was lost. A disk that is full delays nothing else.
 */
export function startMirroring(options: MirroringOptions): Mirroring {
  const { log, periodMs = MIRROR_PERIOD_MS } = options;
  const stopped = new AbortController();
  const pass = (): Promise<void> => mirrorAll(options);
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await wait(periodMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      await pass().catch((err) => log.warn({ err }, 'the mirrors were not written; trying again'));
    }
  })();
  return {
    pass,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** 'jt' and the number of this use: where several share a folder, one writes it at a time. */
const LOCK_KEY = 0x6a74_0002;

const LOCK = `select pg_try_advisory_lock(${LOCK_KEY}) as locked`;

const NEWEST = `
select i.institution_id as "institutionId", i.code, c.note from institution i
  cross join lateral (
    select note from journal_checkpoint where institution_id = i.institution_id
       and origin = $1 || '/' || i.code order by size desc limit 1) c
 order by i.code`;

type Newest = { institutionId: string; code: string; note: string };

async function mirrorAll({ url, signing, folder, log }: MirroringOptions): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'jingtian mirror' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const lock = await client.query<{ locked: boolean }>(LOCK);
    if (!lock.rows[0]?.locked) return;
    const { rows } = await client.query<Newest>(NEWEST, [signing.origin]);
    for (const newest of rows) {
      const origin = originOf(signing.origin, newest.code);
      await mirrorLog({
        source: fromDatabase(client, newest),
        folder: join(folder, newest.code),
        keys: signing.signersOf(origin).map(({ verifier }) => verifier),
        withEntries: true,
      }).catch((err) => log.error({ log: origin, err }, 'a log was not mirrored'));
    }
  } finally {
    await client.end();
  }
}
