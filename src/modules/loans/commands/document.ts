import { z } from 'zod';
import { LoanDocumentKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { type LoanRow, requireAllowed } from '../authority.ts';
import { loanObjects, onLoan } from '../steps.ts';

const result = z.object({ loan: ref('Loan'), document: ref('LoanDocument') });

/** Papers may still come in while the money is not with the borrower and may yet be. */
const TAKING: ReadonlySet<string> = new Set([
  'DRAFT',
  'RETURNED',
  'SUBMITTED',
  'INVESTIGATED',
  'REVIEWED',
  'APPROVED',
  'SIGNED',
]);

const objectsOf = (loan: LoanRow, documentId: string, version = 1) => [
  { type: 'LoanDocument', id: documentId, version },
  ...loanObjects(loan, loan.version),
];

export const receiveDocument = command({
  name: 'loan.receive-document',
  permission: 'loan.apply',
  scope: 'references',
  title: { en: 'Receive a paper for a loan', zh: '登记申请资料' },
  description: {
    en: 'Writes down that a paper is there, by the SHA-256 of its file, which is kept elsewhere. Possible until the money is paid out.',
    zh: '登记已收到的资料及其文件 SHA-256 摘要，文件另行保存；放款前均可登记。',
  },
  on: onLoan,
  input: z.object({
    kind: enumeration('LoanDocumentKind', LoanDocumentKind),
    sha256: pattern(/^[0-9a-f]{64}$/, 64),
  }),
  result,
  acts: ['loan.document-received'],
  errors: ['loan.illegal_transition', 'loan.document_repeated'],
  async handler(tx, { kind, sha256 }, { target, actor, today, emit }) {
    if (!TAKING.has(target.status)) {
      const details = { status: target.status, action: 'receive-document' };
      throw refuse('loan.illegal_transition', { details });
    }
    const document = newId();
    await tx
      .insertInto('loan_document')
      .values({
        institution_id: actor.institutionId,
        id: document,
        loan_id: target.id,
        kind,
        sha256,
        received_by: actor.personId,
        received_on: today,
      })
      .execute();
    emit('loan.document-received', objectsOf(target, document), { kind, sha256 });
    return { loan: target.id, document };
  },
});

export const withdrawDocument = command({
  name: 'loan.withdraw-document',
  permission: 'loan.apply',
  scope: 'references',
  title: { en: 'Withdraw a paper of a loan', zh: '撤下申请资料' },
  description: {
    en: 'A paper that was wrong no longer counts; the record stays. Only while the application is a draft or sent back: what has been looked at stays.',
    zh: '有误的资料不再计入，记录保留；仅限申请为草稿或退回时。',
  },
  on: onLoan,
  input: z.object({ documentId: id('LoanDocument') }),
  result,
  acts: ['loan.document-withdrawn'],
  reasonRequired: true,
  errors: ['loan.illegal_transition', 'loan.separation_of_duties', 'loan.document_not_received'],
  async handler(tx, { documentId }, { target, actor, today, emit }) {
    requireAllowed(target, 'submit', actor);
    const withdrawn = await tx
      .updateTable('loan_document')
      .set({ status: 'WITHDRAWN', withdrawn_by: actor.personId, withdrawn_on: today })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', documentId)
      .where('loan_id', '=', target.id)
      .where('status', '=', 'RECEIVED')
      .returning(['kind', 'version'])
      .executeTakeFirst();
    if (!withdrawn) throw refuse('loan.document_not_received', { path: ['documentId'] });
    const { kind, version } = withdrawn;
    emit('loan.document-withdrawn', objectsOf(target, documentId, version), { kind });
    return { loan: target.id, document: documentId };
  },
});
