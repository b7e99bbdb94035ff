import { sql } from 'kysely';
import { z } from 'zod';
import type { LiabilityDuty } from '../../generated/enums.ts';
import { date, id } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { lenders } from './lenders-sql.ts';

type Duties = {
  caused: { person: string; duty: LiabilityDuty; since: string }[];
  named: string | null;
  officer: string | null;
};

const duties = read({
  name: 'loan.duties',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'Who brought a loan about, and who manages it', zh: '贷款责任人' },
  input: z.object({ loanId: id('Loan'), asOf: date().optional() }),
  cost: 5,
  async run(db, { loanId, asOf }, { actor, today }) {
    const day = asOf ?? today;
    const tenant = actor.institutionId;
    const { rows } = await sql<Duties>`select
      (select coalesce(jsonb_agg(jsonb_build_object('person', part.person, 'duty', part.duty,
          'since', (part.since at time zone 'Asia/Shanghai')::date)
          order by part.place nulls last, part.since, part.person), '[]')
        from (select lender.person, lender.duty, min(lender.since) as since,
            min(lender.number) as place
          from (${lenders({ institutionId: tenant, loan: sql.ref('loan.id') })}) as lender
          where lender.round = loan.round group by lender.person, lender.duty) as part) as caused,
      (select m.person_id from loan_manager m
        where m.institution_id = ${tenant} and m.loan_id = loan.id
          and m.valid_from <= ${day}::date
          and (m.valid_to is null or m.valid_to > ${day}::date)) as named,
      (select s.responsible_id from customer c
        join grid_staffing(${tenant}, ${day}::date) s on s.grid_id = c.grid_id
        where c.institution_id = ${tenant} and c.id = loan.customer_id) as officer
      from loan where loan.institution_id = ${tenant} and loan.id = ${loanId}`.execute(db);
    const [row] = rows;
    if (!row) throw refuse('object.not_found', { path: ['loanId'] });
    const { caused, named, officer } = row;
    return { loan: loanId, caused, manager: named ?? officer, named: named !== null, asOf: day };
  },
});

export const dutyReads = [duties];
