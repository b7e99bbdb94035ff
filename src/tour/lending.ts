import { type Client, textAt } from './client.ts';
import { type Committee, decideTogether } from './committee.ts';
import type { Founded } from './founding.ts';
import type { House } from './territory.ts';

/** An identity number with a right check digit and nobody behind it. */
const ID_NUMBER = '11010519491231002X';

/** What the household tells: amounts in yuan, tables row by row; totals are computed. */
const ANSWERS = {
  YEARS_RESIDENT: 20,
  PEOPLE: 4,
  LABOUR: 2,
  MAIN_ACTIVITY: 'A0111',
  CROP_ROWS: [{ CROP: 'A0111', LAND: '16.5', COST: '24000.00', INCOME: '62000.00' }],
  LIVESTOCK_ROWS: [{ ANIMAL: 'A0412', COST: '10000.00', INCOME: '34000.00' }],
  WORK_ROWS: [{ WORK: 'E', PERSONS: 1, INCOME: '24000.00' }],
  OTHER_INCOME: '0.00',
  SPENDING_ROWS: [
    { KIND: 'LIVING', AMOUNT: '22000.00' },
    { KIND: 'EDUCATION', AMOUNT: '9000.00' },
  ],
  ASSET_ROWS: [
    { KIND: 'HOUSE', QUANTITY: 1, PRESENT_VALUE: '350000.00' },
    { KIND: 'VEHICLE', QUANTITY: 1, PRESENT_VALUE: '70000.00' },
  ],
  DEBT_ROWS: [{ KIND: 'PRIVATE', CREDITOR: '堂兄', AMOUNT: '15000.00' }],
  REPAYMENT: 'ON_TIME',
  CREDIT_REPORT_CONSENT: true,
  FINANCING_NEED: 'PRODUCTION',
};

const PROFILE = `query ($id: ID!) {
  customer(id: $id) { completeness profile { label { zh } percent items { label { zh } value masked } } }
}`;

/** What is asked is published data too: the sample form for households, from today on. */
export async function publishForm(
  client: Client,
  { cast, today }: Founded & { today: string },
): Promise<void> {
  const drafted = await client.post(cast.administrator, '/v1/profile-forms/draft', {
    customerKind: 'HOUSEHOLD',
  });
  const path = `/v1/profile-forms/${textAt(drafted, 'form')}`;
  await client.change(cast.administrator, path, 'publish', { body: { validFrom: today } });
}

/** What may be borrowed is published data as well: the sample product, from today on. */
export async function publishProduct(
  client: Client,
  { cast, today }: Founded & { today: string },
): Promise<void> {
  const drafted = await client.post(cast.administrator, '/v1/loan-products/draft', {
    sample: TERMS.product,
  });
  const path = `/v1/loan-products/${textAt(drafted, 'product')}`;
  await client.change(cast.administrator, path, 'publish', { body: { validFrom: today } });
}

/** A household on file: masked for everyone, revealed to whoever states a purpose. */
export async function profileHousehold(
  client: Client,
  { cast }: Founded,
  house: House,
): Promise<string> {
  const { officer, secondOfficer } = cast;
  const registered = await client.post(officer, '/v1/customers/register', {
    kind: 'HOUSEHOLD',
    name: '欧阳春耕',
    idNumber: ID_NUMBER,
    mobile: '13800000000',
    address: '导览村一组一号',
    point: house,
    crs: 'CGCS2000',
    members: [{ relationship: 'SPOUSE', name: '林秋实' }],
  });
  const customer = textAt(registered, 'customer');
  const path = `/v1/customers/${customer}`;
  await client.refused(officer, `${path}/rate`, 'privacy.consent_required', {});
  await client.change(officer, path, 'answer', { body: { answers: ANSWERS } });
  await client.graphql(officer, PROFILE, { id: customer });
  await client.change(secondOfficer, path, 'reveal', {
    body: { fields: ['NAME', 'MOBILE'], purpose: 'FILE_KEEPING' },
    reason: '电话核实家庭情况',
  });
  return customer;
}

/** The terms of the tour's loan: inside the line. */
const TERMS = {
  product: 'VILLAGE_CREDIT',
  amount: '20000.00',
  termMonths: 12,
  annualRate: '4.35',
  repaymentMethod: 'AT_MATURITY',
  fundUse: 'BUSINESS',
  industryCode: 'A0111',
  purpose: '购买稻种和化肥',
};

export type Lent = { loan: string; path: string };

type Asking = { customer: string; house: House; committee: Committee };

/** Application, two investigators, review, and a committee, in that order only. */
export async function decideLoan(
  client: Client,
  { cast }: Founded,
  { customer, house, committee }: Asking,
): Promise<Lent> {
  const applied = await client.post(cast.officer, '/v1/loans/apply', {
    customerId: customer,
    ...TERMS,
  });
  const loan = textAt(applied, 'loan');
  const path = `/v1/loans/${loan}`;
  await client.change(cast.officer, path, 'submit');
  await client.refused(cast.approver, `${path}/approve`, 'loan.illegal_transition', {
    opinion: '越级审批应被拒绝',
  });
  for (const investigator of [cast.officer, cast.secondOfficer]) {
    await client.change(investigator, path, 'investigate', { body: findings(house) });
  }
  await client.change(cast.reviewer, path, 'review', { body: { opinion: '资料齐全，同意上报' } });
  await decideTogether(client, committee, { path, loan, customer });
  return { loan, path };
}

const findings = (house: House) => ({
  onSite: true,
  visitedAt: new Date(Date.now() - 60_000).toISOString(),
  longitude: house.coordinates[0],
  latitude: house.coordinates[1],
  identityChecked: true,
  incomeChecked: true,
  debtsChecked: true,
  purposeConfirmed: true,
  repaymentSource: '水稻销售收入',
  recommended: true,
  opinion: '情况属实',
  evidenceSha256: '0'.repeat(64),
});

const paper = (digit: string): string => digit.repeat(64);

/** What it costs in all is shown and confirmed; only then the contract is signed. */
export async function signContract(client: Client, { cast }: Founded, lent: Lent): Promise<void> {
  const { path } = lent;
  await client.change(cast.officer, path, 'disclose-cost', { body: { channel: 'ON_SITE' } });
  const signing = { method: 'FACE_TO_FACE', evidenceSha256: paper('2') };
  const early = { ...signing, signedAt: new Date(Date.now() - 60_000).toISOString() };
  await client.refused(cast.officer, `${path}/sign`, 'loan.cost_not_confirmed', early);
  const confirmed = { evidenceSha256: paper('1') };
  await client.change(cast.officer, path, 'confirm-cost', { body: confirmed });
  const shown = `query ($id: ID!) {
    loan(id: $id) {
      disclosures(last: 1) { nodes { annualCost statement { zh } items { name { zh } amount } confirmedAt } }
    }
  }`;
  const read = await client.graphql(cast.officer, shown, { id: lent.loan });
  const signedAt = textAt(read, 'loan', 'disclosures', 'nodes', 0, 'confirmedAt');
  await client.change(cast.officer, path, 'sign', { body: { ...signing, signedAt } });
}
