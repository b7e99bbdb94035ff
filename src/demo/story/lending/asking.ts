import type {
  LoanFundUse,
  LoanGuaranteeKind,
  LoanPaymentMethod,
} from '../../../generated/enums.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { papersOf } from '../../../modules/loans/papers.ts';
import { sampleProductOf } from '../../../modules/products/samples.ts';
import type { Stage } from '../stage.ts';
import { paper } from './bank.ts';
import { type Borrower, keyOf } from './borrowers.ts';

/** Somebody or something that stands for a loan, for all of it. */
export type Security = { kind: LoanGuaranteeKind } & Readonly<Record<string, unknown>>;

export type Asked = {
  borrower: Borrower;
  product: string;
  amountFen: bigint;
  months: number;
  rate: string;
  method: string;
  industryCode: string;
  purpose: string;
  security?: readonly Security[];
};

/** A loan of the story. */
export type Told = Asked & { loan: string; guarantees: readonly string[] };

const TAIL = 12;

/** Taken down at the borrower's, with papers and security, and handed to investigation. */
export async function apply(stage: Stage, asked: Asked): Promise<Told> {
  const { borrower, product, amountFen, security = [] } = asked;
  const by = (command: string, input: object) =>
    stage.perform(borrower.officer, { command, input });
  const { loan } = await by('loan.apply', {
    customerId: borrower.id,
    product,
    amount: yuanOf(amountFen),
    termMonths: asked.months,
    annualRate: asked.rate,
    repaymentMethod: asked.method,
    fundUse: 'BUSINESS',
    industryCode: asked.industryCode,
    purpose: asked.purpose,
    payeeReference: `PAYEE-${borrower.id.slice(-TAIL).toUpperCase()}`,
  });
  const id = String(loan);
  for (const kind of await papersFor(stage, id, asked)) {
    await by('loan.receive-document', { id, kind, sha256: paper(`${id} ${kind}`) });
  }
  const guarantees: string[] = [];
  for (const offered of security) {
    const amount = yuanOf(amountFen / BigInt(security.length));
    const valued = offered.value === undefined ? {} : { valuedOn: stage.today() };
    const input = { id, amount, ...valued, ...offered };
    guarantees.push(String((await by('loan.offer-guarantee', input)).guarantee));
  }
  await by('loan.submit', { id });
  return { ...asked, loan: id, guarantees };
}

/** Everything the product asks for at any time. */
async function papersFor(
  { db, institutionId }: Stage,
  loan: string,
  { product, amountFen, security = [] }: Asked,
): Promise<string[]> {
  const content = sampleProductOf(product);
  if (!content) throw new Error(`${product} is no sample product`);
  const { fund_use, payment_method } = await db
    .selectFrom('loan')
    .select(['fund_use', 'payment_method'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', keyOf(loan))
    .executeTakeFirstOrThrow();
  const facts = {
    amountFen,
    fundUse: fund_use as LoanFundUse,
    paymentMethod: payment_method as LoanPaymentMethod,
    security: security.map(({ kind }) => kind),
  };
  return papersOf(content, facts).map(({ kind }) => kind);
}
