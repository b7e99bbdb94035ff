import { z } from 'zod';
import { SigningMethod } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, instant, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import {
  advance,
  onLoan,
  requireAllowed,
  requireNoticeStood,
  requireUnexpired,
} from '../../loans/index.ts';
import { presentDisclosure } from '../stored.ts';

export const signContract = command({
  name: 'loan.sign',
  permission: 'loan.sign',
  scope: 'references',
  title: { en: 'Record the signing of a contract', zh: '合同面签' },
  description: {
    en: 'The borrower signs before the caller, face to face or on the lender’s own video, after the cost was confirmed; the evidence is named by its SHA-256.',
    zh: '借款人在确认综合融资成本之后，当面或通过贷款人自有视频系统在经办人见证下签约，证据以 SHA-256 留存。',
  },
  on: onLoan,
  input: z.object({
    method: enumeration('SigningMethod', SigningMethod),
    signedAt: instant(),
    evidenceSha256: pattern(/^[0-9a-f]{64}$/),
  }),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.signed'],
  errors: [
    'loan.illegal_transition',
    'loan.cost_not_shown',
    'loan.cost_not_confirmed',
    'loan.signed_before_confirmed',
    'loan.approval_expired',
    'loan.notice_not_stood',
  ],
  async handler(tx, input, context) {
    const { target, actor, now, today } = context;
    requireAllowed(target, 'sign', actor);
    requireUnexpired(target, today);
    await requireNoticeStood(tx, target);
    const { id: disclosure, confirmed_at } = await presentDisclosure(tx, target);
    const signedAt = new Date(input.signedAt);
    if (confirmed_at === null || signedAt < confirmed_at || signedAt > now) {
      throw refuse('loan.signed_before_confirmed', { path: ['signedAt'] });
    }
    await tx
      .insertInto('loan_signature')
      .values({
        institution_id: target.institution_id,
        id: newId(),
        loan_id: target.id,
        round: target.round,
        party: 'BORROWER',
        party_number: 1,
        method: input.method,
        signed_at: signedAt,
        witnessed_by: actor.personId,
        evidence_sha256: input.evidenceSha256,
      })
      .execute();
    await advance(tx, context, {
      action: 'sign',
      act: 'loan.signed',
      changes: { signed_on: today },
      data: { method: input.method, disclosure, evidence: input.evidenceSha256 },
    });
    return { loan: target.id };
  },
});
