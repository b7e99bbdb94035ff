import { cosignedAt } from '../cosignature.ts';
import { TlogError } from '../errors.ts';
import { addSignatures, openNote, type Verifier } from '../note.ts';
import { fromDecimal, utf8 } from '../text.ts';
import { ADD_CHECKPOINT_PATH, formatAddCheckpoint, SIZE_TYPE } from './protocol.ts';

const TRIES = 3;
const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_LIMIT = 100_000;

export type WitnessRequest = {
  /** The witness's submission prefix. */
  url: string;
  /** Its verifier key, of a cosignature. */
  key: Verifier;
  /** The signed checkpoint to cosign, and its size. */
  checkpoint: string;
  size: number;
  /** The size it cosigned last, as far as known; 0 asks it. */
  knownSize?: number;
  /** The consistency proof from an earlier size to `size`. */
  prove(oldSize: number): Promise<readonly Uint8Array[]>;
  timeoutMs?: number;
};

/**
 * `line`: the signature line to add to the checkpoint; `at`: seconds since 1970. `ahead`: the witness
 * has cosigned a larger tree of this log than the one it was asked about, which must be explained
 * before anything else is signed. `refused`: another answer, with its status and words.
 */
export type WitnessAnswer =
  | { kind: 'cosigned'; line: string; at: bigint }
  | { kind: 'ahead'; size: number }
  | { kind: 'refused'; status: number; reason: string };

/**
 * Asks a witness to cosign a checkpoint, from the size it says it stands at.
 *
 * @throws TlogError where the cosignature does not hold; the errors of fetch where no answer comes.
 */
export async function askWitness(request: WitnessRequest): Promise<WitnessAnswer> {
  let oldSize = request.knownSize ?? 0;
  let answer: Answer = { status: 409, type: '', text: '' };
  for (let tries = 0; tries < TRIES && answer.status === 409; tries += 1) {
    answer = await post(request, oldSize);
    if (answer.status !== 409) break;
    const theirs = answer.type === SIZE_TYPE ? fromDecimal(answer.text.trimEnd()) : undefined;
    if (theirs === undefined) break;
    if (theirs > request.size) return { kind: 'ahead', size: theirs };
    oldSize = theirs;
  }
  if (answer.status === 200) return cosigned(request, answer.text);
  return { kind: 'refused', status: answer.status, reason: answer.text.trim().slice(0, 500) };
}

function cosigned({ checkpoint, key }: WitnessRequest, text: string): WitnessAnswer {
  const both = addSignatures(checkpoint, text.trimEnd().split('\n'));
  const [signature] = openNote(both, [key]).signatures;
  if (!signature) throw new TlogError('unsigned', 'the witness did not cosign');
  return { kind: 'cosigned', line: signature.line, at: cosignedAt(signature.signature) };
}

type Answer = { status: number; type: string; text: string };

async function post(request: WitnessRequest, oldSize: number): Promise<Answer> {
  const { url, checkpoint, timeoutMs = TIMEOUT_MS } = request;
  const proof = await request.prove(oldSize);
  const response = await fetch(`${url.replace(/\/$/, '')}/${ADD_CHECKPOINT_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: formatAddCheckpoint({ oldSize, proof, checkpoint }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text: await readAnswer(response) };
}

async function readAnswer(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > ANSWER_BYTES_LIMIT) {
      throw new TlogError('malformed_request', 'the answer of the witness is too long');
    }
    chunks.push(chunk);
  }
  return utf8(Buffer.concat(chunks), 'malformed_request');
}
