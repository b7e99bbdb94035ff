import type { LoanStatus } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { type CustomerKey, listCustomerWork } from '../customers/index.ts';
import { type GridKey, listOpenWork } from '../staff/index.ts';
import { guaranteesGiven } from './related-parties.ts';

/** Before the money is with the borrower: somebody still has to act. */
const UNDER_WAY: readonly LoanStatus[] = [
  'DRAFT',
  'SUBMITTED',
  'RETURNED',
  'INVESTIGATED',
  'REVIEWED',
  'APPROVED',
  'SIGNED',
  'DISBURSING',
];

const counted =
  (statuses: readonly LoanStatus[]) =>
  async (tx: Tx, { institutionId, gridId }: GridKey) => {
    const { count } = await tx
      .selectFrom('loan')
      .innerJoin('customer', (join) =>
        join
          .onRef('customer.institution_id', '=', 'loan.institution_id')
          .onRef('customer.id', '=', 'loan.customer_id'),
      )
      .select((row) => row.fn.countAll<bigint>().as('count'))
      .where('loan.institution_id', '=', institutionId)
      .where('customer.institution_id', '=', institutionId)
      .where('customer.grid_id', '=', gridId)
      .where('loan.status', 'in', statuses)
      .executeTakeFirstOrThrow();
    return Number(count);
  };

const ofCustomer =
  (statuses: readonly LoanStatus[]) =>
  async (tx: Tx, { institutionId, customerId }: CustomerKey) => {
    const { count } = await tx
      .selectFrom('loan')
      .select((row) => row.fn.countAll<bigint>().as('count'))
      .where('institution_id', '=', institutionId)
      .where('customer_id', '=', customerId)
      .where('status', 'in', statuses)
      .executeTakeFirstOrThrow();
    return Number(count);
  };

const applications = {
  kind: 'LOAN_APPLICATIONS',
  en: 'Loan applications under way',
  zh: '在办贷款申请',
};
const outstanding = {
  kind: 'LOANS_OUTSTANDING',
  en: 'Loans outstanding',
  zh: '未结清贷款',
};

listCustomerWork({ ...applications, blocksClosing: true, count: ofCustomer(UNDER_WAY) });
listCustomerWork({ ...outstanding, blocksClosing: true, count: ofCustomer(['ACTIVE']) });
listOpenWork({ ...applications, count: counted(UNDER_WAY) });
listOpenWork({ ...outstanding, count: counted(['ACTIVE']) });
listCustomerWork({
  kind: 'GUARANTEES',
  en: 'Loans of others it stands for',
  zh: '为他人担保的贷款',
  blocksClosing: true,
  count: guaranteesGiven,
});
