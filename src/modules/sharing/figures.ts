/** Numbers of the people that agreed facts concern, by division and month; small ones withheld. */
import { sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import {
  type Adding,
  codesWithheld,
  few,
  findPart,
  growTree,
  type Part,
} from '../../kernel/small-numbers.ts';
import { chainOf, FEWEST_SHOWN } from '../coverage/index.ts';
import { type Under, viewRows } from './shown.ts';

type Counts = { households: number; facts: number };
type Unit = Counts & { act: string; code: string };

const ADDING: Adding<Counts> = {
  nothing: { households: 0, facts: 0 },
  plus: (a, b) => ({ households: a.households + b.households, facts: a.facts + b.facts }),
  people: ({ households }) => households,
};

/** First days in China of the month and of the next. */
export type Month = { first: string; next: string };

async function unitsOf(db: Db, under: Under, { first, next }: Month): Promise<Unit[]> {
  const { institutionId, agreementId } = under;
  const { rows } = await sql<Unit>`
    select view.act, customer.area_code as code, count(distinct customer.id)::int as households,
      count(*)::int as facts
    from data_agreement as agreed
    cross join ${viewRows(sql`agreed`)}
    join journal_position as place on place.institution_id = ${institutionId}
      and place.act = view.act
      and place.occurred_at >= ${first}::timestamp at time zone 'Asia/Shanghai'
      and place.occurred_at < ${next}::timestamp at time zone 'Asia/Shanghai'
    join journal_entry as entry on entry.institution_id = ${institutionId}
      and entry.id = place.entry_id
    cross join lateral json_to_recordset(convert_from(entry.leaf, 'UTF8')::json -> 'objects')
      as about (type text, id text)
    join customer on customer.institution_id = ${institutionId}
      and about.type = 'Customer' and customer.id = about.id::uuid
    where agreed.institution_id = ${institutionId} and agreed.id = ${agreementId}
    group by view.act, customer.area_code`.execute(db);
  return rows;
}

const fewPeople = ({ households }: Counts): boolean => few(households, FEWEST_SHOWN);

type Asked = Month & { acts: readonly string[]; areaCodes: readonly string[] };

/**
 * For every agreed kind the agreed divisions and those one level below them. What is withheld is
 * decided over the whole institution, so that no other division gives it away.
 */
export async function figuresOf(db: Db, under: Under, { acts, areaCodes, ...month }: Asked) {
  const units = Map.groupBy(await unitsOf(db, under, month), ({ act }) => act);
  return acts.flatMap((act) => {
    const root = growTree(units.get(act) ?? [], chainOf, ADDING);
    const withheld = codesWithheld(root, fewPeople, ADDING);
    const rowOf = ({ code, counts }: Part<Counts>) => {
      const suppressed = withheld.has(code) || withheld.has('');
      const { households, facts } = counts;
      return {
        act,
        areaCode: code,
        households: suppressed ? null : households,
        facts: suppressed ? null : facts,
        suppressed,
      };
    };
    return areaCodes.flatMap((code) => {
      const part = findPart(root, code, ADDING);
      const below = [...part.children.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
      return [part, ...below].map(rowOf);
    });
  });
}
