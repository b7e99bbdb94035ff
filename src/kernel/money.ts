/** Amounts are whole fen (1/100 yuan) in a bigint; the wire form is a decimal string in yuan. */
export const MONEY_PATTERN = /^\d{1,13}(\.\d{1,2})?$/;

/** `'1234.5'` -> `123450n`. The text must match MONEY_PATTERN (fractions of a fen do not). */
export function fenOf(yuan: string): bigint {
  const [whole = '0', fraction = ''] = yuan.split('.');
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
}

/** `123450n` -> `'1234.50'`. */
export function yuanOf(fen: bigint): string {
  const sign = fen < 0n ? '-' : '';
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
