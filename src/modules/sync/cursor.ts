/** Where a device stands, opaque to it. Nothing in it grants anything: territory is the caller's own. */
import { refuse } from '../../kernel/errors.ts';
import { minimalPrefixes } from './rules.ts';

/** One pass over a territory: everything that changed in a stretch of the journal, by key. */
export type Pass = {
  /** Everything up to this position has been delivered; null where nothing has. */
  since: number | null;
  /** The position this pass delivers up to; null between passes. */
  until: number | null;
  /** Delivered in this pass up to this key. */
  after: string;
  /** The territories the device keeps, minimal. */
  scope: readonly string[];
  /** Of these, the ones this pass delivers whole. */
  fresh: readonly string[];
};

export const MOST_PREFIXES = 200;
export const MOST_CURSOR = 8_000;
export const NO_KEY = '00000000-0000-0000-0000-000000000000';

export const startOf = (): Pass => ({
  since: null,
  until: null,
  after: NO_KEY,
  scope: [],
  fresh: [],
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PREFIX = /^[0-9A-Z]{2,32}$/;

export const writeCursor = ({ since, until, after, scope, fresh }: Pass): string =>
  Buffer.from(JSON.stringify([1, since, until, after, scope, fresh])).toString('base64url');

/** @throws Refusal `sync.cursor` */
export function readCursor(text: string): Pass {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    parts = null;
  }
  if (!Array.isArray(parts) || parts.length !== 6 || parts[0] !== 1) throw unknownCursor();
  const [, since, until, after, scope, fresh] = parts as unknown[];
  if (!isPosition(since) || !isPosition(until)) throw unknownCursor();
  if (typeof after !== 'string' || !UUID.test(after)) throw unknownCursor();
  if (!isTerritory(scope) || !isTerritory(fresh)) throw unknownCursor();
  return { since, until, after, scope, fresh };
}

const unknownCursor = () => refuse('sync.cursor', { path: ['cursor'] });

const isPosition = (value: unknown): value is number | null =>
  value === null || (Number.isSafeInteger(value) && Number(value) >= -1);

const isTerritory = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length <= MOST_PREFIXES &&
  value.every((each) => typeof each === 'string' && PREFIX.test(each)) &&
  minimalPrefixes(value).length === value.length;
