/** What a borrower is told of the loans: schedule, costs, decisions and who was shown the file. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';

type Sql = RawBuilder<unknown>;
type Key = { tenant: string; customerId: string; today: string };

const MOST_LOANS = 50;
const MOST_DISCLOSURES = 100;

const list = (rows: Sql, order: Sql): Sql =>
  sql`(select coalesce(json_agg(r order by ${order}), '[]') from (${rows}) r)`;

const schedule = ({ tenant }: Key): Sql => sql`
  select i.number, i.due_on as "dueOn", i.principal_fen::text as principal,
    i.interest_fen::text as interest, i.paid_principal_fen::text as "paidPrincipal",
    i.paid_interest_fen::text as "paidInterest", i.balance_after_fen::text as "balanceAfter",
    i.settled_on as "settledOn"
  from loan_instalment i where i.institution_id = ${tenant} and i.loan_id = l.id`;

const costs = ({ tenant }: Key): Sql => sql`
  select d.number, (d.shown_at at time zone 'Asia/Shanghai')::date as "shownOn", d.status,
    d.principal_fen::text as principal, d.interest_fen::text as interest,
    d.charges_fen::text as charges, d.annual_cost::text as "annualCost", d.statement
  from cost_disclosure d where d.institution_id = ${tenant} and d.loan_id = l.id`;

/** A refusal says why; what examiners wrote to each other on the way to a consent does not leave. */
const decisions = ({ tenant }: Key): Sql => sql`
  select s.number, (s.taken_at at time zone 'Asia/Shanghai')::date as on, s.to_status as status,
    case when s.to_status in ('REJECTED', 'RETURNED') then s.opinion end as reason
  from loan_step s
  where s.institution_id = ${tenant} and s.loan_id = l.id
    and s.to_status in ('APPROVED', 'REJECTED', 'RETURNED', 'WITHDRAWN')
    and s.to_status is distinct from s.from_status`;

/** New terms somebody asked for; that a claim went off the bank's books is its own affair. */
const changes = ({ tenant }: Key): Sql => sql`
  select row_number() over (order by c.proposed_on, c.id)::int as number,
    c.proposed_on as "proposedOn", c.kind, c.months, c.repayment_method as "repaymentMethod",
    c.annual_rate::text as "annualRate", c.status, c.decided_on as "decidedOn",
    case when c.status = 'REJECTED' then c.opinion end as reason
  from loan_change c
  where c.institution_id = ${tenant} and c.loan_id = l.id
    and c.kind in ('EXTENSION', 'RESTRUCTURING')`;

const loans = (key: Key): Sql => sql`
  select l.code, l.product, l.status, l.amount_fen::text as amount, l.term_months as "termMonths",
    l.annual_rate::text as "annualRate", l.repayment_method as "repaymentMethod",
    l.applied_on as "appliedOn", l.disbursed_on as "disbursedOn", l.settled_on as "settledOn",
    (coalesce(s.outstanding_principal_fen, 0)
      + coalesce(s.written_off_principal_fen, 0))::text as "outstandingPrincipal",
    (coalesce(s.outstanding_principal_fen, 0) + coalesce(s.outstanding_interest_fen, 0)
      + coalesce(s.penalty_fen, 0) + coalesce(s.written_off_principal_fen, 0)
      + coalesce(s.written_off_interest_fen, 0))::text as "outstandingTotal",
    (coalesce(s.overdue_principal_fen, 0) + coalesce(s.overdue_interest_fen, 0))::text as overdue,
    s.overdue_since as "overdueSince", s.next_due_on as "nextDueOn",
    ${list(schedule(key), sql`r.number`)} as schedule,
    ${list(costs(key), sql`r.number`)} as costs,
    ${list(decisions(key), sql`r.number`)} as decisions,
    ${list(changes(key), sql`r.number`)} as changes
  from loan l
  left join loan_standing s on s.institution_id = ${key.tenant} and s.loan_id = l.id
    and s.valid_from <= ${key.today}::date
    and (s.valid_to is null or s.valid_to > ${key.today}::date)
  where l.institution_id = ${key.tenant} and l.customer_id = c.id and l.status <> 'DRAFT'
  order by l.applied_on desc, l.id desc limit ${MOST_LOANS}`;

const lines = ({ tenant }: Key): Sql => sql`
  select n.grade, n.amount_fen::text as amount, n.status, n.valid_from as "validFrom",
    n.valid_to as "validTo"
  from credit_line n where n.institution_id = ${tenant} and n.customer_id = c.id`;

const disclosures = ({ tenant }: Key): Sql => sql`
  select (d.occurred_at at time zone 'Asia/Shanghai')::date as on, d.act, d.purpose, d.ground, d.recipient_kind as "recipientKind",
    nullif(d.recipient, '') as recipient, d.items
  from disclosure d where d.institution_id = ${tenant} and d.customer_id = c.id
  order by d.occurred_at desc, d.id desc limit ${MOST_DISCLOSURES}`;

type Row = Record<string, unknown>;
type Account = {
  code: string;
  nameMask: string;
  loans: (Row & Record<'schedule' | 'costs', Row[]>)[];
  creditLines: Row[];
  disclosures: Row[];
};

/** Amounts come as text, which JSON does not round. */
const inYuan = (row: Row, names: readonly string[]): Row => ({
  ...row,
  ...Object.fromEntries(names.map((name) => [name, yuanOf(BigInt(`${row[name]}`))])),
});

const LOAN = ['amount', 'outstandingPrincipal', 'outstandingTotal', 'overdue'];
const INSTALMENT = ['principal', 'interest', 'paidPrincipal', 'paidInterest', 'balanceAfter'];
const COST = ['principal', 'interest', 'charges'];

/** One statement over everything about one borrower, masked as it is stored. */
export async function accountOf(db: Db, key: Key) {
  const { rows } = await sql<Account>`
    select c.code, c.name_mask as "nameMask",
      ${list(loans(key), sql`r."appliedOn" desc, r.code desc`)} as loans,
      ${list(lines(key), sql`r."validFrom" desc`)} as "creditLines",
      ${list(disclosures(key), sql`r.on desc`)} as disclosures
    from customer c
    where c.institution_id = ${key.tenant} and c.id = ${key.customerId}`.execute(db);
  const [account] = rows;
  if (!account) throw refuse('object.not_found', { path: ['customerId'] });
  return {
    ...account,
    loans: account.loans.map((loan) => ({
      ...inYuan(loan, LOAN),
      schedule: loan.schedule.map((line) => inYuan(line, INSTALMENT)),
      costs: loan.costs.map((cost) => inYuan(cost, COST)),
    })),
    creditLines: account.creditLines.map((line) => inYuan(line, ['amount'])),
  };
}
