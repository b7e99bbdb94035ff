/** The class of a loan follows every fact about it, in the transaction that records the fact. */
import { sql } from 'kysely';
import { type Tx, together } from '../../kernel/db/index.ts';
import { followLoans, type LoanChanges } from '../servicing/index.ts';
import { keepClasses, recordedPeriods } from './keep-classes.ts';
import { classColumns } from './plain-life.ts';
import { classesOf } from './reclassify.ts';
import { type Debtor, debtorsOf } from './stored-lives.ts';

followLoans(async (tx, { loan, on }): Promise<LoanChanges> => {
  const of = { institutionId: loan.institution_id, loanIds: [loan.id], until: on };
  const [[debtor], recorded] = await together([debtorsOf(tx, of), recordedPeriods(tx, of)]);
  const classes = classesOf(debtor?.lives ?? [], on).filter(({ loanId }) => loanId === loan.id);
  await keepClasses(tx, { institutionId: of.institutionId, classes, except: loan.id, recorded });
  if (debtor) await lookAgainAtOthers(tx, debtor, { loan, on });
  const [own] = classes;
  return own ? classColumns(own, on) : {};
});

type Followed = { loan: { institution_id: string; id: string }; on: string };

/** Whatever happens to one claim may speak about the debtor's others: the day's end looks at them. */
async function lookAgainAtOthers(tx: Tx, { loans }: Debtor, { loan, on }: Followed): Promise<void> {
  const others = loans.map(({ id }) => id).filter((id) => id !== loan.id);
  if (others.length === 0) return;
  await sql`update loan set class_turns_on = ${on}
    where institution_id = ${loan.institution_id} and id = any(${others}::uuid[])
      and (class_turns_on is null or class_turns_on > ${on}::date)`.execute(tx);
}
