/** Where a ciphertext belongs; part of its authentication, so that swapped ones fail to open. */
export type Place = { subjectId: string; table: string; column: string; rowId: string };

export const aad = (institutionId: string, place: Place): string =>
  `${institutionId}|${place.table}|${place.column}|${place.rowId}`;
