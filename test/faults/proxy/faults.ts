/** `up`: from the client to the server behind. `down`: the server's answers. */
export type Direction = 'up' | 'down';

/** The two ends of a proxied connection. */
export type End = 'client' | 'server';

/** What the proxy does to a connection. */
export type Fault =
  /**
   * Lets exactly so many more bytes of a direction through; the first one beyond them ends the
   * connection instead. With `reset` the client is told so by a TCP reset, which may overtake bytes
   * that were let through; without, they are delivered and the stream ends.
   */
  | { kind: 'cut'; direction: Direction; afterBytes: number; reset?: boolean }
  /** Both ends are reset at once. */
  | { kind: 'reset' }
  /** Bytes vanish, ends are not told of, and nothing closes: a firewall that forgot. */
  | { kind: 'black-hole'; directions?: readonly Direction[] }
  /** One end sees its connection close; the other keeps one that is never answered again. */
  | { kind: 'half-open'; closed: End }
  /** Every piece of a direction waits so long, in order; without one, of both directions. */
  | { kind: 'slow'; delayMs: number; direction?: Direction };

/**
 * Where a fault begins: at once, or on the connection where these bytes pass in a direction. They
 * may come in several pieces. The piece that completes them goes through untouched when it travels
 * against the fault, so a fault of the answers counts from the first byte after the request; when it
 * travels with the fault, the fault counts from that piece's own first byte.
 */
export type Trigger = { direction: Direction; bytes: Buffer | string };

/** Tells when a run of bytes has passed, also when it comes in pieces. */
export function watchFor({ bytes }: Trigger): (chunk: Buffer) => boolean {
  const wanted = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  if (wanted.length === 0) throw new Error('a trigger needs bytes to wait for');
  let tail: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const seen = Buffer.concat([tail, chunk]);
    tail = seen.subarray(Math.max(0, seen.length - wanted.length + 1));
    return seen.includes(wanted);
  };
}
