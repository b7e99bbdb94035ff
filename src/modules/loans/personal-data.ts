/** What loans hold of a person, and how long a law keeps it. */
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import {
  copyAlso,
  ERASED_WORDS,
  holdPersonalData,
  keepRecords,
  keptUntil,
  type PersonKey,
  retentionRulesOn,
} from '../privacy/index.ts';
import { guaranteesGiven } from './related-parties.ts';
import { ENDED_STATES } from './workflow.ts';

type Erasing = (tx: Tx, key: PersonKey) => Promise<void>;
const erasing: Erasing[] = [];

/** For rooms above whose rows belong to a loan: the words in them go with the loan's own. */
export function eraseWithLoans(erase: Erasing): void {
  erasing.push(erase);
}

holdPersonalData({
  table: 'loan',
  customer: 'customer_id',
  part: 'loans',
  // Signatures and findings are only ever added: their words go by a function of the database's.
  erase: {},
  minimise: null,
  async afterErasing(tx, key) {
    const { institutionId, customerId } = key;
    const values = sql`${institutionId}, ${customerId}, ${ERASED_WORDS}`;
    await sql`select erase_loan_texts(${values}), erase_decision_texts(${values})`.execute(tx);
    await eraseApplicationTexts(tx, key);
    for (const erase of erasing) await erase(tx, { institutionId, customerId });
  },
});

/** What investigators found out about a borrower, words under the borrower's own key included. */
copyAlso({
  table: 'loan_investigation',
  part: 'investigations',
  whose: (files) => sql`loan_id in (select id from loan
    where loan.institution_id = loan_investigation.institution_id
      and loan.customer_id = any(${files}))`,
  sealed: {
    columns: { sealed_cipher: 'sealedFindings' },
    subject: sql`(select customer_id from loan
      where loan.institution_id = loan_investigation.institution_id
        and loan.id = loan_investigation.loan_id)`,
  },
});

/** A title without the number that leads to a thing and its owner. */
const untitled = sql`case when title_reference is not null
  then 'ERASED-' || upper(right(id::text, 12)) end`;

holdPersonalData({
  table: 'loan_guarantee',
  customer: 'guarantor_id',
  part: 'guarantees',
  erase: { title_reference: untitled },
  minimise: null,
});

async function eraseApplicationTexts(tx: Tx, { institutionId, customerId }: PersonKey) {
  const loans = sql`select id from loan
    where institution_id = ${institutionId} and customer_id = ${customerId}`;
  await sql`update loan_flag set answer = ${ERASED_WORDS}
    where institution_id = ${institutionId} and loan_id in (${loans}) and answer is not null`.execute(
    tx,
  );
  await sql`update loan_guarantee set title_reference = ${untitled}
    where institution_id = ${institutionId} and loan_id in (${loans})`.execute(tx);
}

const ended: readonly string[] = ENDED_STATES;

keepRecords(async (tx, { institutionId, customerId, today }) => {
  const loans = await tx
    .selectFrom('loan')
    .select(['status', 'settled_on'])
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .execute();
  const { rules } = retentionRulesOn(today);
  const { legalBasis } = rules.LOAN_RECORDS;
  const what = 'LOAN_RECORDS';
  const open = loans.filter(({ status }) => !ended.includes(status)).length;
  if (open > 0) return [{ what, count: open, until: null, identity: true, legalBasis }];
  const settled = loans.flatMap(({ settled_on }) => (settled_on === null ? [] : [settled_on]));
  const last = settled.toSorted().at(-1);
  if (last === undefined) return [];
  const until = keptUntil(last, rules.LOAN_RECORDS);
  return [{ what, count: settled.length, until, identity: true, legalBasis }];
});

/** Whoever stands for a loan is known by name until it has ended. */
keepRecords(async (tx, { institutionId, customerId, today }) => {
  const count = await guaranteesGiven(tx, { institutionId, customerId });
  if (count === 0) return [];
  const { legalBasis } = retentionRulesOn(today).rules.LOAN_RECORDS;
  return [{ what: 'LOAN_RECORDS', count, until: null, identity: true, legalBasis }];
});
