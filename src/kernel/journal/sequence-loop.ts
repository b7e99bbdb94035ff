import pg from 'pg';
import { publish, requireAllContinued, type Signing, watchFor } from './publish.ts';
import { catchUp, countOverdue, SequencerHalted, sequence, type Tick } from './sequencer.ts';
import { LEAVES_AT_ONCE } from './trees.ts';

export const SEQUENCER_PERIOD_MS = 200;
/** A log under load is sealed at every tick and signed this often: each checkpoint is kept for ever. */
const SIGNING_PERIOD_MS = 1_000;
const WATCHDOG_PERIOD_MS = 60_000;
const RETRY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A sequencer that freezes inside its transaction loses it, and the lock, to another one. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** The part of pino the loop needs. */
export type SequencerLog = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
};

export type SequencerOptions = {
  /** Login of a member of jingtian_sequencer, directly or through a session-mode pooler. */
  url: string;
  periodMs?: number;
  signingPeriodMs?: number;
  log: SequencerLog;
  /** With what it signs; without, logs are sealed and no more. */
  signing?: Signing;
  /** Told once when the loop ends by itself: going on would risk the order. */
  onHalt?: (error: SequencerHalted) => void;
};

export type SequencerLoop = {
  /**
   * Runs one tick now, after any that is running: what was committed before the call is sequenced
   * and signed when it resolves to `sealed`.
   */
  tick(): Promise<Tick>;
  /** Lets a running tick finish, then closes the connection. */
  stop(): Promise<void>;
};

/** Ticks every `periodMs` on one connection of its own, reconnecting when it is lost. */
export function startSequencer(options: SequencerOptions): SequencerLoop {
  const { log, periodMs = SEQUENCER_PERIOD_MS } = options;
  const connection = keptConnection(options);
  const turns = createTurn(options);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let watchAt = Date.now() + WATCHDOG_PERIOD_MS;

  const exclusively = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const result = running.then(() => connection.use(work));
    running = result.catch(() => undefined);
    return result;
  };

  const turn = async (): Promise<void> => {
    let pauseMs = periodMs;
    try {
      await exclusively((client) => turns.once(client, false));
      if (!stopped && Date.now() >= watchAt) {
        watchAt = Date.now() + WATCHDOG_PERIOD_MS;
        turns.doubt();
        const overdue = await exclusively(countOverdue);
        if (overdue > 0)
          log.error({ overdue }, 'journal entries older than a minute have no place');
      }
    } catch (error) {
      if (error instanceof SequencerHalted) return halt(error);
      log.warn({ err: error }, 'the journal was not sequenced; trying again');
      pauseMs = Math.max(periodMs, RETRY_MS);
    }
    if (!stopped) timer = setTimeout(turn, pauseMs);
  };

  const halt = (error: SequencerHalted): void => {
    stopped = true;
    log.error({ err: error }, 'the sequencer has halted');
    options.onHalt?.(error);
  };

  timer = setTimeout(turn, periodMs);
  return {
    tick: () => exclusively((client) => turns.once(client, true)),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await connection.close();
    },
  };
}

type Turn = {
  /** `isAsked`: what is sealed is signed in this turn, however lately something was. */
  once(client: pg.ClientBase, isAsked: boolean): Promise<Tick>;
  /** Another sequencer may have sealed something and died before it signed: look again. */
  doubt(): void;
};

/**
 * One turn: seal what is new, take in a batch of what is old, sign what is sealed. On a connection
 * it has not worked on, the database may be another than before: all logs are looked at first.
 */
function createTurn({ log, signing, signingPeriodMs = SIGNING_PERIOD_MS }: SequencerOptions): Turn {
  const watch = signing && watchFor(signing);
  let known: pg.ClientBase | undefined;
  let behind = true;
  /** Logs whose newest root is not signed; null where any may be. */
  let unsigned: Set<string> | null = null;
  let signAt = 0;

  const sign = async (client: pg.ClientBase, isAsked: boolean): Promise<void> => {
    if (!signing || unsigned?.size === 0) return;
    if (!isAsked && performance.now() < signAt) return;
    const at = performance.now();
    const { signed, isAll } = await publish(client, signing, unsigned && [...unsigned]);
    if (signed > 0) signAt = at + signingPeriodMs;
    if (isAll) unsigned = new Set();
  };

  return {
    doubt() {
      unsigned = null;
    },
    async once(client, isAsked) {
      if (client !== known) {
        if (signing) await requireAllContinued(client, signing);
        [known, behind, unsigned] = [client, true, null];
      }
      const tick = await sequence(client, watch);
      const ranges = tick.kind === 'sealed' ? tick.ranges : [];
      if (tick.kind === 'sealed' && tick.unreadable) {
        log.error({ unreadable: tick.unreadable }, 'journal entries have not the form of entries');
      }
      for (const { institutionId } of ranges) unsigned?.add(institutionId);
      behind ||= ranges.some(({ from, size }) => size - from >= LEAVES_AT_ONCE);
      if (tick.kind === 'busy' || behind) unsigned = null;
      // The other one signs what it seals; whether it did is looked at when it has gone quiet.
      if (tick.kind === 'busy') signAt = performance.now() + signingPeriodMs;
      if (behind) behind = await catchUp(client, watch);
      await sign(client, isAsked);
      return tick;
    },
  };
}

/** One connection, opened at first use; a failed one is dropped and opened anew. */
function keptConnection({ url, log }: SequencerOptions) {
  let open: pg.Client | undefined;

  const drop = async (client: pg.Client): Promise<void> => {
    if (open === client) open = undefined;
    await client.end().catch(() => undefined);
  };

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'jingtian sequencer',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
      options: '-c TimeZone=UTC',
    });
    client.on('error', (error) => {
      log.warn({ err: error }, 'the sequencer lost its connection');
      void drop(client);
    });
    await client.connect();
    open = client;
    return client;
  };

  return {
    async use<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
      const client = open ?? (await connect());
      try {
        return await work(client);
      } catch (error) {
        await drop(client);
        throw error;
      }
    },
    async close(): Promise<void> {
      if (open) await drop(open);
    },
  };
}
