import { connect, type Socket } from 'node:net';
import { given } from '../listen.ts';
import { NUMBER, type WireRequest, wireText } from '../wrk.ts';

/**
 * A load that does not wait: requests leave at their times whatever became of those before, as those
 * of many callers do. Each has a connection to itself while it lasts. A program of its own, so that
 * measuring does not slow down what is measured more than it must.
 */
export type Stream = { name: string; perSecond: number; request: WireRequest };
export type OpenLoad = { address: string; seconds: number; from: number; streams: Stream[] };

/** Times in milliseconds, from when a request was due. */
export type Outcomes = {
  offered: number;
  /** Answered 200 within a second. */
  good: number;
  late: number;
  refused: number;
  failed: number;
  withoutRetryAfter: number;
  goodP50: number;
  goodP99: number;
  refusedP99: number;
  /** How late requests left: what is the load's own in the times above. */
  leftP99: number;
};

const GOOD_MS = 1_000;
/** Of each kind, as balancers keep them; a request that finds none free fails. */
const MAX_CONNECTIONS = 1_000;
/** What is answered so long after the end counts as late, what is not as failed. */
const GRACE_MS = 5_000;
const WIDTH = 10;

type Counting = {
  outcomes: Outcomes;
  good: number[];
  refused: number[];
  left: number[];
  idle: Line[];
  open: number;
};
type Pending = { counting: Counting; dueAt: number };
type Line = { socket: Socket; pending: Pending | undefined; head: string; bytesLeft: number };

const load = JSON.parse(given('LOAD')) as OpenLoad;
const { hostname, port } = new URL(load.address);

function openLine(counting: Counting): Line {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const line: Line = { socket, pending: undefined, head: '', bytesLeft: 0 };
  counting.open += 1;
  socket.on('data', (piece: Buffer) => hear(line, piece));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    counting.open -= 1;
    const place = counting.idle.indexOf(line);
    if (place >= 0) counting.idle.splice(place, 1);
    if (line.pending) line.pending.counting.outcomes.failed += 1;
    line.pending = undefined;
  });
  return line;
}

const LENGTH = /\r\ncontent-length: (\d+)/i;
const END = '\r\n\r\n';

/** Bodies are counted, not kept: the load must cost less than what it loads. */
function hear(line: Line, piece: Buffer): void {
  if (!line.pending) return;
  if (line.head === '') {
    const end = piece.indexOf(END);
    line.head = piece.toString('latin1', 0, end < 0 ? piece.length : end);
    line.bytesLeft = Number(LENGTH.exec(line.head)?.[1] ?? 0) + end + END.length;
  }
  line.bytesLeft -= piece.length;
  if (line.bytesLeft > 0) return;
  const { counting } = line.pending;
  note(line.pending, line.head);
  line.pending = undefined;
  line.head = '';
  counting.idle.push(line);
}

function note({ counting, dueAt }: Pending, head: string): void {
  const { outcomes, good, refused } = counting;
  const ms = performance.now() - dueAt;
  const status = head.slice(9, 12);
  if (status === '200' && ms <= GOOD_MS) {
    outcomes.good += 1;
    good.push(ms);
  } else if (status === '200') outcomes.late += 1;
  else if (status === '503') {
    outcomes.refused += 1;
    refused.push(ms);
    if (!/\r\nretry-after: \d/i.test(head)) outcomes.withoutRetryAfter += 1;
  } else outcomes.failed += 1;
}

function send(counting: Counting, text: string, dueAt: number): void {
  counting.outcomes.offered += 1;
  counting.left.push(performance.now() - dueAt);
  const mayOpen = counting.open < MAX_CONNECTIONS;
  const line = counting.idle.pop() ?? (mayOpen ? openLine(counting) : undefined);
  if (!line) {
    counting.outcomes.failed += 1;
    return;
  }
  line.pending = { counting, dueAt };
  line.socket.write(text);
}

const started = performance.now();
const runs = load.streams.map((stream) => {
  const parts = wireText(stream.request, new URL(load.address).host).split(NUMBER);
  const outcomes: Outcomes = {
    offered: 0,
    good: 0,
    late: 0,
    refused: 0,
    failed: 0,
    withoutRetryAfter: 0,
    goodP50: 0,
    goodP99: 0,
    refusedP99: 0,
    leftP99: 0,
  };
  return {
    stream,
    parts,
    counting: { outcomes, good: [], refused: [], left: [], idle: [], open: 0 } as Counting,
  };
});

const ticking = setInterval(() => {
  const seconds = Math.min((performance.now() - started) / 1_000, load.seconds);
  for (const { stream, parts, counting } of runs) {
    const due = Math.floor(seconds * stream.perSecond);
    for (let sent = counting.outcomes.offered; sent < due; sent += 1) {
      const number = String(load.from + sent).padStart(WIDTH, '0');
      send(counting, parts.join(number), started + (sent / stream.perSecond) * 1_000);
    }
  }
  if (seconds >= load.seconds) {
    clearInterval(ticking);
    setTimeout(finish, GRACE_MS);
  }
}, 1);

function percentile(values: number[], share: number): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function finish(): void {
  const report = runs.map(({ stream, counting: { outcomes, good, refused, left } }) => {
    const answered = outcomes.good + outcomes.late + outcomes.refused + outcomes.failed;
    return [
      stream.name,
      {
        ...outcomes,
        failed: outcomes.failed + outcomes.offered - answered,
        goodP50: percentile(good, 0.5),
        goodP99: percentile(good, 0.99),
        refusedP99: percentile(refused, 0.99),
        leftP99: percentile(left, 0.99),
      },
    ];
  });
  console.log(JSON.stringify(Object.fromEntries(report)));
  process.exit(0);
}
