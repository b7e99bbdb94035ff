import { BANK } from '../county.ts';
import { bare, given, listen, openLanes } from '../listen.ts';

/**
 * The most a person could write for one answer: a prepared statement by name whose text goes out
 * as it comes. No tokens, no tenancy, no choice of fields; it connects as a superuser.
 */
const STATEMENT = `
select json_build_object('data', json_build_object('grid', json_build_object(
  'id', 'grid_' || g.id, 'code', g.code, 'name', g.name, 'level', g.level,
  'areaCode', g.area_code, 'validFrom', g.valid_from,
  'assignments', json_build_object('nodes', (
    select coalesce(json_agg(json_build_object(
      'id', 'assignment_' || a.id, 'role', a.role, 'weight', a.weight::text,
      'validFrom', a.valid_from, 'person', json_build_object(
        'id', 'person_' || p.id, 'code', p.code, 'name', p.name, 'telephone', p.telephone))), '[]')
    from (select a.id, a.role, a.weight, a.valid_from, a.person_id from assignment a
      where a.institution_id = $1 and a.grid_id = g.id
        and a.valid_from <= current_date and (a.valid_to is null or a.valid_to > current_date)
      order by a.id limit 10) a
    join person p on p.institution_id = $1 and p.id = a.person_id)),
  'customers', json_build_object('nodes', (
    select coalesce(json_agg(json_build_object(
      'id', 'customer_' || c.id, 'code', c.code, 'kind', c.kind, 'nameMask', c.name_mask,
      'mobileMask', c.mobile_mask, 'completeness', c.completeness, 'screening', c.screening,
      'currentRating', (
        select json_build_object('id', 'rating_' || r.id, 'grade', r.grade,
          'score', r.score::text, 'creditLine', round(r.credit_line_fen::numeric / 100, 2)::text,
          'validFrom', r.valid_from, 'validTo', r.valid_to)
        from rating r
        where r.institution_id = $1 and r.customer_id = c.id and r.status = 'EFFECTIVE'
          and r.valid_from <= current_date and (r.valid_to is null or r.valid_to > current_date)),
      'loans', json_build_object('nodes', (
        select coalesce(json_agg(json_build_object('id', 'loan_' || l.id, 'code', l.code,
          'status', l.status, 'amount', round(l.amount_fen::numeric / 100, 2)::text,
          'outstandingPrincipal', round(l.outstanding_principal_fen::numeric / 100, 2)::text,
          'overdueDays', l.overdue_days, 'loanClass', l.loan_class)), '[]')
        from (select l.id, l.code, l.status, l.amount_fen, l.outstanding_principal_fen,
            l.overdue_days, l.loan_class
          from loan l where l.institution_id = $1 and l.customer_id = c.id
          order by l.id limit 10) l)))), '[]')
    from (select c.id, c.code, c.kind, c.name_mask, c.mobile_mask, c.completeness, c.screening
      from customer c where c.institution_id = $1 and c.grid_id = g.id
      order by c.code limit 20) c)))))::text
from grid g where g.institution_id = $1 and g.id = $2`;

const lane = await openLanes(given('DATABASE_URL'), Number(given('LANES')));
const app = bare();

app.get<{ Params: { id: string } }>('/grids/:id', async (request, reply) => {
  const { rows } = await lane().query<[string]>({
    name: 'grid',
    text: STATEMENT,
    values: [BANK, request.params.id],
    rowMode: 'array',
  });
  return reply.type('application/json; charset=utf-8').send(rows[0]?.[0]);
});

await listen(app);
