/** A bank with a person in every post, and borrowers with a rating each. */
import pg from 'pg';
import { newId } from '../../src/kernel/ids.ts';
import { foundInstitution } from '../helpers/world.ts';
import { ISSUER } from './issuer.ts';

const PLACE = '429005100201';
/** Who investigates beside the one who applied. */
export const SECOND = 'bench.second';

const SECOND_PERSON = [
  `insert into person (institution_id, id, code, name) values ($1, $2, '${SECOND}', '第二调查人')`,
  `insert into login (issuer, subject, institution_id, person_id) values ('${ISSUER}', '${SECOND}', $1, $2)`,
  `insert into appointment (institution_id, id, person_id, role_id, outlet_id, valid_from)
   select institution_id, $2, $2, role_id, outlet_id, valid_from from appointment
   where institution_id = $1 and person_id = (select id from person
     where institution_id = $1 and code = 'grid.manager')`,
];

const CARD = `insert into scorecard (institution_id, id, code, edition, customer_kind, name_en, name_zh,
    sample, status, content, valid_from, published_by)
  values ($1, $2, 'BENCH', 1, 'HOUSEHOLD', 'bench', '测试', true, 'PUBLISHED', '{}', '2025-01-01', $3)`;
const CUSTOMERS = `insert into customer (institution_id, id, code, kind, name_mask, name_cipher, area_code,
    territory_code, completeness, registered_by, registered_on)
  select $1, gen_random_uuid(), 'B' || n, 'HOUSEHOLD', '张*', '', '${PLACE}', '${PLACE}', 100, $2,
    '2025-01-01' from generate_series(1, $3::int) as n`;
const RATINGS = `insert into rating (institution_id, id, customer_id, scorecard_id, area_code, inputs,
    items, lines, findings, outcome, status, score, grade, credit_line_fen, ceiling_fen, valid_from, rated_by)
  select institution_id, gen_random_uuid(), id, $2, '429005', '{}', '[]', '[]', '[]', 'RATED',
    'EFFECTIVE', 80, 'A', 10000000, 10000000, '2026-01-01', $3 from customer where institution_id = $1`;

/** Files as complete as the product asks, without what they say. */
const PROFILES = `insert into customer_profile (institution_id, id, sections, answers, sealed_items)
  select c.institution_id, c.id, (select jsonb_agg(jsonb_build_object('code', s ->> 'code',
      'form', f.id, 'edition', 1, 'percent', 100, 'filled', 1, 'asked', 1, 'missing', '[]'::jsonb,
      'notAsked', '[]'::jsonb))
    from profile_form f, jsonb_array_elements(f.content -> 'sections') s
    where f.institution_id = $1 and f.customer_kind = 'HOUSEHOLD'), '{}', '{}'
  from customer c where c.institution_id = $1`;

/** Founds it; the keys of the borrowers. */
export async function foundBank(ownerUrl: string, key: Buffer, borrowers: number) {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  try {
    const { bankId, people } = await foundInstitution(owner, key);
    await owner.query('update login set issuer = $1', [ISSUER]);
    const second = newId();
    for (const statement of SECOND_PERSON) await owner.query(statement, [bankId, second]);
    const [card, manager] = [newId(), people['grid.manager']];
    await owner.query(CARD, [bankId, card, manager]);
    await owner.query(CUSTOMERS, [bankId, manager, borrowers]);
    await owner.query(RATINGS, [bankId, card, manager]);
    await owner.query(PROFILES, [bankId]);
    await owner.query('vacuum analyze');
    const { rows } = await owner.query<{ id: string }>(
      'select id from customer where institution_id = $1 order by code',
      [bankId],
    );
    return rows.map(({ id }) => id);
  } finally {
    await owner.end();
  }
}
