import { TlogError } from '../errors.ts';
import { hashesOf } from '../proof-file.ts';
import { fromDecimal } from '../text.ts';

/** What a log sends a witness: c2sp.org/tlog-witness, add-checkpoint. */
export type AddCheckpoint = {
  /** The size the log believes the witness has cosigned last, 0 for none. */
  oldSize: number;
  /** The consistency proof from there. */
  proof: readonly Uint8Array[];
  /** The signed checkpoint. */
  checkpoint: string;
};

export const ADD_CHECKPOINT_PATH = 'add-checkpoint';
/** The content type of a size, in an answer of status 409. */
export const SIZE_TYPE = 'text/x.tlog.size';

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  const hashes = proof.map((hash) => Buffer.from(hash).toString('base64'));
  return [`old ${oldSize}`, ...hashes, '', checkpoint].join('\n');
}

/** @throws TlogError `malformed_request`, or `malformed_proof` for its hashes. */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = end < 0 ? [] : body.slice(0, end).split('\n');
  const oldSize = first.startsWith('old ') ? fromDecimal(first.slice(4)) : undefined;
  if (oldSize === undefined) {
    throw new TlogError('malformed_request', 'the request does not begin with an old size');
  }
  return { oldSize, proof: hashesOf(lines), checkpoint: body.slice(end + 2) };
}
