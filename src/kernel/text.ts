/** Year 0 is no year of Postgres's. */
const CIVIL_DATE = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const INSTANT =
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** A date that exists, as `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  if (!CIVIL_DATE.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** An RFC 3339 instant with an offset whose date exists. */
export const isInstant = (text: string): boolean =>
  INSTANT.test(text) && isCivilDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));

/** Text Postgres and JSON can carry: no NUL, no lone surrogate. */
export const isCleanText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** What a machine calls a record of its own: it can hold nobody's words. */
export const MACHINE_REFERENCE = /^[A-Za-z0-9](?:[A-Za-z0-9._:/+-]*[A-Za-z0-9])?$/;
