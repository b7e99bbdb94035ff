/** 系统存疑: borrowers of bad loans go to the grey list, for a person to look at. */
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/index.ts';
import { doubtCustomers } from '../../ledgers/index.ts';
import { type Part, registerDayEndStep, type StepContext } from '../steps.ts';

const MOST = 200;

/**
 * Borrowers whom nobody has judged or doubts yet, in the order of their keys: each part goes on in
 * the index of bad loans where the last one stopped, whose condition is written out as it stands there.
 */
async function borrowers(tx: Tx, { institutionId, reached }: StepContext): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct loan.customer_id as id from loan
    join customer on customer.institution_id = ${institutionId}
      and customer.id = loan.customer_id
    where loan.institution_id = ${institutionId} and loan.status = 'ACTIVE'
      and loan.loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS')
      and ${reached === null ? sql`true` : sql`loan.customer_id > ${reached}::uuid`}
      and customer.screening in ('NONE', 'WHITE') and customer.status = 'ACTIVE'
    order by loan.customer_id limit ${MOST}`.execute(tx);
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
