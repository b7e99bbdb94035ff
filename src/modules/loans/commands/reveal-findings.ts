import { z } from 'zod';
import { ProcessingPurpose } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { allowReading } from '../../customers/index.ts';
import { type Answered, joinInquired } from '../../profiles/index.ts';
import type { LoanRow } from '../authority.ts';
import { findingsAt } from '../findings.ts';
import { onLoan } from '../steps.ts';

export const revealFindings = command({
  name: 'loan.reveal-findings',
  permission: 'loan.read-findings',
  scope: 'references',
  title: { en: 'Read the findings of an investigation', zh: '查看调查内容明文' },
  description: {
    en: 'All that one investigator answered by the form, sealed items in clear. For a purpose that consent, contract or duty covers; that it was read stays on record.',
    zh: '返回一名调查人按调查表填写的全部内容，含加密项目明文，须有合法的处理目的，查看行为留痕。',
  },
  on: onLoan,
  input: z.object({
    investigationId: id('LoanInvestigation'),
    purpose: enumeration('ProcessingPurpose', ProcessingPurpose),
  }),
  result: z.object({
    loan: ref('Loan'),
    findings: json().describe('By item code. 按项目代码'),
  }),
  acts: ['loan.findings-revealed', 'privacy.reveal-alert'],
  reasonRequired: true,
  repeatable: true,
  errors: [
    'object.not_found',
    'loan.findings_by_list',
    'privacy.purpose_unfit',
    'privacy.consent_required',
    'privacy.restricted',
    'privacy.recipient_unfit',
    'privacy.reveal_blocked',
  ],
  async handler(tx, { investigationId, purpose }, context) {
    const { actor, emit, target: loan, vault, now, today } = context;
    const { id: rowId, open, cipher } = await findingsOf(tx, loan, investigationId);
    const at = findingsAt(loan, rowId);
    const sealed: Answered = cipher
      ? JSON.parse(await vault.open(tx, actor.institutionId, at, cipher))
      : {};
    const values = Object.keys(sealed).length;
    const objects = [
      { type: 'Loan', id: loan.id, version: loan.version },
      { type: 'LoanInvestigation', id: rowId },
      { type: 'Customer', id: loan.customer_id },
    ];
    emit('loan.findings-revealed', objects, { values }, purpose);
    const reading = { actor, purpose, today, now, emit, customerId: loan.customer_id };
    await allowReading(tx, { ...reading, fields: ['PROFILE'], values });
    return { loan: loan.id, findings: joinInquired({ open, sealed }) };
  },
});

async function findingsOf(tx: Tx, loan: LoanRow, investigation: string) {
  const row = await tx
    .selectFrom('loan_investigation')
    .select(['id', 'findings', 'sealed_cipher'])
    .where('institution_id', '=', loan.institution_id)
    .where('loan_id', '=', loan.id)
    .where('id', '=', investigation)
    .executeTakeFirst();
  const path = ['investigationId'];
  if (!row) throw refuse('object.not_found', { path });
  if (row.findings === null) throw refuse('loan.findings_by_list', { path });
  return { id: row.id, open: row.findings as Answered, cipher: row.sealed_cipher };
}
