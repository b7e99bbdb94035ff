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
  'masked', coalesce(item ->> 'code' = any (sealed_items), false),
  'value', case item ->> 'type'
    when 'FILE' then on_file -> (item ->> 'field')
    else profile_value(item, answers -> (item ->> 'code')) end,
  'choice', case when item ->> 'type' = 'CHOICE' then (
    select each -> 'label' from jsonb_array_elements(item -> 'options') as each
    where each -> 'code' = answers -> (item ->> 'code')) end)`;

const SECTION = sql`jsonb_build_object(
  'code', definition -> 'code', 'label', definition -> 'label',
  'form', ${sql.lit(`${idPrefix('ProfileForm')}_`)} || form_id, 'edition', edition,
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
 * One subselect of the customer's statement, whatever the number of sections.
 */
export function profileSql(row: Row): Sql {
  const today = sql`${bind(param((request) => request.today))}::date`;
  return sql`(select coalesce(jsonb_agg(${SECTION} order by rank), '[]') from (
    select form.id as form_id, form.edition, definition, held.state, held.rank,
      kept.answers, kept.sealed_items, ${onFile(row)} as on_file
    from customer_profile as kept
    cross join lateral jsonb_array_elements(kept.sections) with ordinality as held (state, rank)
    join profile_form as form on form.institution_id = kept.institution_id
      and form.id = (held.state ->> 'form')::uuid
    cross join lateral jsonb_array_elements(form.content -> 'sections') as listed (definition)
    where kept.institution_id = ${row('institution_id')} and kept.id = ${row('id')}
      and definition -> 'code' = held.state -> 'code'
    union all
    select form.id, form.edition, definition, null, 1000 + listed.rank, '{}', '{}', ${onFile(row)}
    from profile_form as form
    cross join lateral jsonb_array_elements(form.content -> 'sections')
      with ordinality as listed (definition, rank)
    where form.institution_id = ${row('institution_id')}
      and form.customer_kind = ${row('kind')} and form.valid_from <= ${today}
      and (form.valid_to is null or form.valid_to > ${today})
      and not exists (select from customer_profile as kept
        cross join lateral jsonb_array_elements(kept.sections) as held (state)
        where kept.institution_id = ${row('institution_id')} and kept.id = ${row('id')}
          and held.state -> 'code' = definition -> 'code')) as profile)`;
}
