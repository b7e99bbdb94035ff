-- A closed outlet serves no area any more, so those still appointed there see nothing through it.
create or replace function principal_of(p_institution uuid, p_person uuid, p_today date) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'institutionId', p.institution_id,
    'institutionKind', i.kind,
    'personId', p.id,
    'code', p.code,
    'roles', coalesce(jsonb_agg(distinct r.code) filter (where r.code is not null), '[]'),
    'permissions', coalesce(
      jsonb_agg(distinct permission) filter (where permission is not null), '[]'),
    'approvalLimitFen', coalesce(max(r.approval_limit_fen), 0)::text,
    'scope', case
      when bool_or(r.scope_kind = 'INSTITUTION') then '[""]'::jsonb
      else to_jsonb(array(
        select distinct code from (
          select unnest(o2.area_codes) as code
          from appointment a2
          join role r2 on r2.institution_id = a2.institution_id and r2.id = a2.role_id
          join outlet o2 on o2.institution_id = a2.institution_id and o2.id = a2.outlet_id
            and o2.status = 'ACTIVE'
          where a2.institution_id = p_institution and a2.person_id = p_person
            and r2.scope_kind = 'OUTLET'
            and a2.valid_from <= p_today and (a2.valid_to is null or a2.valid_to > p_today)
          union all
          select unnest(assigned_codes(p_institution, p_person, p_today))
        ) codes order by code))
      end)
  from person p
  join institution i on i.institution_id = p.institution_id
  left join appointment a on a.institution_id = p.institution_id and a.person_id = p.id
    and a.valid_from <= p_today and (a.valid_to is null or a.valid_to > p_today)
  left join role r on r.institution_id = a.institution_id and r.id = a.role_id
  left join lateral unnest(r.permissions) permission on true
  where p.institution_id = p_institution and p.id = p_person and p.status = 'ACTIVE'
  group by p.institution_id, p.id, p.code, i.kind
$$;
