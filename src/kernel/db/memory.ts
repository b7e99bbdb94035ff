/**
 * Memory of answers that is used again. Left to the collector, what answers are read into costs more
 * time than what is done with it, and tens of megabytes between two collections. Whoever has written
 * an answer out gives it back; one that nobody gives back is collected like everything else.
 */
const LEAST_BYTES = 4_096;
const MOST_BYTES = 2 ** 21;
/** What lies ready at most, of all sizes together. */
const KEPT_BYTES = 2 ** 22;

/** Blocks that lie ready, by their size, which is a power of two. */
const ready = new Map<number, ArrayBuffer[]>();
let readyBytes = 0;
/** What is lent has a view of its own each time, so that giving one back twice gives back once. */
const lent = new WeakMap<Buffer, ArrayBuffer>();

/** So many bytes, of which nobody knows what is in them. */
export function lend(bytes: number): Buffer {
  if (bytes < LEAST_BYTES || bytes > MOST_BYTES) return Buffer.allocUnsafe(bytes);
  const size = 2 ** Math.ceil(Math.log2(bytes));
  const block = readyOf(size) ?? (Buffer.allocUnsafeSlow(size).buffer as ArrayBuffer);
  const view = Buffer.from(block, 0, bytes);
  lent.set(view, block);
  return view;
}

function readyOf(size: number): ArrayBuffer | undefined {
  const block = ready.get(size)?.pop();
  if (block) readyBytes -= size;
  return block;
}

/** A part of what was lent; from now on that is what is given back. */
export function partOf(view: Buffer, from: number, to: number): Buffer {
  const part = view.subarray(from, to);
  const block = lent.get(view);
  if (block) lent.set(part, block);
  lent.delete(view);
  return part;
}

/**
 * Whoever gives bytes back has them no more, and nobody else: they hold the next answer, which may be
 * another institution's. Nothing happens for bytes that were not lent.
 */
export function giveBack(view: Buffer): void {
  const block = lent.get(view);
  if (!block) return;
  lent.delete(view);
  const size = block.byteLength;
  if (readyBytes + size > KEPT_BYTES) return;
  readyBytes += size;
  const same = ready.get(size);
  if (same) same.push(block);
  else ready.set(size, [block]);
}

/** All of them in one; what they were is given back. */
export function joined(pieces: readonly Buffer[]): Buffer {
  const whole = lend(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    at += piece.copy(whole, at);
    giveBack(piece);
  }
  return whole;
}
