/** Brings the classes of loans up to a day, from all facts known now, and keeps their history. */
import type { LoanClass } from '../../generated/enums.ts';
import type { Emit } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { classifyLives } from './class-periods.ts';
import { keepClasses, type LoanClasses } from './keep-classes.ts';
import { type Debtor, debtorsOf, type StoredLoan } from './stored-lives.ts';

export type Reclassifying = {
  institutionId: string;
  loanIds: readonly string[];
  /** The end of this day, payments of which count already. */
  on: string;
  /** Loans whose figures are brought on to the day in the same update. */
  moving?: ReadonlySet<string>;
};

/** A loan whose class has become another one. */
export type ClassChange = {
  readonly loan: StoredLoan;
  readonly to: LoanClass;
  readonly reasons: readonly string[];
};

/** Brings loans, and those classed together with them, up to a day. The caller holds them locked. */
export async function reclassify(tx: Tx, at: Reclassifying): Promise<ClassChange[]> {
  const { institutionId, loanIds, on, moving } = at;
  if (loanIds.length === 0) return [];
  const debtors = await debtorsOf(tx, { institutionId, loanIds, until: on });
  const classes = debtors.flatMap(({ lives, until }) => classesOf(lives, until));
  const moved = moving && { day: on, loanIds: moving };
  await keepClasses(tx, { institutionId, classes, moving: moved });
  const loans = new Map(debtors.flatMap((debtor) => debtor.loans.map((loan) => [loan.id, loan])));
  return classes.flatMap((found) => changeOf(loans.get(found.loanId), found));
}

/** Of one debtor. */
export function classesOf(lives: Debtor['lives'], on: string): LoanClasses[] {
  const { lives: classified, turnsOn } = classifyLives(lives, on);
  return classified.map(({ id, periods }) => {
    const isOpen = periods.at(-1)?.to === null;
    return { loanId: id, periods, turnsOn: isOpen ? turnsOn : null, on };
  });
}

function changeOf(loan: StoredLoan | undefined, { periods }: LoanClasses): ClassChange[] {
  const last = periods.at(-1);
  if (!loan || last?.to !== null || last.loanClass === loan.loanClass) return [];
  return [{ loan, to: last.loanClass, reasons: last.reasons.map(({ code }) => code) }];
}

/** A fact for each loan whose class changed. */
export function emitChanges(emit: Emit, changes: readonly ClassChange[], on: string): void {
  for (const { loan, to, reasons } of changes) {
    const objects = [
      { type: 'Loan', id: loan.id, version: loan.version + 1 },
      { type: 'Customer', id: loan.customerId },
    ];
    emit('loan.reclassified', objects, { asOf: on, from: loan.loanClass, loanClass: to, reasons });
  }
}
