import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Direction, End, Fault } from './faults.ts';

/** One proxied connection: its two ends, and the fault upon it. */
export type Link = {
  /** Puts a fault upon it, counted from this moment; undefined takes it off. */
  suffer(fault: Fault | undefined): void;
  /** Resets both ends. */
  reset(): void;
  /** Bytes that were let through so far. */
  readonly passed: Readonly<Record<Direction, number>>;
  /** True once bytes or an end were withheld: it can never again be a faithful connection. */
  readonly isMaimed: boolean;
  readonly closed: Promise<void>;
};

export type LinkOptions = {
  client: Socket;
  server: Socket;
  /** Sees every piece before the fault does. */
  onPiece(link: Link, direction: Direction, piece: Buffer): void;
};

type State = {
  fault: Fault | undefined;
  passed: Record<Direction, number>;
  /** What `passed` was when the fault came. */
  from: Record<Direction, number>;
  isMaimed: boolean;
};

/** Joins two sockets; closing, errors and back-pressure of one are those of the other. */
export function joinSockets({ client, server, onPiece }: LinkOptions): Link {
  const state: State = {
    fault: undefined,
    passed: { up: 0, down: 0 },
    from: { up: 0, down: 0 },
    isMaimed: false,
  };
  const ends = { client, server };
  const link: Link = {
    suffer(fault) {
      state.fault = fault;
      state.from = { ...state.passed };
      if (fault?.kind === 'reset') link.reset();
      if (fault?.kind === 'half-open') halfOpen(ends, state, fault.closed);
    },
    reset() {
      for (const end of [client, server]) end.resetAndDestroy();
    },
    passed: state.passed,
    get isMaimed() {
      return state.isMaimed;
    },
    closed: Promise.all([gone(client), gone(server)]).then(() => undefined),
  };
  carry({ link, state, onPiece }, { direction: 'up', from: client, to: server });
  carry({ link, state, onPiece }, { direction: 'down', from: server, to: client });
  return link;
}

const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
    // Its error is the other end's closing; here it is told by `close`.
    socket.on('error', () => undefined);
  });

function halfOpen(ends: Record<End, Socket>, state: State, closed: End): void {
  state.isMaimed = true;
  ends[closed].destroy();
}

type Carrying = Pick<LinkOptions, 'onPiece'> & { link: Link; state: State };
type Way = { direction: Direction; from: Socket; to: Socket };

function carry({ link, state, onPiece }: Carrying, way: Way): void {
  const { direction, from, to } = way;
  let queue: Promise<void> | undefined;
  /** Behind whatever still waits, so that pieces stay in order. */
  const inTurn = (delayMs: number, then: () => void): void => {
    if (delayMs === 0 && !queue) {
      then();
      return;
    }
    from.pause();
    const own = (queue ?? Promise.resolve()).then(() => pause(delayMs)).then(then);
    queue = own;
    void own.then(() => {
      if (queue !== own) return;
      queue = undefined;
      from.resume();
    });
  };
  from.on('data', (piece: Buffer) => {
    onPiece(link, direction, piece);
    inTurn(delayOf(state, direction), () => pass(state, way, piece));
  });
  from.on('end', () =>
    inTurn(0, () => {
      if (!isWithheld(state, direction) && !to.destroyed) to.end();
    }),
  );
  from.on('close', (hadError) => {
    if (isWithheld(state, direction)) return;
    if (hadError) to.resetAndDestroy();
    else to.destroySoon();
  });
  to.on('drain', () => {
    if (!queue) from.resume();
  });
}

const delayOf = ({ fault }: State, direction: Direction): number =>
  fault?.kind === 'slow' && (fault.direction ?? direction) === direction ? fault.delayMs : 0;

function pass(state: State, { direction, from, to }: Way, piece: Buffer): void {
  if (isWithheld(state, direction)) {
    state.isMaimed = true;
    return;
  }
  const { fault } = state;
  const left =
    fault?.kind === 'cut' && fault.direction === direction
      ? fault.afterBytes - (state.passed[direction] - state.from[direction])
      : Number.POSITIVE_INFINITY;
  const through = piece.subarray(0, Math.max(0, Math.min(left, piece.length)));
  state.passed[direction] += through.length;
  if (through.length > 0 && to.writable && !to.write(through)) from.pause();
  if (left < piece.length) cut({ direction, from, to }, fault?.kind === 'cut' && fault.reset);
}

function cut({ from, to }: Way, reset = false): void {
  from.destroy();
  if (reset) to.resetAndDestroy();
  else to.destroySoon();
}

function isWithheld({ fault, isMaimed }: State, direction: Direction): boolean {
  if (fault?.kind === 'black-hole') return (fault.directions ?? BOTH).includes(direction);
  return fault?.kind === 'half-open' || isMaimed;
}

const BOTH: readonly Direction[] = ['up', 'down'];
