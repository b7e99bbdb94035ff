import { sql } from 'kysely';
import { z } from 'zod';
import { inScope } from '../../kernel/auth/actor.ts';
import { date, id, pattern } from '../../kernel/commands/input.ts';
import { addMonths } from '../../kernel/dates.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { Row } from '../../kernel/queries/noun.ts';
import { read } from '../../kernel/queries/read.ts';
import { confirmedOnSql } from './confirmed.ts';
import { presentClass } from './present-class.ts';
import { classificationRulesOn } from './rule-sets.ts';

const explained = read({
  name: 'loan.class-explained',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'Why a loan is in its class on a day', zh: '贷款分类说明' },
  input: z.object({ loanId: id('Loan'), asOf: date().optional() }),
  cost: 20,
  async run(db, { loanId, asOf }, { actor, today }) {
    const { institutionId } = actor;
    const on = asOf ?? today;
    if (on > today) throw refuse('loan.date_in_future', { path: ['asOf'] });
    const found = await presentClass(db, { institutionId, loanId, on });
    if (!found) throw refuse('loan.not_paid_out', { path: ['asOf'] });
    const { period, rules, overdueDays, cured, turnsOn } = found;
    const recorded = await db
      .selectFrom('loan_classification')
      .select('loan_class')
      .where('institution_id', '=', institutionId)
      .where('loan_id', '=', loanId)
      .where('valid_from', '<=', on)
      .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', on)]))
      .where('superseded_at', 'is', null)
      .executeTakeFirst();
    return {
      loan: loanId,
      asOf: on,
      loanClass: period.loanClass,
      recorded: recorded?.loan_class ?? null,
      ruleSet: rules.code,
      legalBasis: rules.legalBasis,
      reasons: period.reasons,
      overdueDays,
      cured,
      turnsOn,
    };
  },
});

const FIRST = 100;

const unconfirmed = read({
  name: 'loan.classes-unconfirmed',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'Whose class is to be confirmed', zh: '待认定分类' },
  input: z.object({ areaCode: pattern(/^\d{2,12}$/, 12).optional() }),
  cost: 100,
  async run(db, { areaCode }, { actor, today }) {
    const { institutionId } = actor;
    const within =
      areaCode === undefined ? actor.scope : [areaCode].filter((code) => inScope(actor, code));
    const before = addMonths(today, -classificationRulesOn(today).confirmedEveryMonths);
    const loan: Row = (column) => sql.ref(`loan.${column}`);
    const { rows } = await sql<{ loans: number; fen: string; first: string[] | null }>`
      with open as materialized (
        select loan.id, loan.outstanding_principal_fen as fen,
          coalesce(${confirmedOnSql(loan)}, loan.disbursed_on) as last
        from loan join customer on customer.institution_id = ${institutionId}
          and customer.id = loan.customer_id
        where loan.institution_id = ${institutionId} and loan.status = 'ACTIVE'
          and exists (select from unnest(${within}::text[]) as prefix
            where starts_with(customer.territory_code, prefix))),
      due as (select * from open where last < ${before}::date)
      select (select count(*)::int from due) as loans,
        (select coalesce(sum(fen), 0)::text from due) as fen,
        (select array_agg(id) from (select id from due order by last, id limit ${FIRST}) as earliest)
          as first`.execute(db);
    const [row] = rows;
    const principal = yuanOf(BigInt(row?.fen ?? '0'));
    return { before, loans: row?.loans ?? 0, principal, first: row?.first ?? [] };
  },
});

export const classificationReads = [explained, unconfirmed];
