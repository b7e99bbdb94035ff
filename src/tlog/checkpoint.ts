import { TlogError } from './errors.ts';
import { EMPTY_ROOT, HASH_BYTES } from './hash.ts';
import { type OpenNote, openNote, type Verifier } from './note.ts';
import { fromBase64, fromDecimal, requireWhole } from './text.ts';

/** The head of a log: which log, how many leaves, their root (c2sp.org/tlog-checkpoint). */
export type TreeHead = { origin: string; size: number; root: Uint8Array };

/** A head as read, with lines another log may add; this log writes none. */
export type Checkpoint = { origin: string; size: number; root: Buffer; extensions: string[] };

/** The text of a checkpoint, to be signed as a note. @throws TlogError where it could not be read back. */
export function checkpointText({ origin, size, root }: TreeHead): string {
  requireWhole(size, 'the size of a tree');
  const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
  parseCheckpoint(text);
  return text;
}

/** @throws TlogError `malformed_checkpoint`. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', sizeText = '', rootText = '', ...rest] = text.split('\n');
  const size = fromDecimal(sizeText);
  const root = fromBase64(rootText);
  const extensions = rest.slice(0, -1);
  if (origin === '' || rest.at(-1) !== '' || extensions.includes('')) {
    throw malformed('is not three or more lines of text, each ended by a newline');
  }
  if (size === undefined) throw malformed(`has no size in its second line: ${sizeText}`);
  if (root?.length !== HASH_BYTES) throw malformed(`has no root in its third line: ${rootText}`);
  return { origin, size, root, extensions };
}

const malformed = (what: string): TlogError =>
  new TlogError('malformed_checkpoint', `the checkpoint ${what}`);

export type OpenCheckpoint = Checkpoint & Pick<OpenNote, 'text' | 'signatures'>;

/**
 * Opens a signed checkpoint of a known log: every key of `log` must have signed it, and its origin
 * must be their name; keys in `others` (witnesses) are verified where they signed.
 *
 * @throws TlogError as `openNote`; `unsigned` where a key of the log is missing; `wrong_origin`.
 */
export function openCheckpoint(
  note: string,
  log: readonly Verifier[],
  others: readonly Verifier[] = [],
): OpenCheckpoint {
  const { text, signatures } = openNote(note, [...log, ...others]);
  requireSignatures({ signatures }, log);
  const checkpoint = parseCheckpoint(text);
  const stranger = log.find(({ name }) => name !== checkpoint.origin);
  if (stranger) {
    throw new TlogError(
      'wrong_origin',
      `the checkpoint is of ${checkpoint.origin}, the key of ${stranger.name}`,
    );
  }
  if (checkpoint.size === 0 && !checkpoint.root.equals(EMPTY_ROOT)) {
    throw malformed('says an empty tree has a root other than the hash of nothing');
  }
  return { ...checkpoint, text, signatures };
}

/** @throws TlogError `unsigned` where one of these keys did not sign what was opened. */
export function requireSignatures(
  { signatures }: Pick<OpenNote, 'signatures'>,
  keys: readonly Verifier[],
): void {
  for (const key of keys) {
    if (signatures.some(({ verifier }) => verifier.text === key.text)) continue;
    throw new TlogError('unsigned', `the checkpoint is not signed by ${key.text}`);
  }
}
