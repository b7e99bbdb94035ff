/** One command writes at most this many facts; more belong in one fact over a set. */
export const LEAVES_PER_INSERT_LIMIT = 1000;

const texts = new Map<number, string>();

/**
 * The one statement that writes a command's facts, in the order given. It runs inside the command's
 * transaction, after the objects concerned are locked: their lock's order becomes the journal's.
 * The API role may fill no other column, and row security ties the row to the running institution.
 *
 * @throws RangeError for no leaf or more than {@link LEAVES_PER_INSERT_LIMIT}.
 */
export function journalInsert(
  institutionId: string,
  leaves: readonly Uint8Array[],
): { text: string; values: unknown[] } {
  return { text: insertText(leaves.length), values: [institutionId, ...leaves] };
}

function insertText(count: number): string {
  if (count < 1 || count > LEAVES_PER_INSERT_LIMIT) {
    throw new RangeError(`1 to ${LEAVES_PER_INSERT_LIMIT} leaves per insert, not ${count}`);
  }
  const known = texts.get(count);
  if (known) return known;
  const rows = Array.from({ length: count }, (_, index) => `($1::uuid, $${index + 2}::bytea)`);
  const text = `insert into journal_entry (institution_id, leaf) values ${rows.join(', ')}`;
  texts.set(count, text);
  return text;
}
