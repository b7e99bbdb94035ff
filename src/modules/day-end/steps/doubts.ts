/** 系统存疑: borrowers of bad loans go to the grey list, for a person to look at. */
import type { Tx } from '../../../kernel/db/index.ts';
import { doubtCustomers } from '../../ledgers/index.ts';
import { type Part, registerDayEndStep, type StepContext } from '../steps.ts';

const MOST = 200;
const BAD = ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'] as const;

/** Borrowers whom nobody has judged or doubts yet, in the order of their keys. */
async function borrowers(tx: Tx, { institutionId, reached }: StepContext): Promise<string[]> {
  const rows = await tx
    .selectFrom('loan')
    .innerJoin('customer', (join) =>
      join
        .onRef('customer.institution_id', '=', 'loan.institution_id')
        .onRef('customer.id', '=', 'loan.customer_id'),
    )
    .select('customer.id')
    .distinct()
    .where('loan.institution_id', '=', institutionId)
    .where('loan.loan_class', 'in', BAD)
    .where('loan.status', '=', 'ACTIVE')
    .where('customer.screening', 'in', ['NONE', 'WHITE'])
    .where('customer.status', '=', 'ACTIVE')
    .$if(reached !== null, (query) => query.where('customer.id', '>', reached))
    .orderBy('customer.id')
    .limit(MOST)
    .execute();
  return rows.map(({ id }) => id);
}

async function run(tx: Tx, context: StepContext): Promise<Part> {
  const { institutionId, emit, now, vault } = context;
  const customers = await borrowers(tx, context);
  const objects = await doubtCustomers({ tx, vault, now, institutionId }, customers);
  if (objects.length > 0) emit('customer.doubted', objects, { asked: customers.length });
  const last = customers.length < MOST ? undefined : customers.at(-1);
  return { counts: { customers: customers.length }, reached: last ?? null };
}

registerDayEndStep({
  code: 'DOUBTS',
  title: { en: 'Borrowers of bad loans', zh: '不良贷款借款人存疑' },
  acts: ['customer.doubted'],
  run,
});
