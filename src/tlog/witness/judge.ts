import { parseCheckpoint, type TreeHead } from '../checkpoint.ts';
import { TlogError } from '../errors.ts';
import { EMPTY_ROOT } from '../hash.ts';
import { openNote, type Signer, signatureLine, splitNote, type Verifier } from '../note.ts';
import { verifyConsistency } from '../proofs.ts';
import { type AddCheckpoint, parseAddCheckpoint } from './protocol.ts';

/** What a witness knows: its key, the logs it trusts by origin, and the last heads it cosigned. */
export type Witness = {
  signer: Signer;
  logs: ReadonlyMap<string, readonly Verifier[]>;
  latest(origin: string): Pick<TreeHead, 'size' | 'root'> | undefined;
};

/**
 * The answer to add-checkpoint. `keep`: the checkpoint to remember before the answer goes out, with
 * the log's signatures that hold and the cosignature. `suspect`: signed by the log, and not to be
 * squared with what was seen before: worth keeping as evidence.
 */
export type Judgement =
  | { status: 200; body: string; origin: string; keep: string }
  | { status: 409; body: string }
  | { status: 400 | 403 | 404; body: string }
  | { status: 422; body: string; suspect: true };

/** Decides about a request, in the order c2sp.org/tlog-witness gives. Changes nothing. */
export function judge(body: string, witness: Witness, now: Date): Judgement {
  const read = attempt(() => readRequest(body));
  if (read instanceof TlogError) return { status: 400, body: `${read.message}\n` };
  const keys = witness.logs.get(read.origin);
  if (!keys) return { status: 404, body: 'this witness does not know the log\n' };
  const note = attempt(() => openNote(read.checkpoint, keys));
  if (note instanceof TlogError) return { status: 403, body: `${note.message}\n` };
  const head = attempt(() => parseCheckpoint(note.text));
  if (head instanceof TlogError) return { status: 400, body: `${head.message}\n` };
  if (read.oldSize > head.size) {
    return { status: 400, body: 'the old size is larger than the checkpoint’s\n' };
  }
  const latest = witness.latest(read.origin) ?? { size: 0, root: EMPTY_ROOT };
  if (read.oldSize !== latest.size) return { status: 409, body: `${latest.size}\n` };
  const fault = attempt(() => verifyConsistency({ from: latest, to: head, proof: read.proof }));
  if (fault instanceof TlogError) {
    return { status: 422, body: `${fault.message}\n`, suspect: true };
  }
  const line = signatureLine(witness.signer, note.text, now);
  const signed = note.signatures.map((signature) => signature.line).join('');
  return { status: 200, body: line, origin: read.origin, keep: `${note.text}\n${signed}${line}` };
}

/** The origin is needed before the signature can be verified; nothing else is believed yet. */
function readRequest(body: string): AddCheckpoint & { origin: string } {
  const request = parseAddCheckpoint(body);
  const { text } = splitNote(request.checkpoint);
  return { ...request, origin: text.slice(0, text.indexOf('\n')) };
}

function attempt<T>(work: () => T): T | TlogError {
  try {
    return work();
  } catch (error) {
    if (error instanceof TlogError) return error;
    throw error;
  }
}
