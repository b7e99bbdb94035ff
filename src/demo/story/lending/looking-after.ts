import { sql } from 'kysely';
import { globalId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { checkRulesOn } from '../../../modules/aftercare/check-rules.ts';
import type { Stage } from '../stage.ts';
import { type Bank, paper } from './bank.ts';
import { type Point, runThrough } from './cases.ts';
import { visit } from './collecting.ts';

/** A check that is due, and who answers for it. */
type Due = {
  id: string;
  kind: string;
  customerId: string;
  officer: string;
  point: Point;
  bad: boolean;
  /** Bad or large: nobody asks about it on the telephone. */
  atDoor: boolean;
};

/** Of the bad loans whose check is late so many are looked at; the others are still to be. */
const BAD_LOOKED_AT = 8;

/** The checks of the day are opened; those of young loans are answered, and of bad ones some. */
export async function lookAfter(stage: Stage, bank: Bank): Promise<void> {
  await runThrough(stage, bank.administrator, 'loan-check.plan');
  for (const check of await dueChecks(stage)) {
    const how = check.atDoor
      ? { way: 'ON_SITE', visitId: await visit(stage, bank, { ...check, purpose: 'LOAN_CHECK' }) }
      : { way: 'RECORDS', checkedOn: stage.today(), evidence: [paper(`statement ${check.id}`)] };
    const found = check.bad ? BAD : YOUNG;
    const input = { id: globalId('LoanCheck', check.id), ...how, ...found };
    await stage.perform(check.officer, { command: 'loan-check.record', input });
  }
}

const YOUNG = { contact: 'REACHED', fundUse: 'AS_AGREED', conclusion: 'NORMAL' };
const BAD = { contact: 'REACHED', repaymentAbility: 'LOST', conclusion: 'RISK' };

/** First checks of what the story lent, and the regular ones of bad loans that are late. */
async function dueChecks({ db, institutionId, today }: Stage): Promise<Due[]> {
  const { onSite } = checkRulesOn(today());
  const bad = sql`l.loan_class = any(${onSite.classes}::text[])`;
  const { rows } = await sql<Due>`
    select * from (
      select k.id, k.kind, 'customer_' || c.id as "customerId", a.person_id as officer,
        json_build_object('type', 'Point', 'coordinates', array[c.longitude, c.latitude]) as point,
        ${bad} as bad,
        ${bad} or l.outstanding_principal_fen >= ${onSite.fromFen}::bigint as "atDoor",
        row_number() over (partition by ${bad} order by l.code, k.occasion) as place
      from loan_check k
      join loan l on l.institution_id = k.institution_id and l.id = k.loan_id
      join customer c on c.institution_id = k.institution_id and c.id = l.customer_id
      join assignment a on a.institution_id = k.institution_id and a.grid_id = c.grid_id
        and a.role = 'PRIMARY' and a.valid_to is null
      where k.institution_id = ${institutionId} and k.status = 'DUE'
        and ((k.kind = 'FIRST' and l.product <> 'VILLAGE_CREDIT')
          or (k.kind = 'REGULAR' and k.due_on < ${today()}::date and ${bad}))) as due
    where not bad or place <= ${BAD_LOOKED_AT}
    order by place`.execute(db);
  return rows;
}

type Picked = { id: string; code: string; officer: string; outstanding: string };

/** The first good loan that something holds of, with its officer. */
async function pickGood(
  { db, institutionId, today }: Stage,
  method: string,
): Promise<Picked | undefined> {
  const { rows } = await sql<Picked>`
    select l.id, l.code, a.person_id as officer, l.outstanding_principal_fen::text as outstanding
    from loan l
    join customer c on c.institution_id = l.institution_id and c.id = l.customer_id
    join assignment a on a.institution_id = l.institution_id and a.grid_id = c.grid_id
      and a.role = 'PRIMARY' and a.valid_to is null
    where l.institution_id = ${institutionId} and l.status = 'ACTIVE' and l.loan_class = 'NORMAL'
      and l.product = 'VILLAGE_CREDIT' and l.repayment_method = ${method}
      and l.overdue_since is null and l.outstanding_principal_fen >= ${LEAST_FEN}
      and l.disbursed_on + make_interval(months => l.term_months) > ${today()}::date + ${SOON}::int
      and not exists (select from loan_standing s where s.institution_id = l.institution_id
        and s.loan_id = l.id and s.overdue_since is not null
        and s.valid_from <= ${today()}::date and (s.valid_to is null or s.valid_to > ${today()}::date))
    order by l.disbursed_on + make_interval(months => l.term_months), l.code limit 1`.execute(db);
  return rows[0];
}

const LEAST_FEN = 1_000_000n;
const SOON = 10;
const EXTENDED_MONTHS = 3;

/** A loan near its end that the season leaves short: proposed by its officer, decided by another. */
export async function extend(stage: Stage, { approver }: Bank): Promise<void> {
  const found = await pickGood(stage, 'INTEREST_MONTHLY');
  if (!found) return;
  const { loanChange: id } = await stage.perform(found.officer, {
    command: 'loan-change.propose',
    input: {
      loanId: globalId('Loan', found.id),
      kind: 'EXTENSION',
      ground: 'SEASON',
      months: EXTENDED_MONTHS,
      statement: '虾稻集中上市推迟，申请展期三个月（演示）',
      evidence: [paper(`extension ${found.code}`)],
    },
  });
  const input = { id, opinion: '情况属实，同意展期' };
  await stage.perform(approver, { command: 'loan-change.approve', input });
}

/** Half of what is owed, ahead of time; the instalments that are left get smaller. */
export async function repayEarly(stage: Stage, { core }: Bank): Promise<void> {
  const found = await pickGood(stage, 'EQUAL_INSTALMENTS');
  if (!found) return;
  await stage.perform(core, {
    command: 'loan.repay',
    input: {
      id: globalId('Loan', found.id),
      reference: `CORE-R-${found.code}-EARLY`,
      amount: yuanOf(BigInt(found.outstanding) / 2n),
      paidOn: stage.today(),
      recomputation: 'LOWER_INSTALMENT',
    },
  });
}
