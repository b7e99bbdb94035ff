/** `Customer.profile` in SQL: sections and items as the forms have them, answers beside them. */
import { sql } from 'kysely';
import { idPrefix } from '../../kernel/ids.ts';
import { bind, param, type Row, type Sql } from '../../kernel/queries/noun.ts';

/** An item of a form with its answer; what is sealed shows only that it is there. */
const ITEM = sql`jsonb_build_object(
  'code', item -> 'code', 'label', item -> 'label', 'type', item -> 'type',
  'required', item -> 'required', 'unit', item -> 'unit',
  'asked', not coalesce(state -> 'notAsked', '[]') ? (item ->> 'code'),
  'answered', coalesce(not ((state -> 'missing') || (state -> 'notAsked')) ? (item ->> 'code'), false),
  'masked', coalesce(item ->> 'code' = any (known.sealed_items), false),
  'value', case
    when item ->> 'type' = 'FILE' then on_file -> (item ->> 'field')
    when item ->> 'type' = 'MONEY' or item ->> 'result' = 'MONEY'
      then to_jsonb(round((known.answers ->> (item ->> 'code'))::numeric / 100, 2)::text)
    when item ->> 'type' = 'TABLE' and known.answers ? (item ->> 'code')
      then profile_value(item, known.answers -> (item ->> 'code'))
    else known.answers -> (item ->> 'code') end,
  'choice', case when item ->> 'type' = 'CHOICE' and known.answers ? (item ->> 'code') then (
    select each -> 'label' from jsonb_array_elements(item -> 'options') as each
    where each -> 'code' = known.answers -> (item ->> 'code')) end)`;

const SECTION = sql`jsonb_build_object(
  'code', definition -> 'code', 'label', definition -> 'label',
  'form', ${sql.lit(`${idPrefix('ProfileForm')}_`)} || form.form_id, 'edition', form.edition,
  'inForce', not coalesce((state -> 'dropped')::boolean, false),
  'percent', coalesce(state -> 'percent', '0'), 'filled', coalesce(state -> 'filled', '0'),
  'asked', coalesce(state -> 'asked', to_jsonb(jsonb_array_length(definition -> 'items'))),
  'answeredBy', ${sql.lit(`${idPrefix('Person')}_`)} || (state ->> 'by'), 'answeredOn', state -> 'on',
  'items', (select jsonb_agg(${ITEM} order by place)
    from jsonb_array_elements(definition -> 'items') with ordinality as listed (item, place)))`;

/** Masks and public fields of the row: what items of type FILE show. */
const onFile = (row: Row): Sql => sql`jsonb_build_object(
  'NAME', ${row('name_mask')}, 'ID_NUMBER', ${row('id_number_mask')},
  'MOBILE', ${row('mobile_mask')}, 'ADDRESS', ${row('address_mask')},
  'AREA', ${row('area_code')}, 'BUSINESS_NAME', ${row('business_name')},
  'CREDIT_CODE', ${row('credit_code')})`;

/**
 * Sections as they stand, then those of the form in force today that the file has not met yet.
 * One subselect of the customer's statement; each form a file was answered under is unfolded once.
 */
export function profileSql(row: Row): Sql {
  const today = sql`${bind(param((request) => request.today))}::date`;
  return sql`(select coalesce(jsonb_agg(${SECTION} order by state is null, rank, place), '[]')
    from (select ${onFile(row)} as on_file) as file
    left join customer_profile as kept
      on kept.institution_id = ${row('institution_id')} and kept.id = ${row('id')}
    cross join lateral (
      select coalesce(kept.sections, '[]') as sections, coalesce(kept.answers, '{}') as answers,
        coalesce(kept.sealed_items, '{}') as sealed_items) as known
    cross join lateral (
      select form.id as form_id, form.edition, form.content -> 'sections' as definitions,
        form.customer_kind = ${row('kind')} and form.valid_from <= ${today}
          and (form.valid_to is null or form.valid_to > ${today}) as in_force
      from profile_form as form
      where form.institution_id = ${row('institution_id')} and (
        form.id in (select (each ->> 'form')::uuid from jsonb_array_elements(known.sections) as each)
        or form.customer_kind = ${row('kind')} and form.valid_from <= ${today}
          and (form.valid_to is null or form.valid_to > ${today}))) as form
    cross join lateral jsonb_array_elements(form.definitions)
      with ordinality as listed (definition, place)
    left join lateral (
      select held.state, held.rank
      from jsonb_array_elements(known.sections) with ordinality as held (state, rank)
      where held.state -> 'code' = definition -> 'code') as met on true
    where met.state ->> 'form' = form.form_id::text or met.state is null and form.in_force)`;
}
