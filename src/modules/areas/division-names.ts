import { sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';

const LEVEL_DIGITS = [2, 4, 6, 9, 12];

/** Names of a division and of those around it, outermost first, as they are or last were. */
export async function divisionNames(db: Db, areaCode: string): Promise<string[]> {
  const codes = LEVEL_DIGITS.map((digits) => areaCode.slice(0, digits));
  const { rows } = await sql<{ name: string }>`
    select distinct on (code) name from area
    where code = any(${[...new Set(codes)]}::text[])
    order by code, valid_from desc`.execute(db);
  return rows.map(({ name }) => name);
}
