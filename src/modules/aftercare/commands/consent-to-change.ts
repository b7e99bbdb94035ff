import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { lockLoan, onChange, unconsented } from '../stored-changes.ts';

export const consentToChange = command({
  name: 'loan-change.record-consent',
  permission: 'loan-change.propose',
  scope: 'references',
  title: { en: 'Record that a guarantor agrees to a change', zh: '登记担保人同意变更' },
  description: {
    en: 'Whoever stands for the loan agrees in writing to an extension or new terms; until all have, nobody grants it. The paper is kept elsewhere, by its digest here.',
    zh: '登记担保人对展期或重组的书面同意及其文件摘要；全部担保人同意前不得批准。',
  },
  on: onChange,
  input: z.object({
    guarantorId: id('Customer').describe('Who stands for the loan. 担保人'),
    consentedOn: date(),
    evidenceSha256: pattern(/^[0-9a-f]{64}$/, 64),
  }),
  result: z.object({ loanChange: ref('LoanChange'), consent: ref('LoanChangeConsent') }),
  acts: ['loan-change.consented'],
  errors: [
    'loan-change.decided',
    'loan-change.loan_not_active',
    'loan-change.no_guarantor',
    'loan-change.consent_recorded',
    'loan.date_in_future',
    'loan.date_too_early',
  ],
  async handler(tx, { guarantorId, consentedOn, evidenceSha256 }, context) {
    const { target, actor, emit, today } = context;
    const { institutionId, personId } = actor;
    const loan = await lockLoan(tx, target);
    if (target.status !== 'PROPOSED') throw refuse('loan-change.decided');
    if (consentedOn > today) throw refuse('loan.date_in_future', { path: ['consentedOn'] });
    if (consentedOn < (loan.disbursed_on ?? today)) {
      throw refuse('loan.date_too_early', { path: ['consentedOn'] });
    }
    const consent = newId();
    await tx
      .insertInto('loan_change_consent')
      .values({
        institution_id: institutionId,
        id: consent,
        change_id: target.id,
        guarantor_id: guarantorId,
        consented_on: consentedOn,
        evidence_sha256: evidenceSha256,
        recorded_by: personId,
      })
      .execute();
    const stands = await tx
      .selectFrom('loan_guarantee')
      .select('id')
      .where('institution_id', '=', institutionId)
      .where('loan_id', '=', loan.id)
      .where('guarantor_id', '=', guarantorId)
      .where('status', '=', 'OFFERED')
      .limit(1)
      .executeTakeFirst();
    if (!stands) throw refuse('loan-change.no_guarantor', { path: ['guarantorId'] });
    const objects = [
      { type: 'LoanChangeConsent', id: consent },
      { type: 'LoanChange', id: target.id, version: target.version },
      { type: 'Loan', id: loan.id },
    ];
    const left = (await unconsented(tx, target)).length;
    emit('loan-change.consented', objects, { consentedOn, evidence: evidenceSha256, left });
    return { loanChange: target.id, consent };
  },
});
