/** Which papers a product asks for of a loan, and which of them are there. */
import type {
  LoanDocumentKind,
  LoanDocumentStage,
  LoanFundUse,
  LoanGuaranteeKind,
  LoanPaymentMethod,
} from '../../generated/enums.ts';
import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import type { LoanProduct, RequiredDocument } from '../products/index.ts';

export type PaperFacts = {
  readonly amountFen: bigint;
  readonly fundUse: LoanFundUse;
  readonly paymentMethod: LoanPaymentMethod;
  /** Kinds of security offered; empty is CREDIT. */
  readonly security: readonly LoanGuaranteeKind[];
};

function isAsked({ when = {} }: RequiredDocument, facts: PaperFacts): boolean {
  const security = facts.security.length === 0 ? ['CREDIT'] : facts.security;
  return (
    (when.aboveFen === undefined || facts.amountFen > when.aboveFen) &&
    (when.fundUse === undefined || facts.fundUse === when.fundUse) &&
    (when.paymentMethod === undefined || facts.paymentMethod === when.paymentMethod) &&
    (when.guarantee === undefined || security.includes(when.guarantee))
  );
}

export type Paper = { kind: LoanDocumentKind; by: LoanDocumentStage };

/** Each paper once, by the earlier stage where a product asks for it twice. */
export function papersOf({ documents }: LoanProduct, facts: PaperFacts): Paper[] {
  const asked = new Map<LoanDocumentKind, LoanDocumentStage>();
  for (const document of documents) {
    if (!isAsked(document, facts)) continue;
    if (asked.get(document.kind) !== 'SUBMISSION') asked.set(document.kind, document.by);
  }
  return [...asked].map(([kind, by]) => ({ kind, by }));
}

type OfLoan = { institution_id: string; id: string };

const received = kept((db, of: Given<OfLoan>) =>
  db
    .selectFrom('loan_document')
    .select('kind')
    .distinct()
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('status', '=', 'RECEIVED'),
);

/** Kinds of paper that are there. */
export async function papersReceived(db: Db | Tx, loan: OfLoan): Promise<ReadonlySet<string>> {
  const rows = await received(db, loan);
  return new Set(rows.map(({ kind }) => kind));
}
