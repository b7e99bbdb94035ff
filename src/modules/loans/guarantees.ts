/** Security offered for a loan, as stored. */
import type { LoanFundUse, LoanGuaranteeKind, LoanPaymentMethod } from '../../generated/enums.ts';
import { type Db, type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { type LoanProduct, productEdition } from '../products/index.ts';
import type { LoanRow } from './authority.ts';
import { type Paper, papersOf, papersReceived } from './papers.ts';
import { type Security, securityOf } from './security.ts';

export type Guarantee = {
  readonly kind: LoanGuaranteeKind;
  readonly amountFen: bigint;
  readonly guarantorId: string | null;
  readonly titleReference: string | null;
};

const offeredFor = kept((db, of: Given<Pick<LoanRow, 'institution_id' | 'id'>>) =>
  db
    .selectFrom('loan_guarantee')
    .select(['kind', 'amount_fen', 'guarantor_id', 'title_reference'])
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('status', '=', 'OFFERED')
    .orderBy('id'),
);

/** What stands for a loan now. */
export async function guaranteesOf(db: Db | Tx, loan: LoanRow): Promise<Guarantee[]> {
  const rows = await offeredFor(db, loan);
  return rows.map((row) => ({
    kind: row.kind as LoanGuaranteeKind,
    amountFen: row.amount_fen,
    guarantorId: row.guarantor_id,
    titleReference: row.title_reference,
  }));
}

export type Completeness = {
  readonly guarantees: readonly Guarantee[];
  readonly security: Security;
  readonly papers: readonly (Paper & { readonly received: boolean })[];
};

type OnFile = readonly [guarantees: readonly Guarantee[], received: ReadonlySet<string>];

const onFileOf = (db: Db | Tx, loan: LoanRow): Promise<OnFile> =>
  together([guaranteesOf(db, loan), papersReceived(db, loan)]);

/** What a loan's product asks for, and how much of it is there. */
export const completenessOf = async (
  db: Db | Tx,
  loan: LoanRow,
  product: LoanProduct,
): Promise<Completeness> => completenessBy(await onFileOf(db, loan), loan, product);

function completenessBy(
  [guarantees, received]: OnFile,
  loan: LoanRow,
  product: LoanProduct,
): Completeness {
  const papers = papersOf(product, {
    amountFen: loan.amount_fen,
    fundUse: loan.fund_use as LoanFundUse,
    paymentMethod: loan.payment_method as LoanPaymentMethod,
    security: guarantees.map(({ kind }) => kind),
  });
  return {
    guarantees,
    security: securityOf(product, loan.amount_fen, guarantees),
    papers: papers.map((paper) => ({ ...paper, received: received.has(paper.kind) })),
  };
}

/** Papers due by a stage that are not there, earlier stages included. */
export const missingPapers = (
  { papers }: Pick<Completeness, 'papers'>,
  stage: Paper['by'],
): string[] =>
  papers
    .filter(({ by, received }) => !received && (stage === 'DISBURSEMENT' || by === 'SUBMISSION'))
    .map(({ kind }) => kind);

export type PapersOnFile = {
  /** Kinds that should be there before payment and are not, were the loan's terms these. */
  missingFrom(loan: LoanRow): string[];
};

/**
 * Refuses to pay out a loan while papers that its edition of the product asks for are missing;
 * null where the loan is older than products in a table.
 */
export async function requirePapers(tx: Tx, loan: LoanRow): Promise<PapersOnFile | null> {
  const { institution_id: institutionId, product_id: id } = loan;
  const [product, onFile] = await together([
    id === null ? undefined : productEdition(tx, { institutionId, id }),
    onFileOf(tx, loan),
  ]);
  if (!product) return null;
  const missingFrom = (terms: LoanRow): string[] =>
    missingPapers(completenessBy(onFile, terms, product), 'DISBURSEMENT');
  const missing = missingFrom(loan);
  if (missing.length > 0) throw refuse('loan.documents_missing', { details: { missing } });
  return { missingFrom };
}

/** Refuses an application whose papers or security are not what its product asks for. */
export async function requireComplete(
  tx: Tx,
  loan: LoanRow,
  product: LoanProduct,
): Promise<Completeness> {
  const completeness = await completenessOf(tx, loan, product);
  const missing = missingPapers(completeness, 'SUBMISSION');
  if (missing.length > 0) throw refuse('loan.documents_missing', { details: { missing } });
  const { guarantees, security } = completeness;
  const taken: readonly string[] = product.guarantees.kinds.map(({ kind }) => kind);
  const untaken = guarantees.filter(({ kind }) => !taken.includes(kind));
  if (untaken.length > 0) throw refuse('loan.guarantee_kind_not_taken', { details: { taken } });
  if (!security.suffices) {
    const { securedFen, unsecuredMostFen } = security;
    const details = { secured: yuanOf(securedFen), unsecuredMost: yuanOf(unsecuredMostFen) };
    throw refuse('loan.security_insufficient', { details });
  }
  await requireGuarantorsFit(tx, loan, guarantees);
  return completeness;
}

/** Guarantors may have left, or been merged with the borrower, since they were offered. */
async function requireGuarantorsFit(
  tx: Tx,
  loan: LoanRow,
  guarantees: readonly Guarantee[],
): Promise<void> {
  for (const { guarantorId, titleReference } of guarantees) {
    if (guarantorId === null || titleReference !== null) continue;
    await requireGuarantorFit(tx, loan, guarantorId);
  }
}

/** Holds the guarantor's file as it is: another person, active and not on the negative list. */
export async function requireGuarantorFit(
  tx: Tx,
  loan: Pick<LoanRow, 'institution_id' | 'customer_id'>,
  guarantorId: string,
): Promise<void> {
  const path = ['guarantorId'];
  if (guarantorId === loan.customer_id) throw refuse('loan.guarantor_is_borrower', { path });
  const guarantor = await tx
    .selectFrom('customer')
    .select(['status', 'screening'])
    .where('institution_id', '=', loan.institution_id)
    .where('id', '=', guarantorId)
    .forShare()
    .executeTakeFirstOrThrow();
  if (guarantor.status !== 'ACTIVE' || guarantor.screening === 'BLACK') {
    throw refuse('loan.guarantor_unfit', { path });
  }
}
