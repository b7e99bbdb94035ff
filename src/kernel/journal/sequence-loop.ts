import pg from 'pg';
import { countOverdue, SequencerHalted, sequence, type Tick } from './sequencer.ts';

export const SEQUENCER_PERIOD_MS = 200;
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
  log: SequencerLog;
  /** Told once when the loop ends by itself: going on would risk the order. */
  onHalt?: (error: SequencerHalted) => void;
};

export type SequencerLoop = {
  /**
   * Runs one tick now, after any that is running: what was committed before the call is sequenced
   * when it resolves to `sealed`.
   */
  tick(): Promise<Tick>;
  /** Lets a running tick finish, then closes the connection. */
  stop(): Promise<void>;
};

/** Ticks every `periodMs` on one connection of its own, reconnecting when it is lost. */
export function startSequencer(options: SequencerOptions): SequencerLoop {
  const { log, periodMs = SEQUENCER_PERIOD_MS } = options;
  const connection = keptConnection(options);
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
      await exclusively(sequence);
      if (!stopped && Date.now() >= watchAt) {
        watchAt = Date.now() + WATCHDOG_PERIOD_MS;
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
    tick: () => exclusively(sequence),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await connection.close();
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
