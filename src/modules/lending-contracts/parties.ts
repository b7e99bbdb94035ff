import { type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LoanRow } from '../loans/index.ts';

/** Who signs: the borrower, or a guarantor or owner of collateral by the security offered. */
export type Party = { kind: 'BORROWER' | 'GUARANTOR'; number: number; guaranteeId: string | null };

type Standing = { id: string; guarantorId: string };

type OfLoan = Pick<LoanRow, 'institution_id' | 'id'>;

const offered = kept((db, of: Given<OfLoan>) =>
  db
    .selectFrom('loan_guarantee')
    .select(['id', 'guarantor_id'])
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('status', '=', 'OFFERED')
    .where('guarantor_id', 'is not', null)
    .orderBy('id'),
);

const signatures = kept((db, of: Given<OfLoan & { round: number }>) =>
  db
    .selectFrom('loan_signature')
    .select((row) => row.fn.countAll<bigint>().as('count'))
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('round', '=', of.round),
);

/** Everybody who stands for a loan beside the borrower, each once, in the order of the contract. */
async function guarantorsOf(tx: Tx, loan: LoanRow): Promise<Standing[]> {
  const rows = await offered(tx, loan);
  return rows.flatMap(({ id, guarantor_id: guarantorId }) =>
    guarantorId === null || guarantorId === loan.customer_id ? [] : [{ id, guarantorId }],
  );
}

/** A guarantor's place in the contract: with several securities one signature is enough. */
const placesOf = (standing: readonly Standing[]): string[] => [
  ...new Set(standing.map(({ guarantorId }) => guarantorId)),
];

export type Signing = {
  party: Party;
  /** Parties that have not signed in this round yet, without this one. */
  left: number;
};

/**
 * The party a signature is of, and how many are still to come. `guaranteeId` names the security of
 * whoever signs beside the borrower.
 * @throws Refusal `loan.not_a_party` where the security is none of this loan's
 */
export async function signingOf(
  tx: Tx,
  loan: LoanRow,
  guaranteeId: string | undefined,
): Promise<Signing> {
  const [standing, [signed]] = await together([guarantorsOf(tx, loan), signatures(tx, loan)]);
  const places = placesOf(standing);
  const left = places.length - Number(signed?.count ?? 0);
  if (guaranteeId === undefined) {
    return { party: { kind: 'BORROWER', number: 1, guaranteeId: null }, left };
  }
  const found = standing.find(({ id }) => id === guaranteeId);
  if (!found) throw refuse('loan.not_a_party', { path: ['guaranteeId'] });
  const number = places.indexOf(found.guarantorId) + 1;
  return { party: { kind: 'GUARANTOR', number, guaranteeId }, left };
}
