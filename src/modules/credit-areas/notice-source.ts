/** What stands on public notice before a credit household or village is named. */
import { sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import { type NoticeCandidate, type NoticeSource, registerNoticeSource } from '../notices/index.ts';
import type { CreditRow } from './standing.ts';

/**
 * Households whose inspection passed and who stood on no notice since their figures were frozen;
 * and, while the village itself waits to be named, the credit households that this rests on.
 */
const candidates: NoticeSource = async (tx, { institutionId, areaCode, today }) => {
  const { rows } = await sql<NoticeCandidate>`
    select c.id as "customerId", null as "ratingId", c.name_mask as "nameMask",
      g.name as "groupName", null as grade, null as "creditLineFen"
    from customer c
    left join grid g on g.institution_id = ${institutionId} and g.id = c.grid_id
    where c.institution_id = ${institutionId} and c.area_code = ${areaCode} and c.status = 'ACTIVE'
      and exists (select from credit_area a
        where a.institution_id = ${institutionId} and a.customer_id = c.id
          and a.level = 'HOUSEHOLD' and (
            a.status = 'INSPECTED' and a.inspection_passed and not exists (
              select from notice_entry e join notice n
                on n.institution_id = ${institutionId} and n.id = e.notice_id
              where e.institution_id = ${institutionId} and e.customer_id = c.id
                and n.kind = 'CREDIT_AREA' and n.opened_on >= a.checked_on)
            or a.status = 'NAMED' and a.valid_from <= ${today}::date and a.valid_to > ${today}::date
              and exists (select from credit_area v
                where v.institution_id = ${institutionId} and v.level = 'VILLAGE'
                  and v.area_code = ${areaCode} and v.status = 'INSPECTED' and v.inspection_passed)))
    order by c.territory_code, c.code`.execute(tx);
  return rows;
};

registerNoticeSource('CREDIT_AREA', candidates);

/** A household by its own entry, a village by a notice of its households that has run its time. */
export async function hasStoodNotice(db: Db, row: CreditRow): Promise<boolean> {
  const { institution_id: institutionId, area_code: areaCode, checked_on: checkedOn } = row;
  const entry = sql`exists (select from notice_entry e
    where e.institution_id = ${institutionId} and e.notice_id = n.id
      and e.customer_id = ${row.customer_id} and e.status = 'EFFECTIVE')`;
  const { rows } = await sql<{ stood: boolean }>`
    select exists (select from notice n
      where n.institution_id = ${institutionId} and n.kind = 'CREDIT_AREA'
        and n.opened_on >= ${checkedOn}::date
        and ${row.customer_id ? entry : sql`n.area_code = ${areaCode} and n.status = 'CLOSED'`})
      as stood`.execute(db);
  return rows[0]?.stood ?? false;
}
