import { z } from 'zod';
import { SigningMethod } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, instant, pattern, ref } from '../../../kernel/commands/input.ts';
import { type Tx, together } from '../../../kernel/db/index.ts';
import { insertRow } from '../../../kernel/db/one-row.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import {
  advance,
  type LoanRow,
  onLoan,
  readyTo,
  requireAllowed,
  requireNoticeStood,
  requireUnexpired,
} from '../../loans/index.ts';
import { signingOf } from '../parties.ts';
import { presentDisclosure } from '../stored.ts';

type Signed = { signedAt: Date; now: Date };

/** What was shown and confirmed before the signature. */
async function disclosedBefore(tx: Tx, loan: LoanRow, { signedAt, now }: Signed) {
  const shown = await presentDisclosure(tx, loan);
  const { confirmed_at: confirmedAt } = shown;
  if (confirmedAt !== null && signedAt >= confirmedAt && signedAt <= now) return shown;
  throw refuse('loan.signed_before_confirmed', { path: ['signedAt'] });
}

export const signContract = command({
  name: 'loan.sign',
  permission: 'loan.sign',
  scope: 'references',
  title: { en: 'Record the signing of a contract', zh: '合同面签' },
  description: {
    en: 'The borrower, or by `guaranteeId` whoever stands for the loan, signs before the caller, face to face or on the lender’s own video, after the cost was confirmed; the evidence is named by its SHA-256. The contract is signed once all of them have.',
    zh: '借款人（或以 guaranteeId 指明的担保方）在确认综合融资成本之后，当面或通过贷款人自有视频系统在经办人见证下签约，证据以 SHA-256 留存；各方均签署后合同成立。',
  },
  on: onLoan,
  input: z.object({
    guaranteeId: id('LoanGuarantee').optional(),
    method: enumeration('SigningMethod', SigningMethod),
    signedAt: instant(),
    evidenceSha256: pattern(/^[0-9a-f]{64}$/),
  }),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.signed', 'loan.party-signed'],
  errors: [
    'loan.illegal_transition',
    'loan.cost_not_shown',
    'loan.cost_not_confirmed',
    'loan.signed_before_confirmed',
    'loan.not_a_party',
    'loan.signed_already',
    'loan.approval_expired',
    'loan.notice_not_stood',
  ],
  async handler(tx, input, context) {
    const { target, actor, now, today } = context;
    requireAllowed(target, 'sign', actor);
    requireUnexpired(target, today);
    const signedAt = new Date(input.signedAt);
    const [, { id: disclosure }, { party, left }, ready] = await together([
      requireNoticeStood(tx, target),
      disclosedBefore(tx, target, { signedAt, now }),
      signingOf(tx, target, input.guaranteeId),
      readyTo(tx, context, 'sign'),
    ]);
    context.write(
      insertRow(tx, 'loan_signature', {
        institution_id: target.institution_id,
        id: newId(),
        loan_id: target.id,
        round: target.round,
        party: party.kind,
        party_number: party.number,
        guarantee_id: party.guaranteeId,
        method: input.method,
        signed_at: signedAt,
        witnessed_by: actor.personId,
        evidence_sha256: input.evidenceSha256,
      }),
    );
    const { kind, number } = party;
    await advance(tx, context, {
      action: 'sign',
      act: left > 0 ? 'loan.party-signed' : 'loan.signed',
      stays: left > 0,
      changes: left > 0 ? {} : { signed_on: today },
      data: {
        party: kind,
        number,
        method: input.method,
        disclosure,
        evidence: input.evidenceSha256,
      },
      ready,
    });
    return { loan: target.id };
  },
});
