/**
 * What a county code stands for: one in force, one withdrawn since, or one nobody has listed. Cards
 * keep the code they were issued under, so this is for people to know and never refuses anything.
 */
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { IdAreaFinding } from '../../generated/enums.ts';
import type { Db } from '../../kernel/db/index.ts';

export type { IdAreaFinding };

type CodeList = {
  readonly known: Readonly<Record<string, string>>;
  readonly withdrawn: Readonly<Record<string, string>>;
};

const LIST = new URL('./data/county-codes.json', import.meta.url);
let list: CodeList | undefined;

/** What the list that comes with the software says; its sources stand in the file. */
export function listedCounty(code: string): IdAreaFinding {
  list ??= JSON.parse(readFileSync(LIST, 'utf8')) as CodeList;
  if (Object.hasOwn(list.known, code)) return 'KNOWN';
  return Object.hasOwn(list.withdrawn, code) ? 'WITHDRAWN' : 'UNKNOWN';
}

/**
 * Findings for county codes of six digits on a day: the divisions on record decide, then what the
 * operator imported, then the list that comes with the software.
 */
export async function countyFindings(
  db: Db,
  codes: readonly string[],
  today: string,
): Promise<ReadonlyMap<string, IdAreaFinding>> {
  const asked = [...new Set(codes)];
  if (asked.length === 0) return new Map();
  const { rows } = await sql<{ code: string; withdrawn: boolean }>`
    select asked.code, coalesce(division.ended, county_code.withdrawn) as withdrawn
    from unnest(${asked}::text[]) as asked (code)
    left join lateral (
      select bool_and(valid_to is not null and valid_to <= ${today}::date) as ended
      from area where area.code = asked.code) as division on true
    left join county_code on county_code.code = asked.code`.execute(db);
  return new Map(rows.map(({ code, withdrawn }) => [code, findingOf(code, withdrawn)]));
}

function findingOf(code: string, withdrawn: boolean | null): IdAreaFinding {
  if (withdrawn === null) return listedCounty(code);
  return withdrawn ? 'WITHDRAWN' : 'KNOWN';
}
