/** Asks witnesses to cosign the newest checkpoint of each log, beside the sequencing. */
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { cosignature, proveConsistency, readVerifier, type Verifier } from '../../tlog/index.ts';
import { askWitness, type WitnessAnswer } from '../../tlog/witness/index.ts';
import type { SequencerLog } from './sequence-loop.ts';
import { tilesFrom } from './tile-rows.ts';

export const COSIGN_PERIOD_MS = 5_000;

export type WitnessAddress = { key: string; url: string };
type Witness = { key: Verifier; url: string };

export type CosignOptions = {
  /** As the sequencer's. */
  url: string;
  origin: string;
  witnesses: readonly WitnessAddress[];
  log: SequencerLog;
  periodMs?: number;
};

export type Cosigning = {
  /** Asks once, for whatever lacks a cosignature. */
  pass(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * A witness that is silent delays nothing: checkpoints are published without it and cosigned when it
 * answers. One that has seen another history than this says so, and that is an alarm, not a halt:
 * no stranger can stop the log.
 *
 * @throws TlogError for what is no witness's key
 */
export function startCosigning(options: CosignOptions): Cosigning {
  const { log, periodMs = COSIGN_PERIOD_MS } = options;
  const witnesses = options.witnesses.map(({ key, url }) => ({
    key: readVerifier(key, [cosignature]),
    url,
  }));
  const stopped = new AbortController();
  const pass = (): Promise<void> => cosignAll(options, witnesses);
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await wait(periodMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      await pass().catch((err) => log.warn({ err }, 'witnesses were not asked; trying again'));
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

/** On a connection for each: one that does not answer holds up nobody else. */
async function cosignAll(options: CosignOptions, witnesses: readonly Witness[]): Promise<void> {
  const outcomes = await Promise.allSettled(
    witnesses.map(async (witness) => {
      const client = new pg.Client({ connectionString: options.url });
      client.on('error', () => undefined);
      await client.connect();
      await cosignBy(client, options, witness).finally(() => client.end());
    }),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

const UNWITNESSED = `
select c.institution_id as "institutionId", c.origin, c.size::float8 as size, c.note,
       coalesce((select max(s.size) from journal_cosignature s
         where s.institution_id = c.institution_id and s.origin = c.origin
           and s.witness = $2), 0)::float8 as known
  from institution i
  cross join lateral (
    select * from journal_checkpoint where institution_id = i.institution_id
       and origin = $1 || '/' || i.code order by size desc limit 1) c
 where not exists (select from journal_cosignature s where s.institution_id = c.institution_id
   and s.origin = c.origin and s.size = c.size and s.witness = $2)`;

type Unwitnessed = {
  institutionId: string;
  origin: string;
  size: number;
  note: string;
  known: number;
};

async function cosignBy(
  client: pg.Client,
  { origin, log }: CosignOptions,
  witness: Witness,
): Promise<void> {
  const { rows } = await client.query<Unwitnessed>(UNWITNESSED, [origin, witness.key.name]);
  for (const checkpoint of rows) {
    const about = { witness: witness.key.name, log: checkpoint.origin, size: checkpoint.size };
    try {
      const answer = await ask(client, witness, checkpoint);
      if (answer.kind === 'cosigned') await keep(client, witness, { ...checkpoint, ...answer });
      else log.error({ ...about, ...answer }, 'a witness does not cosign the log');
    } catch (err) {
      log.warn({ ...about, err }, 'a witness gave no answer');
    }
  }
}

function ask(
  client: pg.Client,
  { key, url }: Witness,
  { institutionId, size, note, known }: Unwitnessed,
): Promise<WitnessAnswer> {
  const tiles = tilesFrom((text, values) => client.query(text, values), institutionId);
  return askWitness({
    url,
    key,
    checkpoint: note,
    size,
    knownSize: known,
    prove: (oldSize) => proveConsistency(oldSize, size, tiles),
  });
}

const KEEP = `
insert into journal_cosignature (institution_id, origin, size, witness, line)
values ($1, $2, $3, $4, $5) on conflict do nothing`;

async function keep(
  client: pg.Client,
  { key }: Witness,
  { institutionId, origin, size, line }: Unwitnessed & { line: string },
): Promise<void> {
  const values = [institutionId, origin, size, key.name, line.trimEnd()];
  await client.query(KEEP, values);
}
