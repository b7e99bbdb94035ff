import { globalId } from '../../../kernel/ids.ts';
import type { Stage } from '../stage.ts';
import type { Applications } from './applications.ts';
import { apply, type Told } from './asking.ts';
import type { Bank } from './bank.ts';
import { keyOf } from './borrowers.ts';
import { approve, fulfilConditions, investigate, review, veto, voteFor } from './deciding.ts';
import { codeOf, contract, payOut, repay } from './paying.ts';

/** How many days before the last each step is taken. */
const DAYS_AGO = {
  apply: 36,
  investigate: 35,
  review: 34,
  again: 33,
  decide: 32,
  shops: 29,
  hungOut: 18,
  secondDrawing: 14,
  repaid: 9,
  thirdDrawing: 5,
};

/** The first sent back by its reviewer, and asked for again. */
async function sendBack(stage: Stage, bank: Bank, told: Told): Promise<void> {
  const { loan: id, borrower } = told;
  const why = '土地流转合同缺页，请补齐后重报';
  await stage.perform(bank.reviewer, { command: 'loan.return', input: { id }, reason: why });
  stage.daysAgo(DAYS_AGO.again);
  await stage.perform(borrower.officer, { command: 'loan.submit', input: { id } });
  await investigate(stage, bank, told);
  await review(stage, bank, told);
}

/**
 * Loans of every product that the mass of village credit leaves out, from the application to the
 * money: secured in every way, hung out where the product asks for it, decided by one person or by
 * the committee, which its chair overrules once; and a line that is drawn on, repaid and drawn again.
 */
export async function grantLoans(
  stage: Stage,
  bank: Bank,
  { farm, relief, line, guaranteed, mortgaged, vetoed }: Applications,
): Promise<Told[]> {
  stage.daysAgo(DAYS_AGO.apply);
  const told: Told[] = [];
  for (const asked of [...farm, ...relief, line, guaranteed, mortgaged, vetoed]) {
    told.push(await apply(stage, asked));
  }
  stage.daysAgo(DAYS_AGO.investigate);
  for (const each of told) await investigate(stage, bank, each);
  stage.daysAgo(DAYS_AGO.review);
  const [first, ...others] = told;
  for (const each of others) await review(stage, bank, each);
  if (first) await sendBack(stage, bank, first);
  stage.daysAgo(DAYS_AGO.decide);
  const village = told.slice(0, farm.length + relief.length);
  const [drawn, secured, large, refused] = told.slice(village.length);
  if (!drawn || !secured || !large || !refused) throw new Error('an application got lost');
  for (const each of [...village, drawn, secured]) await approve(stage, bank, each);
  await voteFor(stage, bank, large);
  await veto(stage, bank, refused);
  await hangOut(stage, bank, village);
  await payShops(stage, bank, { drawn, secured, large });
  await payVillage(stage, bank, village);
  await useLine(stage, bank, drawn);
  return told;
}

/** Loans of these products hang out in the village before anybody signs. */
async function hangOut(stage: Stage, { manager }: Bank, village: readonly Told[]): Promise<void> {
  for (const areaCode of new Set(village.map(({ borrower }) => borrower.areaCode))) {
    const input = { kind: 'LOAN', areaCode, title: '贷款审批结果公示（示例）' };
    const { notice: id } = await stage.perform(manager, { command: 'notice.draft', input });
    await stage.perform(manager, { command: 'notice.open', input: { id } });
  }
}

type Shops = { drawn: Told; secured: Told; large: Told };

async function payShops(stage: Stage, bank: Bank, { drawn, secured, large }: Shops): Promise<void> {
  stage.daysAgo(DAYS_AGO.shops);
  await fulfilConditions(stage, large);
  for (const told of [drawn, secured, large]) await contract(stage, told);
  await payOut(stage, bank, { told: drawn, fen: drawn.amountFen / 2n });
  for (const told of [secured, large]) await payOut(stage, bank, { told });
}

/** In a year whose holidays are not announced yet a notice waits, and with it the money. */
async function payVillage(stage: Stage, bank: Bank, village: readonly Told[]): Promise<void> {
  stage.daysAgo(DAYS_AGO.hungOut);
  await stage.perform(bank.administrator, { command: 'notice.close-due', input: {} });
  const stood = await stage.db
    .selectFrom('notice_entry')
    .select('loan_id')
    .where('institution_id', '=', stage.institutionId)
    .where('loan_id', 'is not', null)
    .where('status', '=', 'EFFECTIVE')
    .execute();
  const ids = new Set(stood.map(({ loan_id }) => loan_id && globalId('Loan', loan_id)));
  for (const told of village.filter(({ loan }) => ids.has(loan))) {
    await contract(stage, told);
    await payOut(stage, bank, { told });
  }
}

/** What is repaid may be drawn again. */
async function useLine(stage: Stage, bank: Bank, told: Told): Promise<void> {
  const fen = told.amountFen / 4n;
  stage.daysAgo(DAYS_AGO.secondDrawing);
  await payOut(stage, bank, { told, fen });
  stage.daysAgo(DAYS_AGO.repaid);
  const code = await codeOf(stage, told.loan);
  await repay(stage, bank, { code, reference: `CORE-R-${keyOf(told.loan)}`, fen });
  stage.daysAgo(DAYS_AGO.thirdDrawing);
  await payOut(stage, bank, { told, fen });
}
