/** The class of one loan as the facts known now give it on a day. */
import { sql } from 'kysely';
import type { LoanClass } from '../../generated/enums.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { type ClassPeriod, classifyLives } from './class-periods.ts';
import { type LoanLife, overdueDaysOn, standingOn } from './lives.ts';
import { classOf, isCured } from './own-class.ts';
import { type ClassificationRules, classificationRulesOn } from './rule-sets.ts';
import { debtorsOf } from './stored-lives.ts';

export type ClassOf = { institutionId: string; loanId: string; on: string };

export type PresentClass = {
  readonly period: ClassPeriod;
  readonly rules: ClassificationRules;
  readonly overdueDays: number;
  /** The class by what holds on the day itself, without what people decided or still have to. */
  readonly byRules: LoanClass;
  readonly cured: boolean;
  readonly turnsOn: string | null;
};

/** Undefined for a loan that has no class on the day. */
export async function presentClass(
  db: Db | Tx,
  { institutionId, loanId, on }: ClassOf,
): Promise<PresentClass | undefined> {
  const of = { institutionId, loanIds: [loanId], until: on, whole: true };
  const debtors = await debtorsOf(db, of);
  const lives = debtors.find(({ loans }) => loans.some(({ id }) => id === loanId))?.lives ?? [];
  const { lives: classified, turnsOn } = classifyLives(lives, on);
  const found = classified.find(({ id }) => id === loanId);
  const life = lives.find(({ id }) => id === loanId);
  const period = found?.periods.at(-1);
  if (!found || !life || period?.to !== null) return undefined;
  const rules = classificationRulesOn(on);
  return {
    period,
    rules,
    overdueDays: overdueDays(life, on),
    byRules: classOf(period.reasons.filter(({ code }) => !BY_PEOPLE.has(code))),
    cured: isCured(life, { day: on, memory: found.memory }, rules),
    turnsOn,
  };
}

const BY_PEOPLE: ReadonlySet<string> = new Set(['DECIDED', 'NOT_CURED']);

function overdueDays(life: LoanLife, on: string): number {
  const standing = standingOn(life, on);
  return standing ? overdueDaysOn(standing, on) : 0;
}

/** Does the borrower of a loan have another one that is bad? */
export async function hasOtherBadLoan(
  tx: Tx,
  { institution_id, id, customer_id }: { institution_id: string; id: string; customer_id: string },
): Promise<boolean> {
  const { rows } = await sql`select 1 from loan
    where institution_id = ${institution_id} and customer_id = ${customer_id} and id <> ${id}
      and status = 'ACTIVE' and loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}
