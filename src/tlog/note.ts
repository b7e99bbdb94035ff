import { TlogError } from './errors.ts';
import { fromBase64 } from './text.ts';

/**
 * Signed notes, by c2sp.org/signed-note: a text that ends in a newline, an empty line, and lines
 * "— <key name> <base64 of key id and signature>".
 */

/** A key one trusts. `text` is its verifier key, `keyId` the four bytes that stand in signatures. */
export type Verifier = {
  name: string;
  keyId: number;
  text: string;
  verify(text: string, signature: Buffer): boolean;
};

/** A key that signs. `at`: the time a cosignature states, now unless given; others state none. */
export type Signer = {
  name: string;
  keyId: number;
  verifier: Verifier;
  sign(text: string, at?: Date): Buffer;
};

/** A signature that holds. `signature` is without the key id; `line` is as it stands in the note. */
export type Signature = { verifier: Verifier; signature: Buffer; line: string };

export type OpenNote = { text: string; signatures: Signature[] };

const NOTE_LENGTH_LIMIT = 1_000_000;
const SIGNATURES_LIMIT = 100;
const KEY_ID_BYTES = 4;

/** What a key may be called: not empty, no spaces, no plus, no control characters. */
export const isKeyName = (name: string): boolean =>
  name !== '' && name.isWellFormed() && !/[\p{White_Space}\p{Cc}+]/u.test(name);

/** @throws TlogError `malformed_note` where the text could not be read back. */
export function signNote(text: string, signers: readonly Signer[], at?: Date): string {
  const note = `${text}\n${signers.map((signer) => signatureLine(signer, text, at)).join('')}`;
  if (splitNote(note).text === text) return note;
  throw malformed('has no text that ends in a newline');
}

/** The line by which a key signs a text. */
export function signatureLine(signer: Signer, text: string, at?: Date): string {
  const id = Buffer.alloc(KEY_ID_BYTES);
  id.writeUInt32BE(signer.keyId);
  return `— ${signer.name} ${Buffer.concat([id, signer.sign(text, at)]).toString('base64')}\n`;
}

/**
 * Opens a note signed by at least one of the keys. Signatures of unknown keys are ignored; one of a
 * known key that does not hold makes the whole note worthless.
 *
 * @throws TlogError `malformed_note`; `bad_signature`; `unsigned` where no known key signed.
 */
export function openNote(note: string, verifiers: readonly Verifier[]): OpenNote {
  const { text, lines } = splitNote(note);
  const signatures = lines.flatMap((line) => {
    const { name, keyId, signature } = parseLine(line);
    const verifier = verifiers.find((key) => key.name === name && key.keyId === keyId);
    if (!verifier) return [];
    if (verifier.verify(text, signature)) return [{ verifier, signature, line: `${line}\n` }];
    throw new TlogError('bad_signature', `the signature by ${verifier.text} does not hold`);
  });
  if (signatures.length > 0) return { text, signatures };
  throw new TlogError('unsigned', 'the note is signed by none of the keys given');
}

/** A note with signature lines that others gave for it, each once. */
export function addSignatures(note: string, lines: readonly string[]): string {
  const present = new Set(splitNote(note).lines);
  const added = new Set(lines.map((line) => line.replace(/\n$/, '')));
  return note + [...added].flatMap((line) => (present.has(line) ? [] : [`${line}\n`])).join('');
}

const NEWLINE = 0x0a;
const SPACE = 0x20;

const hasControls = (text: string): boolean =>
  Buffer.from(text).some((byte) => byte < SPACE && byte !== NEWLINE);

/** The text and the signature lines (without their newlines) of a note, nothing verified. */
export function splitNote(note: string): { text: string; lines: string[] } {
  if (note.length > NOTE_LENGTH_LIMIT) throw malformed('is longer than a million characters');
  if (!note.isWellFormed() || hasControls(note)) throw malformed('holds control characters');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw malformed('has no empty line before its signatures');
  const lines = note.slice(split + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0) throw malformed('does not end in signatures');
  if (lines.length > SIGNATURES_LIMIT) throw malformed(`has over ${SIGNATURES_LIMIT} signatures`);
  for (const line of lines) parseLine(line);
  return { text: note.slice(0, split + 1), lines };
}

const LINE = /^— ([^ ]+) ([^ ]+)$/;

function parseLine(line: string): { name: string; keyId: number; signature: Buffer } {
  const [, name = '', base64 = ''] = LINE.exec(line) ?? [];
  const bytes = fromBase64(base64);
  if (!isKeyName(name) || !bytes || bytes.length <= KEY_ID_BYTES) {
    throw malformed(`has a line that is no signature: ${line.slice(0, 100)}`);
  }
  return { name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(KEY_ID_BYTES) };
}

const malformed = (what: string): TlogError => new TlogError('malformed_note', `the note ${what}`);
