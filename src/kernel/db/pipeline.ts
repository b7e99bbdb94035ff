import pg from 'pg';
import { answerSocket, passAnswersAsBytes } from './answers.ts';
import { gatherWrites, runAlone, type StatementConfig } from './send.ts';
import type { Result } from './shape.ts';
import { endWhenSilent } from './silence.ts';
import type { Statements } from './statements.ts';

/**
 * A few connections that many requests share, each statement a transaction of its own. Where nothing
 * is prepared by name a statement waits for the one before it: poolers that cannot keep names give
 * the server's end to somebody else at the first answer, in the midst of the next statement.
 */
export type Pipeline = {
  run(config: StatementConfig): Promise<Result>;
  /** How many are not answered yet. */
  pending(): number;
  close(): Promise<void>;
};

type Lane = {
  client: Promise<pg.Client>;
  pending: number;
  /** Settles when the statement that was sent last is answered, where they take turns. */
  turn: Promise<unknown>;
};

export type PipelineOptions = {
  connection: pg.ClientConfig;
  lanes: number;
  statements: Statements;
  /** Without a word for so long while one is owed, a connection counts as lost. */
  silenceMs: number;
  onError: (error: Error) => void;
};

export function createPipeline(options: PipelineOptions): Pipeline {
  const lanes: (Lane | undefined)[] = Array.from({ length: options.lanes }, () => undefined);

  async function connect(fail: (error: Error) => void): Promise<pg.Client> {
    const passing = { pipeline: true, stream: answerSocket };
    const client = new pg.Client({ ...options.connection, ...passing });
    client.on('error', fail);
    passAnswersAsBytes(client);
    await client.connect();
    endWhenSilent(client, options.silenceMs);
    return client;
  }

  const open = (index: number): Lane => {
    const fail = (error: Error): void => {
      if (lanes[index] === lane) lanes[index] = undefined;
      options.onError(error);
    };
    const lane: Lane = { client: connect(fail), pending: 0, turn: Promise.resolve() };
    lane.client.catch(fail);
    lanes[index] = lane;
    return lane;
  };

  const quietest = (): Lane => {
    let best: Lane | undefined;
    for (let index = 0; index < lanes.length; index += 1) {
      const lane = lanes[index];
      if (!lane) return open(index);
      if (!best || lane.pending < best.pending) best = lane;
      if (best.pending === 0) break;
    }
    return best ?? open(0);
  };

  const send = async (lane: Lane, config: StatementConfig): Promise<Result> => {
    const client = await lane.client;
    if (options.statements.named) {
      gatherWrites(client);
      return runAlone(client, options.statements, config);
    }
    const answer = lane.turn.then(() => runAlone(client, options.statements, config));
    lane.turn = answer.catch(() => undefined);
    return answer;
  };

  return {
    async run(config) {
      const lane = quietest();
      lane.pending += 1;
      try {
        return await send(lane, config);
      } finally {
        lane.pending -= 1;
      }
    },
    pending: () => lanes.reduce((sum, lane) => sum + (lane?.pending ?? 0), 0),
    async close() {
      const open = lanes.filter((lane) => lane !== undefined);
      lanes.fill(undefined);
      await Promise.allSettled(open.map(async (lane) => (await lane.client).end()));
    },
  };
}
