import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { giveBack, joined } from '../db/index.ts';

const [OPEN, COMMA, CLOSE] = [Buffer.from('['), Buffer.from(','), Buffer.from(']')];

/** Members of a JSON array, in pieces, as one body. */
export function asArray(pieces: readonly Buffer[]): Buffer {
  const members = pieces.flatMap((piece, index) => (index > 0 ? [COMMA, piece] : [piece]));
  return joined([OPEN, ...members, CLOSE]);
}

type Pieces = Buffer[];

/**
 * Page after page, each asked for when the one before it is written, whose memory is then given back.
 * A stream that hands buffers on cannot tell when that is, so they go past it: what is returned says
 * when to begin, ends with the last page, and stops asking when the reader has gone.
 */
export function pieceByPiece(
  answer: ServerResponse,
  first: IteratorResult<Pieces>,
  rest: AsyncGenerator<Pieces>,
): Readable {
  let isBegun = false;
  const body = new Readable({
    read() {
      if (isBegun) return;
      isBegun = true;
      writeAll().catch((error: Error) => body.destroy(error));
    },
    destroy(error, done) {
      rest.return(undefined).catch(() => undefined);
      done(error);
    },
  });
  async function writeAll(): Promise<void> {
    for (let page = first; !page.done; page = await rest.next()) {
      const isWritten = await write(answer, page.value);
      if (!isWritten) return void body.destroy();
      page.value.forEach(giveBack);
    }
    body.push(null);
  }
  return body;
}

/** Until the system has all of it; false where the reader has gone. */
function write(answer: ServerResponse, pieces: readonly Buffer[]): Promise<boolean> {
  const last = pieces.length - 1;
  return new Promise((resolve) => {
    pieces.forEach((piece, index) => {
      if (index < last) answer.write(piece);
      else answer.write(piece, (error) => resolve(!error));
    });
  });
}
