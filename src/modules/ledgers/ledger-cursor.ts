/** Where a page of a ledger ended, opaque to callers: the order, its value and the customer's code. */
import type { LedgerOrder } from '../../generated/enums.ts';
import { refuse } from '../../kernel/errors.ts';
import { isCivilDate } from '../../kernel/text.ts';

export type LedgerPlace = { value: string | number | null; code: string };

/** Later than any due date: customers with nothing due come last. */
export const NEVER = '9999-12-31';

const CODE = /^[A-Z0-9-]{1,32}$/;
const MOST_PERCENT = 101;

export const ledgerCursor = (order: LedgerOrder, { value, code }: LedgerPlace): string =>
  Buffer.from(JSON.stringify([order, value, code])).toString('base64url');

const fits: Readonly<Record<LedgerOrder, (value: unknown) => boolean>> = {
  CODE: (value) => value === null,
  DUE: (value) => typeof value === 'string' && isCivilDate(value),
  COMPLETENESS: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < MOST_PERCENT,
};

/** @throws Refusal `ledger.cursor` */
export function readLedgerCursor(order: LedgerOrder, text: string): LedgerPlace {
  const fault = refuse('ledger.cursor', { path: ['after'] });
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw fault;
  }
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== order) throw fault;
  const [, value, code] = parts as unknown[];
  if (typeof code !== 'string' || !CODE.test(code) || !fits[order](value)) throw fault;
  return { value: value as LedgerPlace['value'], code };
}
