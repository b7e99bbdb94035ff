import { globalId } from '../../../kernel/ids.ts';
import type { Stage } from '../stage.ts';
import type { Told } from './asking.ts';
import { type Bank, paper } from './bank.ts';
import { keyOf } from './borrowers.ts';

/** By the sample form of the products that have one; figures are those of a middling farm. */
const FINDINGS = {
  IDENTITY_SEEN: true,
  CONDUCT: 'GOOD',
  INCOME_SEEN: true,
  YEARLY_INCOME: '96000.00',
  YEARLY_SPENDING: '41000.00',
  DEBTS_SEEN: true,
  ASSETS: '420000.00',
  DEBTS: '30000.00',
  DEBT_ROWS: [{ CREDITOR: '亲戚', AMOUNT: '30000.00' }],
  REGISTRY_READ: true,
  RECORD: 'ON_TIME',
  PURPOSE_TRUE: true,
  EXPECTED_RETURN: '38000.00',
  WILL: 'STRONG',
  SOURCE_NOTE: '经营收入稳定，还款来源可靠（演示）',
};
const OF_GUARANTORS = { GUARANTOR_WILLING: true, GUARANTOR_INCOME: '72000.00' };
const OF_COLLATERAL = { COLLATERAL_SEEN: true, COLLATERAL_VALUE: '300000.00' };
const PERSONAL = new Set(['GUARANTEE', 'JOINT_GUARANTEE']);

function findingsOf({ borrower, security = [] }: Told) {
  const isPersonal = security.some(({ kind }) => PERSONAL.has(kind));
  const isReal = security.some(({ kind }) => !PERSONAL.has(kind));
  return {
    ...FINDINGS,
    SOURCE: borrower.kind === 'MERCHANT' ? 'BUSINESS' : 'FARMING',
    ...(isPersonal ? OF_GUARANTORS : {}),
    ...(isReal ? OF_COLLATERAL : {}),
  };
}

/** Two go and look, and both sign. */
export async function investigate(stage: Stage, bank: Bank, told: Told): Promise<void> {
  const { borrower, loan: id } = told;
  for (const investigator of [borrower.officer, bank.manager]) {
    const input = {
      id,
      onSite: true,
      visitedAt: stage.now(),
      longitude: borrower.longitude,
      latitude: borrower.latitude,
      findings: findingsOf(told),
      recommended: true,
      opinion: '实地走访，情况属实，同意（演示）',
      evidenceSha256: paper(`${id} investigation`),
    };
    await stage.perform(investigator, { command: 'loan.investigate', input });
  }
}

/** What looked odd beside other applications is explained; then the file goes to whoever decides. */
export async function review(stage: Stage, { reviewer }: Bank, { loan: id }: Told): Promise<void> {
  const flags = await stage.db
    .selectFrom('loan_flag')
    .select('id')
    .where('institution_id', '=', stage.institutionId)
    .where('loan_id', '=', keyOf(id))
    .where('outcome', 'is', null)
    .orderBy('id')
    .execute();
  for (const flag of flags) {
    const flagId = globalId('LoanFlag', flag.id);
    const input = { id, flagId, outcome: 'EXPLAINED', answer: '已电话核实，用途不同（演示）' };
    await stage.perform(reviewer, { command: 'loan.answer-flag', input });
  }
  const input = { id, opinion: '资料齐全，担保足值，同意上报' };
  await stage.perform(reviewer, { command: 'loan.review', input });
}

export async function approve(stage: Stage, { approver }: Bank, { loan: id }: Told): Promise<void> {
  await stage.perform(approver, { command: 'loan.approve', input: { id, opinion: '同意' } });
}

const CONDITION = '抵押登记办妥并取得他项权证';

/** Four of the committee vote, the chair last; a condition comes with the assent. */
export async function voteFor(stage: Stage, bank: Bank, { loan: id }: Told): Promise<void> {
  const { member1, member2, member3, chair } = bank;
  const vote = (who: string, input: object) =>
    stage.perform(who, { command: 'loan.vote', input: { id, ...input } });
  await vote(member1, { choice: 'FOR', opinion: '第一还款来源充足' });
  await vote(member2, { choice: 'AGAINST', opinion: '存货周转偏慢，建议压降额度' });
  await vote(member3, { choice: 'FOR', opinion: '抵押足值，同意' });
  await vote(chair, { choice: 'FOR', opinion: '同意，落实抵押后放款', conditions: [CONDITION] });
}

/** Carried by the members, and stopped by the chair. */
export async function veto(stage: Stage, bank: Bank, { loan: id }: Told): Promise<void> {
  const { member1, member2, chair } = bank;
  const vote = (who: string, choice: string, opinion: string) =>
    stage.perform(who, { command: 'loan.vote', input: { id, choice, opinion } });
  await vote(member1, 'FOR', '经营正常');
  await vote(member2, 'FOR', '同意');
  await vote(chair, 'AGAINST', '行业下行，负债率偏高，一票否决');
}

/** Whoever sells the loan shows what the committee asked for. */
export async function fulfilConditions(stage: Stage, { borrower, loan }: Told): Promise<void> {
  const conditions = await stage.db
    .selectFrom('loan_condition')
    .select('id')
    .where('institution_id', '=', stage.institutionId)
    .where('loan_id', '=', keyOf(loan))
    .orderBy('number')
    .execute();
  for (const { id } of conditions) {
    const input = { id: globalId('LoanCondition', id), evidenceSha256: paper(`condition ${id}`) };
    await stage.perform(borrower.officer, { command: 'loan-condition.fulfil', input });
  }
}
