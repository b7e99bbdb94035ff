import { TlogError, type TlogFault } from './errors.ts';

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as text. @throws TlogError where they are not UTF-8. */
export function utf8(bytes: Uint8Array, fault: TlogFault): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new TlogError(fault, 'is not UTF-8');
  }
}

/** Standard base64 in its one canonical spelling, or nothing: no two texts say the same bytes. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

const DECIMAL = /^(0|[1-9][0-9]{0,15})$/;

/** A size or an index as the formats spell it: no sign, no leading zeroes, at most 2^53 - 1. */
export function fromDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A size of a tree, or an index in it, that a caller gives. @throws TlogError `out_of_range`. */
export function requireWhole(value: number, what: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new TlogError('out_of_range', `${what} is no whole number from 0 to 2^53 - 1: ${value}`);
}
