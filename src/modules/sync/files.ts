/** Files as devices keep them: one statement, masks only. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import { idPrefix } from '../../kernel/ids.ts';

const MOST_VISITS = 20;

type Fragment = RawBuilder<unknown>;

/** The global id in a column; null stays null. */
const idOf = (type: string, column: string): Fragment =>
  sql`${sql.lit(`${idPrefix(type)}_`)} || ${sql.ref(column)}`;

const ofCustomer = (table: string): Fragment =>
  sql`${sql.ref(`${table}.institution_id`)} = customer.institution_id
    and ${sql.ref(`${table}.customer_id`)} = customer.id`;

const CUSTOMER = sql`json_build_object('id', ${idOf('Customer', 'customer.id')},
  'version', customer.version, 'code', customer.code, 'kind', customer.kind,
  'status', customer.status, 'mergedIntoId', ${idOf('Customer', 'customer.merged_into_id')},
  'gridId', ${idOf('Grid', 'customer.grid_id')}, 'territoryCode', customer.territory_code,
  'areaCode', customer.area_code, 'businessName', customer.business_name,
  'creditCode', customer.credit_code, 'nameMask', customer.name_mask,
  'idNumberMask', customer.id_number_mask, 'mobileMask', customer.mobile_mask,
  'addressMask', customer.address_mask, 'longitude', customer.longitude,
  'latitude', customer.latitude, 'completeness', customer.completeness,
  'screening', customer.screening)`;

const MEMBERS = sql`(select coalesce(json_agg(json_build_object('id', ${idOf('Member', 'member.id')},
    'version', member.version, 'relationship', member.relationship, 'head', member.head,
    'nameMask', member.name_mask, 'idNumberMask', member.id_number_mask) order by member.id), '[]')
  from customer_member as member where ${ofCustomer('member')} and member.left_on is null)`;

const VISITS = sql`(select coalesce(json_agg(json_build_object('id', ${idOf('Visit', 'latest.id')},
    'version', latest.version, 'way', latest.way, 'purpose', latest.purpose,
    'result', latest.result, 'visitedAt', latest.visited_at, 'nextOn', latest.next_on,
    'visitorId', ${idOf('Person', 'latest.visitor_id')})
    order by latest.visited_at desc, latest.id desc), '[]')
  from (select * from visit where ${ofCustomer('visit')} and visit.status = 'RECORDED'
    order by visit.visited_at desc, visit.id desc limit ${sql.lit(MOST_VISITS)}) as latest)`;

const FOLLOW_UPS = sql`(select coalesce(json_agg(json_build_object(
    'id', ${idOf('FollowUp', 'follow_up.id')}, 'version', follow_up.version,
    'kind', follow_up.kind, 'promisedBy', follow_up.promised_by, 'dueOn', follow_up.due_on,
    'assigneeId', ${idOf('Person', 'follow_up.assignee_id')})
    order by follow_up.due_on, follow_up.id), '[]')
  from follow_up where ${ofCustomer('follow_up')} and follow_up.status = 'OPEN')`;

const PROFILE = sql`(select json_build_object('version', kept.version, 'answers', kept.answers,
    'sealedItems', kept.sealed_items, 'sections', kept.sections)
  from customer_profile as kept
  where kept.institution_id = customer.institution_id and kept.id = customer.id)`;

type Wanted = { institutionId: string; scope: readonly string[]; keys: readonly string[] };

/**
 * The files of these customers in the order of their keys; one that has left the territory since
 * its key was read is not shown: the next pass says that it is gone.
 */
export async function filesOf(db: Db, { institutionId, scope, keys }: Wanted): Promise<unknown[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ file: unknown }>`
    select json_build_object('customer', ${CUSTOMER}, 'members', ${MEMBERS}, 'visits', ${VISITS},
      'followUps', ${FOLLOW_UPS}, 'profile', ${PROFILE}) as file
    from customer
    where customer.institution_id = ${institutionId} and customer.id = any(${[...keys]}::uuid[])
      and exists (select from unnest(${[...scope]}::text[]) as territory (prefix)
        where starts_with(customer.territory_code, territory.prefix))
    order by customer.id`.execute(db);
  return rows.map(({ file }) => file);
}

type Serving = { institutionId: string; scope: readonly string[]; today: string };

const MOST_ASSIGNMENTS = 2_000;

/** Who serves the grids of a territory, today or from a later day on. */
export async function assignmentsOf(db: Db, { institutionId, scope, today }: Serving) {
  const { rows } = await sql<{ served: unknown }>`
    select json_build_object('id', ${idOf('Assignment', 'assignment.id')},
      'gridId', ${idOf('Grid', 'grid.id')}, 'gridCode', grid.code,
      'personId', ${idOf('Person', 'person.id')}, 'personName', person.name,
      'role', assignment.role, 'validFrom', assignment.valid_from,
      'validTo', assignment.valid_to) as served
    from unnest(${[...scope]}::text[]) as territory (prefix)
    join grid on grid.institution_id = ${institutionId}
      and grid.code >= territory.prefix and grid.code < territory.prefix || '~'
    join assignment on assignment.institution_id = grid.institution_id
      and assignment.grid_id = grid.id
      and (assignment.valid_to is null or assignment.valid_to > ${today}::date)
    join person on person.institution_id = assignment.institution_id
      and person.id = assignment.person_id
    order by grid.code, assignment.id limit ${MOST_ASSIGNMENTS}`.execute(db);
  return rows.map(({ served }) => served);
}
