import type { Database, Pipeline } from '../db/index.ts';
import type { Admission } from './admission.ts';
import { LOADS } from './house.ts';
import type { Metrics } from './metrics.ts';

/** Requests in the house, and those turned away at the door. */
export function registerAdmissionMetrics(metrics: Metrics, { rooms }: Admission): void {
  for (const load of LOADS) {
    const room = rooms[load];
    metrics.gauge(
      `jingtian_${load}s_in_flight`,
      `Requests that ${load} and are being served`,
      () => room.inFlight,
    );
    metrics.gauge(
      `jingtian_${load}s_places`,
      `Requests that ${load} and may be served at once now: fewer while they wait for each other`,
      () => Math.floor(room.places),
    );
    metrics.gauge(
      `jingtian_${load}s_turned_away`,
      `Requests that ${load} and were answered 503 at the door since the start: it only grows`,
      () => room.refused,
    );
  }
}

/** What waits for the database in this process. */
export function registerDatabaseMetrics(metrics: Metrics, { load }: Pick<Database, 'load'>): void {
  metrics.gauge(
    'jingtian_transactions_waiting',
    'Commands that wait for a connection to the database',
    () => load().transactionsWaiting,
  );
  metrics.gauge(
    'jingtian_transactions_open',
    'Connections that commands use',
    () => load().transactionsOpen,
  );
  metrics.gauge(
    'jingtian_reads_pending',
    'Statements of reads that the database has not answered yet',
    () => load().readsPending,
  );
}

type Journal = { unplaced: bigint; oldest_seconds: number; lag_seconds: number };

const HEALTH = 'select unplaced, oldest_seconds, lag_seconds from journal_health()';

/** Whether the sequencer keeps up. */
export function registerJournalMetrics(metrics: Metrics, pipeline: Pipeline): void {
  const read = async (): Promise<Journal> => {
    const { rows } = await pipeline.run({ text: HEALTH, values: [] });
    return rows[0] as Journal;
  };
  metrics.gauge(
    'jingtian_journal_unplaced',
    'Committed entries of the journal without a place; 10000 stands for as many or more',
    async () => Number((await read()).unplaced),
  );
  metrics.gauge(
    'jingtian_journal_oldest_unplaced_seconds',
    'Age of the oldest committed entry without a place: over 60 the sequencer is down or wrong',
    async () => (await read()).oldest_seconds,
  );
  metrics.gauge(
    'jingtian_journal_lag_seconds',
    'The longest that an entry of the last minute waited for its place',
    async () => (await read()).lag_seconds,
  );
}
