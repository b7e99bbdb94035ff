import { cosignature } from './cosignature.ts';
import { ed25519 } from './ed25519.ts';
import { TlogError } from './errors.ts';
import { sha256 } from './hash.ts';
import { isKeyName, type Signer, type Verifier } from './note.ts';
import { fromBase64 } from './text.ts';

/**
 * A way to sign notes. Keys are raw bytes, private and public; `prefix` is the signature type, and
 * for type 0xff the longer name behind it.
 */
export type Algorithm = {
  prefix: Buffer;
  isPublicKey(key: Buffer): boolean;
  isPrivateKey(key: Buffer): boolean;
  generate(): Buffer;
  publicKeyOf(privateKey: Buffer): Buffer;
  sign(privateKey: Buffer, text: string, at?: Date): Buffer;
  verify(publicKey: Buffer, text: string, signature: Buffer): boolean;
};

/** Those that C2SP assigned: logs sign with Ed25519, witnesses cosign. */
export const STANDARD_ALGORITHMS: readonly Algorithm[] = [ed25519, cosignature];

/**
 * A new signer key: `PRIVATE+KEY+<name>+<key id>+<base64 of type and private key>`, the text form of
 * Go's golang.org/x/mod/sumdb/note. Whoever holds it can sign as this name.
 *
 * @throws TlogError `malformed_key` for a name that cannot stand in a note.
 */
export function generateSignerKey(name: string, algorithm: Algorithm = ed25519): string {
  return signerText(name, algorithm, algorithm.generate());
}

/** A signer under another name with the same private key: one key can sign for many logs. */
export function renameSignerKey(
  text: string,
  name: string,
  algorithms = STANDARD_ALGORITHMS,
): string {
  const { algorithm, key } = parseSignerKey(text, algorithms);
  return signerText(name, algorithm, key);
}

function signerText(name: string, algorithm: Algorithm, key: Buffer): string {
  if (!isKeyName(name)) throw malformed('a key name has no spaces, plus or control characters');
  const keyId = keyIdOf(name, algorithm, algorithm.publicKeyOf(key));
  return `PRIVATE+KEY+${keyText(name, keyId, Buffer.concat([algorithm.prefix, key]))}`;
}

/** @throws TlogError `malformed_key`; its message never holds the key. */
export function readSigner(text: string, algorithms = STANDARD_ALGORITHMS): Signer {
  const { name, keyId, algorithm, key } = parseSignerKey(text, algorithms);
  const verifier = verifierOf({ name, keyId, algorithm, key: algorithm.publicKeyOf(key) });
  return { name, keyId, verifier, sign: (note, at) => algorithm.sign(key, note, at) };
}

function parseSignerKey(text: string, algorithms: readonly Algorithm[]): Parsed {
  if (!text.startsWith('PRIVATE+KEY+')) throw malformed('a signer key begins with PRIVATE+KEY+');
  const parsed = parse(text.slice('PRIVATE+KEY+'.length), algorithms);
  const { name, keyId, algorithm, key } = parsed;
  if (!algorithm.isPrivateKey(key)) throw malformed('the signer key is of the wrong length');
  if (keyIdOf(name, algorithm, algorithm.publicKeyOf(key)) === keyId) return parsed;
  throw malformed('the signer key does not fit its own key id');
}

/** Keys as they are given to a program, several of them in one argument, a line each, too. */
export const keysIn = (given: readonly string[]): string[] =>
  given.flatMap((argument) => argument.split(/\s+/).filter(Boolean));

/**
 * Reads a verifier key, `<name>+<key id in hex>+<base64 of type and public key>`.
 *
 * @throws TlogError `malformed_key`, also for an algorithm that is not among those given.
 */
export function readVerifier(text: string, algorithms = STANDARD_ALGORITHMS): Verifier {
  const parsed = parse(text, algorithms);
  const { name, keyId, algorithm, key } = parsed;
  if (!algorithm.isPublicKey(key)) throw malformed('the verifier key is of the wrong length');
  if (keyIdOf(name, algorithm, key) === keyId) return verifierOf(parsed);
  throw malformed('the verifier key does not fit its own key id');
}

function verifierOf({ name, keyId, algorithm, key }: Parsed): Verifier {
  const text = keyText(name, keyId, Buffer.concat([algorithm.prefix, key]));
  return { name, keyId, text, verify: (note, bytes) => algorithm.verify(key, note, bytes) };
}

type Parsed = { name: string; keyId: number; algorithm: Algorithm; key: Buffer };

const KEY = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/;

function parse(text: string, algorithms: readonly Algorithm[]): Parsed {
  const [, name = '', id = '', base64 = ''] = KEY.exec(text) ?? [];
  const bytes = fromBase64(base64);
  if (!isKeyName(name) || !bytes) throw malformed('a key is <name>+<key id>+<base64>');
  const algorithm = algorithms.find(({ prefix }) =>
    bytes.subarray(0, prefix.length).equals(prefix),
  );
  if (!algorithm) throw malformed(`the key of ${name} is of a type not known here`);
  return {
    name,
    keyId: Number.parseInt(id, 16),
    algorithm,
    key: bytes.subarray(algorithm.prefix.length),
  };
}

/** The first four bytes of SHA-256 over name, newline, type and public key. */
function keyIdOf(name: string, { prefix }: Algorithm, publicKey: Buffer): number {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), prefix, publicKey])).readUInt32BE();
}

const keyText = (name: string, keyId: number, bytes: Buffer): string =>
  `${name}+${keyId.toString(16).padStart(8, '0')}+${bytes.toString('base64')}`;

const malformed = (message: string): TlogError => new TlogError('malformed_key', message);
