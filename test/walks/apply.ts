/** Applications, and the lines they are held against. */
import { application, keyOf } from '../modules/loans/lending.ts';
import { newLoan } from './model.ts';
import type { Person } from './town.ts';
import { examine, insist, lostWith, send, type Walk, yuan } from './walk.ts';

/** What may be applied for. */
export const AMOUNTS_FEN = [1_800_001n, 1_200_000n, 2_600_057n, 1_000_000n];
const PAPERS = ['IDENTITY_CARD', 'CREDIT_REPORT_CONSENT', 'BUSINESS_LICENCE'];

/** What money may forbid beside posts and states; each is looked into where it is said. */
export const OVER = ['loan.over_credit_line', 'loan.over_stand_alone_limit'];
export const CLAIMED = 'loan.claim_written_off';

/** Somebody asks for a loan on somebody's line. */
export async function apply(walk: Walk, { person, size }: { person: Person; size: number }) {
  const borrower = walk.borrowers[size % walk.borrowers.length];
  const amountFen = AMOUNTS_FEN[size % AMOUNTS_FEN.length] ?? 0n;
  insist(walk, borrower !== undefined, 'nobody to lend to');
  const revolving = borrower.isMerchant;
  const terms = revolving
    ? { product: 'MERCHANT_OPERATING', repaymentMethod: 'REVOLVING', industryCode: 'F5212' }
    : { repaymentMethod: ['EQUAL_PRINCIPAL', 'EQUAL_INSTALMENTS', 'INTEREST_MONTHLY'][size % 3] };
  const input = application(borrower.id, { amount: yuan(amountFen), ...terms });
  const line = await send(walk, { who: person, command: 'loan.apply', input });
  if (line.status !== 200) {
    const allowed = person.permissions.has('loan.apply');
    const lost = lostWith(walk, borrower.id) > 0n;
    const excused = line.code === CLAIMED ? lost : OVER.includes(line.code ?? '');
    insist(walk, !allowed || excused, `not taken down: ${line.code}`);
    return;
  }
  const id = String(line.answer?.result.loan);
  const loan = { id, key: keyOf(id), customer: borrower.id, amountFen, revolving, by: person.id };
  walk.loans.push(newLoan(loan));
  await examine(walk, { mayChange: true });
  if (!revolving) return;
  for (const [index, kind] of PAPERS.entries()) {
    const paper = { id, kind, sha256: String(index).repeat(64) };
    await send(walk, { who: person, command: 'loan.receive-document', input: paper });
  }
}

/** A customer's line is rated anew: what was decided stays, what comes is held against the new one. */
export async function resize(walk: Walk, size: number): Promise<void> {
  const borrower = walk.borrowers[size % walk.borrowers.length];
  insist(walk, borrower !== undefined, 'nobody to rate');
  // Some are too short for the largest loan, some take several.
  borrower.lineFen = BigInt((size % 12) * 6 + 8) * 100_000n;
  walk.story.push(`a line of ${yuan(borrower.lineFen)}`);
  await walk.town.app.owner(
    `update rating set credit_line_fen = $2, ceiling_fen = $2
     where institution_id = $3 and customer_id = $1`,
    [borrower.key, borrower.lineFen, walk.town.app.world.bankId],
  );
}
