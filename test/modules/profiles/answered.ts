import type { Caller } from '../../helpers/app.ts';

/** What the sample form for households needs before rating and lending; 120,000 yuan net. */
export const HOUSEHOLD_ANSWERS = {
  YEARS_RESIDENT: 20,
  PEOPLE: 4,
  LABOUR: 3,
  MAIN_ACTIVITY: 'A0111',
  CROP_ROWS: [{ CROP: 'A0111', LAND: '12.5', COST: '30000', INCOME: '110000' }],
  LIVESTOCK_ROWS: [],
  WORK_ROWS: [{ WORK: 'E', PERSONS: 1, EMPLOYER: '城建公司', INCOME: '40000' }],
  OTHER_INCOME: '0',
  SPENDING_ROWS: [{ KIND: 'LIVING', AMOUNT: '40000' }],
  ASSET_ROWS: [{ KIND: 'HOUSE', QUANTITY: 1, PRESENT_VALUE: '300000' }],
  DEBT_ROWS: [{ KIND: 'OTHER_BANK', CREDITOR: '邮储银行', AMOUNT: '20000' }],
  REPAYMENT: 'ON_TIME',
};

/** The same of a merchant. */
export const MERCHANT_ANSWERS = {
  REGISTRATION: 'UNREGISTERED',
  INDUSTRY: 'F5212',
  STARTED_ON: '2020-05-01',
  PREMISES: 'OWNED',
  EMPLOYEES: 3,
  TURNOVER: '420000',
  PROFIT: '60000',
  ASSET_ROWS: [{ KIND: 'STOCK', PRESENT_VALUE: '260000' }],
  DEBT_ROWS: [],
  REPAYMENT: 'NO_HISTORY',
};

/** Answers a file. */
export const answer = (
  caller: Caller,
  id: string,
  answers: object = HOUSEHOLD_ANSWERS,
): Promise<{ completeness: number; dropped: string[] }> =>
  caller.command('profile.answer', { id, answers });

/** Puts a customer on file and answers its profile, so that it can be rated and lent to. */
export async function registerAnswered(
  caller: Caller,
  input: Record<string, unknown>,
  answers: object = HOUSEHOLD_ANSWERS,
): Promise<string> {
  const { customer } = await caller.command('customer.register', input);
  await answer(caller, customer, answers);
  return customer;
}
