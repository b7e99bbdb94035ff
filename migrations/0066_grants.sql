-- Where somebody may do something is a matter of the role that lets them: a reviewer of one outlet
-- who reads all of another reviews nothing there.
create or replace function principal_of(p_institution uuid, p_person uuid, p_today date) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'institutionId', p.institution_id,
    'institutionKind', i.kind,
    'personId', p.id,
    'code', p.code,
    'roles', coalesce(jsonb_agg(distinct r.code) filter (where r.code is not null), '[]'),
    'grants', coalesce(jsonb_agg(jsonb_build_object(
      'permissions', r.permissions,
      'scope', case
        when r.scope_kind = 'INSTITUTION' then array['']
        when r.scope_kind = 'OUTLET' then coalesce(o.area_codes, '{}') || assigned.codes
        else assigned.codes end)) filter (where r.code is not null), '[]'),
    'approvalLimitFen', coalesce(max(r.approval_limit_fen), 0)::text)
  from person p
  join institution i on i.institution_id = p.institution_id
  cross join lateral (
    select coalesce(assigned_codes(p_institution, p_person, p_today), '{}') as codes) assigned
  left join appointment a on a.institution_id = p.institution_id and a.person_id = p.id
    and a.valid_from <= p_today and (a.valid_to is null or a.valid_to > p_today)
  left join role r on r.institution_id = a.institution_id and r.id = a.role_id
  left join outlet o on o.institution_id = a.institution_id and o.id = a.outlet_id
    and o.status = 'ACTIVE'
  where p.institution_id = p_institution and p.id = p_person and p.status = 'ACTIVE'
  group by p.institution_id, p.id, p.code, i.kind
$$;
comment on function principal_of(uuid, uuid, date) is
  'Who a person is on a day: roles in force and, for each, its permissions and where they hold: the '
  'whole institution, the outlet''s areas and the person''s own grids, or those grids alone';
