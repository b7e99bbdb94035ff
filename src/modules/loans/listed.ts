import { type RawBuilder, sql } from 'kysely';

/** Values of an enum as SQL writes a list of them. */
export const listed = (values: readonly string[]): RawBuilder<unknown> =>
  sql.join(values.map((value) => sql.lit(value)));
