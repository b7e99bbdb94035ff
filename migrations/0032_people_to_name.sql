-- Who may be named, as a set: a page of a village's notice joins it instead of asking row by row.
create function people_to_name(p_institution uuid, p_today date) returns table (customer_id uuid)
language sql stable as $$
  select agreed.customer_id from consent agreed
  where agreed.institution_id = p_institution and agreed.purpose = 'PUBLIC_NOTICE'
    and agreed.member_id is null and agreed.recipient_kind = 'NONE'
    and agreed.items @> array['IDENTITY', 'RATING']
    and agreed.valid_from <= p_today and (agreed.valid_to is null or agreed.valid_to > p_today)
    and not exists (
      select from processing_restriction restricted
      where restricted.institution_id = p_institution
        and restricted.customer_id = agreed.customer_id and restricted.valid_to is null)
$$;
comment on function people_to_name(uuid, date) is
  'Customers who consent on a day to being named with a rating in a public notice (PIPL 25)';

create or replace function may_be_named(p_institution uuid, p_customer uuid, p_today date)
returns boolean language sql stable as $$
  select exists (
    select from people_to_name(p_institution, p_today) named where named.customer_id = p_customer)
$$;

create or replace function public_notice(
  p_slug text, p_id uuid, p_today date, p_after uuid, p_limit integer) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_institution uuid := public_institution(p_slug);
begin
  return (
    with listed as materialized (
      select e.id, e.customer_id, e.name_mask, e.group_name, e.grade, e.credit_line_fen
      from notice_entry e
      where e.institution_id = v_institution and e.notice_id = p_id
        and e.status in ('OPEN', 'OBJECTED', 'DISMISSED')
    ),
    named as materialized (
      select l.* from listed l
      join people_to_name(v_institution, p_today) p on p.customer_id = l.customer_id
    )
    select jsonb_build_object(
      'institution', (select jsonb_build_object('slug', lower(code), 'name', name)
        from institution where institution_id = v_institution),
      'id', n.id, 'kind', n.kind, 'title', n.title, 'areaCode', n.area_code,
      'openedOn', n.opened_on, 'closesOn', n.closes_on, 'workingDays', n.period_days,
      'notNamed', (select count(*) from listed) - (select count(*) from named),
      'entries', coalesce((
        select jsonb_agg(to_jsonb(shown) order by shown.id)
        from (
          select e.id, e.name_mask as name, e.group_name as "group", e.grade,
            round(e.credit_line_fen::numeric / 100, 2)::text as "creditLine"
          from named e
          where p_after is null or e.id > p_after
          order by e.id limit p_limit) shown), '[]'::jsonb))
    from notice n
    where n.institution_id = v_institution and n.id = p_id and n.status = 'OPEN');
end
$$;
