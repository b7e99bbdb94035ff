/** A file on its way: counted and digested as it leaves, and not ended before that is written. */
import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';

export type Sent = { bytes: number; sha256: string };

export type Ending = {
  /** Everything has been read: what it came to. The file ends when this has; it fails if this does. */
  whole: (sent: Sent) => Promise<void>;
  /** The reader went away, or a row could not be read. */
  broken: (sent: { bytes: number }, error: Error) => Promise<void>;
};

/** The same bytes; `ended` settles once what became of them is written. */
export function counted(
  file: Readable,
  { whole, broken }: Ending,
): { stream: Readable; ended: Promise<void> } {
  const hash = createHash('sha256');
  let bytes = 0;
  let writing: Promise<boolean> | undefined;
  const tally = new Transform({
    transform(piece: Buffer, _, done) {
      hash.update(piece);
      bytes += piece.length;
      done(null, piece);
    },
    flush(done) {
      const written = whole({ bytes, sha256: hash.digest('hex') });
      writing = written.then(
        () => true,
        () => false,
      );
      written.then(() => done(), done);
    },
  });
  const ended = new Promise<void>((resolve) => {
    pipeline(file, tally, (error) => {
      if (!error) return resolve();
      // A reader may go away while the end is being written: then the end stands.
      Promise.resolve(writing)
        .then((done) => (done ? undefined : broken({ bytes }, error)))
        .then(resolve, resolve);
    });
  });
  return { stream: tally, ended };
}
