import { refuse } from '../errors.ts';
import { requireForm } from './leaf-form.ts';

export const LEAF_VERSION = 1;
/** Bounded by the two-byte length of a C2SP entry bundle. */
export const LEAF_LIMIT_BYTES = 65_535;
const DEPTH_LIMIT = 32;

/** An object the act concerns, with its version after the act where it has versions. */
export type FactObject = { type: string; id: string; version?: number };

/**
 * What a leaf may carry besides its frame. A bigint (money in fen, 64-bit ids) is written as a
 * decimal string; an undefined member is left out. No personal data: a leaf is never erased.
 */
export type LeafValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly LeafValue[]
  | { readonly [name: string]: LeafValue };

/** What happened. `act` is `noun.past` or the command's name, e.g. `loan.approve`. */
export type Fact = {
  act: string;
  objects: readonly FactObject[];
  /** Salted digest of why; the actor's words stand beside the journal, see `reasons.ts`. */
  reason?: string | undefined;
  /** What clear personal data was read for. */
  purpose?: string | undefined;
  data?: { readonly [name: string]: LeafValue } | undefined;
};

/** Around the fact: who, when, and by which request. */
export type FactContext = {
  /** uuid v7 of the fact. */
  id: string;
  at: Date;
  /** Pseudonymous ids: `person` a uuid of the institution, `client` the token's client. */
  actor: { person: string; client?: string | undefined };
  requestId: string;
  /** Digest of the idempotency key and its scope, never the key itself. */
  keyDigest?: string | undefined;
};

/**
 * The bytes of a journal entry: RFC 8785 JSON in UTF-8, the same for the same fact everywhere.
 *
 * @throws Refusal `input.invalid` with the path of a text that has a lone surrogate or NUL (neither
 * has an UTF-8 form Postgres keeps), `input.too_large` over 65,535 bytes.
 * @throws RangeError for numbers that would lose digits, and for a form that places do not take: a
 *   fault of the caller, not of the input.
 */
export function leafOf(fact: Fact, context: FactContext): Buffer {
  requireForm(fact, context);
  const text = canonical(
    {
      act: fact.act,
      actor: context.actor,
      at: context.at.toISOString(),
      data: fact.data,
      id: context.id,
      key: context.keyDigest,
      objects: fact.objects,
      purpose: fact.purpose,
      reason: fact.reason,
      request: context.requestId,
      v: LEAF_VERSION,
    },
    [],
  );
  const leaf = Buffer.from(text, 'utf8');
  if (leaf.length > LEAF_LIMIT_BYTES) {
    throw refuse('input.too_large', { details: { bytes: leaf.length, limit: LEAF_LIMIT_BYTES } });
  }
  return leaf;
}

/** Where in the fact we are; a fault is reported with it. */
type Path = (string | number)[];

/** The value as RFC 8785 text, every part of it checked. */
function canonical(value: LeafValue, path: Path): string {
  if (path.length > DEPTH_LIMIT) throw refuse('input.invalid', { path });
  if (typeof value === 'string') return JSON.stringify(soundText(value, path));
  if (typeof value === 'number') return JSON.stringify(exactNumber(value, path));
  if (typeof value === 'bigint') return `"${value}"`;
  if (value === null || typeof value !== 'object') return String(value ?? null);
  if (isList(value)) return `[${value.map((item, index) => part(item, index, path)).join()}]`;
  let members = '';
  for (const name of namesInOrder(value)) {
    const member = value[name];
    if (member === undefined) continue;
    if (members !== '') members += ',';
    members += `${nameText(name, path)}:${part(member, name, path)}`;
  }
  return `{${members}}`;
}

/** By their code units; facts of many objects are written in that order. */
function namesInOrder(value: object): string[] {
  const names = Object.keys(value);
  const isInOrder = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
  return isInOrder ? names : names.sort();
}

function part(value: LeafValue, step: string | number, path: Path): string {
  path.push(step);
  const text = canonical(value, path);
  path.pop();
  return text;
}

const MOST_NAMES = 2_000;
const names = new Map<string, string>();

/** Facts name their members by the same few words. */
function nameText(name: string, path: Path): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(soundText(name, path));
  if (names.size < MOST_NAMES) names.set(name, text);
  return text;
}

const isList = (value: object): value is readonly LeafValue[] => Array.isArray(value);

function soundText(text: string, path: Path): string {
  if (!text.isWellFormed() || text.includes('\0')) throw refuse('input.invalid', { path });
  return text;
}

function exactNumber(value: number, path: Path): number {
  const lossy = Number.isInteger(value) && !Number.isSafeInteger(value);
  if (lossy || !Number.isFinite(value)) {
    throw new RangeError(`not an exact JSON number at ${path.join('.')}: ${value}`);
  }
  return value;
}
