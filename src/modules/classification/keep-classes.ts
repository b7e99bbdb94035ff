/** Writes the classes of loans, and what became of those on record before. */
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { insertRows } from '../../kernel/db/insert-rows.ts';
import { newId } from '../../kernel/ids.ts';
import { isStandingOn, movedColumns } from '../servicing/index.ts';
import { type Difference, differenceOf, type RecordedPeriod } from './differences.ts';
import { type Classes, classificationColumns } from './plain-life.ts';
import { amongLoans } from './stored-facts.ts';

export type LoanClasses = Classes & {
  readonly loanId: string;
  /** The day they are brought up to. */
  readonly on: string;
};

export type Keeping = {
  institutionId: string;
  classes: readonly LoanClasses[];
  /** A loan whose own row somebody else writes. */
  except?: string;
  /** Loans whose figures are brought on to a day along with their class: one new row for both. */
  moving?: Moving | undefined;
  /** What is on record of them, where that is known. */
  recorded?: Recorded;
};

type Recorded = ReadonlyMap<string, readonly RecordedPeriod[]>;
export type Moving = { readonly day: string; readonly loanIds: ReadonlySet<string> };

/** All in one batch of statements, however many loans there are. */
export async function keepClasses(tx: Tx, keeping: Keeping): Promise<void> {
  const { institutionId, classes } = keeping;
  const loanIds = classes.map(({ loanId }) => loanId);
  const recorded = keeping.recorded ?? (await recordedPeriods(tx, { institutionId, loanIds }));
  const differences = classes.map(({ loanId, periods }) => ({
    loanId,
    ...differenceOf(recorded.get(loanId) ?? [], periods),
  }));
  // In this order: what ends, or never was, makes room for what follows.
  await Promise.all([
    supersede(tx, keeping, differences),
    close(tx, keeping, differences),
    add(tx, keeping, differences),
    restateLoans(tx, keeping),
  ]);
}

/** The periods that hold by what was known until now, by loan, in the order of their days. */
export const recordedPeriods = amongLoans<RecordedPeriod & { loan: string }>(
  (them) =>
    sql`select id, loan_id as loan, valid_from as "from", valid_to as "to",
        loan_class as "loanClass", rule_set as "ruleSet", reasons
      from loan_classification where ${them()} and superseded_at is null
      order by loan_id, valid_from`,
);

type OfLoan = Difference & { loanId: string };

async function supersede(tx: Tx, { institutionId }: Keeping, all: readonly OfLoan[]) {
  const ids = all.flatMap(({ superseded }) => superseded);
  if (ids.length === 0) return;
  await sql`update loan_classification
    set stated_until = valid_to, valid_to = valid_from, superseded_at = now()
    where institution_id = ${institutionId} and id = any(${ids}::uuid[])`.execute(tx);
}

async function close(tx: Tx, { institutionId }: Keeping, all: readonly OfLoan[]) {
  const closing = all.flatMap((each) => (each.closing ? [each.closing] : []));
  if (closing.length === 0) return;
  await sql`update loan_classification as c set valid_to = ended.day
    from unnest(${closing.map(({ id }) => id)}::uuid[], ${closing.map(({ to }) => to)}::date[])
      as ended (id, day)
    where c.institution_id = ${institutionId} and c.id = ended.id`.execute(tx);
}

async function add(tx: Tx, { institutionId }: Keeping, all: readonly OfLoan[]) {
  const rows = all.flatMap(({ loanId, added }) =>
    added.map((period) => ({
      institution_id: institutionId,
      id: newId(),
      loan_id: loanId,
      ...classificationColumns(period),
      reasons: period.reasons,
    })),
  );
  await insertRows(tx, 'loan_classification', rows);
}

/** What the loan itself shows: the class of the day, and when to look at it again. */
async function restateLoans(tx: Tx, { institutionId, classes, except, moving }: Keeping) {
  const written = classes.filter(({ loanId }) => loanId !== except);
  const isMoving = ({ loanId }: LoanClasses): boolean => moving?.loanIds.has(loanId) ?? false;
  const [moved, kept] = [written.filter(isMoving), written.filter((each) => !isMoving(each))];
  await Promise.all([
    moving && moved.length > 0 && restateMoving(tx, { institutionId, day: moving.day }, moved),
    kept.length > 0 && restateClasses(tx, institutionId, kept),
  ]);
}

const CLASS = sql`loan_class = coalesce(found.class, loan_class),
  class_rule_set = coalesce(found.rules, class_rule_set),
  class_reasons = coalesce(found.reasons, class_reasons),
  classified_on = found."on", class_turns_on = found.turns`;

function shownOf(classes: readonly LoanClasses[]) {
  const rows = classes.map(({ loanId, periods, turnsOn, on }) => {
    const last = periods.at(-1);
    // A loan that has ended goes on showing the class it ended in.
    if (last?.to !== null) return { id: loanId, on };
    const { loanClass, ruleSet, reasons } = last;
    return { id: loanId, on, turns: turnsOn, class: loanClass, rules: ruleSet, reasons };
  });
  return sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as found (id uuid, "on" date, turns date, class text, rules text, reasons jsonb)`;
}

async function restateClasses(tx: Tx, institutionId: string, classes: readonly LoanClasses[]) {
  await sql`update loan set ${CLASS} from ${shownOf(classes)}
    where loan.institution_id = ${institutionId} and loan.id = found.id`.execute(tx);
}

type OnDay = { institutionId: string; day: string };

async function restateMoving(tx: Tx, at: OnDay, classes: readonly LoanClasses[]) {
  await sql`update loan set ${CLASS}, ${movedColumns(at.day)} from ${shownOf(classes)}
    join loan_standing s on ${isStandingOn({ ...at, loan: sql`found.id` })}
    where loan.institution_id = ${at.institutionId} and loan.id = found.id`.execute(tx);
}
