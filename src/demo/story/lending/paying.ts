import { yuanOf } from '../../../kernel/money.ts';
import type { Stage } from '../stage.ts';
import type { Told } from './asking.ts';
import { type Bank, paper } from './bank.ts';
import { keyOf } from './borrowers.ts';

/** What it costs is shown and confirmed; then everybody who stands for the loan signs. */
export async function contract(stage: Stage, told: Told): Promise<void> {
  const { borrower, loan: id } = told;
  const by = (command: string, input: object) =>
    stage.perform(borrower.officer, { command, input: { id, ...input } });
  await by('loan.disclose-cost', { channel: 'ON_SITE' });
  await by('loan.confirm-cost', { evidenceSha256: paper(`${id} cost`) });
  const signing = {
    method: 'FACE_TO_FACE',
    signedAt: stage.now(),
    evidenceSha256: paper(`${id} contract`),
  };
  await by('loan.sign', signing);
  for (const guaranteeId of await signersOf(stage, told)) {
    await by('loan.sign', { ...signing, guaranteeId });
  }
}

/** Of the security offered, that of somebody else than the borrower: each signs once. */
async function signersOf({ db, institutionId }: Stage, { loan, guarantees }: Told) {
  const rows = await db
    .selectFrom('loan_guarantee')
    .select(['id', 'guarantor_id'])
    .where('institution_id', '=', institutionId)
    .where('loan_id', '=', keyOf(loan))
    .where('guarantor_id', 'is not', null)
    .execute();
  const others = new Set(rows.map(({ id }) => id));
  return guarantees.filter((id) => others.has(keyOf(id)));
}

/** A drawing is asked for, checked, instructed, and paid by the core: all of it, or so much. */
export async function payOut(
  stage: Stage,
  bank: Bank,
  { told, fen = told.amountFen }: { told: Told; fen?: bigint },
): Promise<void> {
  const { borrower, loan: id } = told;
  const amount = yuanOf(fen);
  await stage.perform(borrower.officer, { command: 'loan.draw', input: { id, amount } });
  const seen = { id, documentsSeen: true, payeeMatches: true };
  await stage.perform(bank.disburser, { command: 'loan.check', input: seen });
  await stage.perform(bank.disburser, { command: 'loan.instruct', input: { id } });
  const { instruction } = await stage.db
    .selectFrom('loan')
    .select('instruction')
    .where('institution_id', '=', stage.institutionId)
    .where('id', '=', keyOf(id))
    .executeTakeFirstOrThrow();
  const reference = `CORE-${instruction}`;
  await report(stage, bank, { kind: 'DISBURSEMENT_CONFIRMED', instruction, reference, amount });
}

type Repaid = { code: string; reference: string; fen: bigint };

/** Money came in at the core. */
export const repay = (stage: Stage, bank: Bank, { code, reference, fen }: Repaid) =>
  report(stage, bank, { kind: 'REPAYMENT', loanCode: code, reference, amount: yuanOf(fen) });

const report = (stage: Stage, { core }: Bank, told: object) =>
  stage.perform(core, {
    command: 'core-report.receive',
    input: { ...told, occurredOn: stage.today() },
  });

export async function codeOf({ db, institutionId }: Stage, loan: string): Promise<string> {
  const { code } = await db
    .selectFrom('loan')
    .select('code')
    .where('institution_id', '=', institutionId)
    .where('id', '=', keyOf(loan))
    .executeTakeFirstOrThrow();
  return code;
}
