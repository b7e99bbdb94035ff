/** Which facts an agreement shows today, in SQL: whatever is not named stays inside. */
import { type RawBuilder, sql } from 'kysely';
import { recipientConsentSql } from '../privacy/index.ts';

type Sql = RawBuilder<unknown>;

export type Under = { institutionId: string; agreementId: string; today: string };
/** Positions, the second not included. */
export type Range = { from: number; to: number };

/** The agreement, if it is in force; nothing is shown by any other. */
export const agreedSql = ({ institutionId, agreementId, today }: Under): Sql => sql`
  select * from data_agreement
  where institution_id = ${institutionId} and id = ${agreementId} and status = 'APPROVED'
    and valid_from <= ${today}::date and valid_to > ${today}::date`;

/** Views as rows. */
export const viewRows = (agreed: Sql): Sql =>
  sql`jsonb_to_recordset(${agreed}.views) as view (act text, place text, concerns text[],
    groups text[], members jsonb, objects jsonb)`;

/** Facts of agreed kinds in a range, from the day on that was agreed. */
export const candidatesSql = ({ institutionId }: Under, { from, to }: Range): Sql => sql`
  select place.position, place.entry_id, view.*
  from agreed
  cross join ${viewRows(sql`agreed`)}
  join journal_position as place on place.institution_id = ${institutionId}
    and place.act = view.act and place.position >= ${from} and place.position < ${to}
  where place.occurred_at >= agreed.facts_from::timestamp at time zone 'Asia/Shanghai'`;

/** Where an object of a fact is today; null where it is nowhere, or of somebody's file. */
const codeOf = (institutionId: string): Sql => sql`case about.type
  when 'Grid' then (select grid.code from grid
    where grid.institution_id = ${institutionId} and grid.id = about.id::uuid)
  when 'Campaign' then (select campaign.area_code from campaign
    where campaign.institution_id = ${institutionId} and campaign.id = about.id::uuid)
  when 'Notice' then (select notice.area_code from notice
    where notice.institution_id = ${institutionId} and notice.id = about.id::uuid)
  when 'CreditArea' then (select credit_area.area_code from credit_area
    where credit_area.institution_id = ${institutionId} and credit_area.id = about.id::uuid
      and credit_area.customer_id is null)
  when 'Customer' then (select customer.territory_code from customer
    where customer.institution_id = ${institutionId} and customer.id = about.id::uuid
      and customer.status = 'ACTIVE') end`;

const objects = sql`json_to_recordset(leaf.json -> 'objects') as about (type text, id text)`;

/**
 * Of the candidates, what is shown: it concerns nothing but what its kind may concern, all of its
 * places lie in the agreed territory today, and everybody it concerns agreed to be shown to this
 * body. `people`: whom it concerns, each with the consent it rests on. Beside a row `agreed`.
 */
export const shownSql = (under: Under, candidates: Sql): Sql => sql`(
  select candidate.position, entry.leaf_hash, leaf.json as leaf, people.list as people,
    jsonb_build_object('members', candidate.members, 'objects', candidate.objects) as view,
    candidate.groups
  from ${candidates} as candidate
  join journal_entry as entry on entry.institution_id = ${under.institutionId}
    and entry.id = candidate.entry_id
  cross join lateral (select convert_from(entry.leaf, 'UTF8')::json as json) as leaf
  cross join lateral (${placeSql(under)}) as situated
  cross join lateral (${peopleSql(under)}) as people
  where situated.fitting and situated.inside and people.agreed
    and (people.list <> '[]') = (cardinality(candidate.groups) > 0)
    and (agreed.grade = 'PERSONS' or agreed.grade = 'FACTS' and people.list = '[]'))`;

const placeSql = ({ institutionId }: Under): Sql => sql`
  select bool_and(about.type = any(candidate.concerns)) as fitting,
    bool_and(exists (select from unnest(agreed.area_codes) as area (prefix)
      where starts_with(${codeOf(institutionId)}, area.prefix)))
      filter (where about.type = candidate.place) as inside
  from ${objects}`;

const peopleSql = ({ institutionId, today }: Under): Sql => sql`
  select coalesce(jsonb_agg(jsonb_build_object('customer', about.id, 'consent', given.consent)),
      '[]') as list, coalesce(bool_and(given.consent is not null), true) as agreed
  from ${objects}
  cross join lateral (select ${recipientConsentSql({
    institution: sql`${institutionId}`,
    customer: sql`about.id::uuid`,
    purpose: 'GOVERNMENT_SHARING',
    kind: 'GOVERNMENT',
    recipient: sql`agreed.body_code`,
    items: sql`candidate.groups`,
    today: sql`${today}::date`,
  })} as consent) as given
  where about.type = 'Customer'`;

/** The log's name in events; its checkpoints and tiles lie there. */
const source = (institutionId: string): Sql => sql`(select '/public/logs/' || institution.code
  from institution where institution.institution_id = ${institutionId})`;

/** Rows of facts and views as `position, event`: the bytes the other side is given. */
export const eventSql = (institutionId: string): Sql =>
  sql`shared_event(position, leaf_hash, leaf, view, ${source(institutionId)})`;

/** The digest of events: SHA-256 over the SHA-256s of their bytes, ascending. */
export const DIGEST = sql<string>`encode(sha256(coalesce(string_agg(
  sha256(convert_to(event, 'UTF8')), ''::bytea order by position), ''::bytea)), 'hex')`;

/** How many positions the log has. */
export const logSizeSql = (institutionId: string): Sql => sql`coalesce((
  select position + 1 from journal_position where institution_id = ${institutionId}
  order by position desc limit 1), 0)`;
