import { newId } from '../../../src/kernel/ids.ts';
import type { Caller, TestApp } from '../../helpers/app.ts';
import { registerAnswered } from '../profiles/answered.ts';
import { enlistPeople, openField } from '../staff/field.ts';

export type Lending = {
  customer: string;
  customerKey: string;
  grid: string;
  /** Two grid officers of the customer's grid. */
  zhang: Caller;
  li: Caller;
};

/** A grid with two officers and a household in it, ready to borrow. */
export async function openLending(app: TestApp): Promise<Lending> {
  const { small } = await openField(app, 1);
  const officers = await enlistPeople(app, ['zhang', 'li']);
  const manager = app.as('grid.manager');
  const grid = small[0]?.id ?? '';
  for (const [index, officer] of officers.entries()) {
    const role = index === 0 ? 'PRIMARY' : 'BACKUP';
    const assignment = { gridId: grid, personId: officer.person, role };
    await manager.command('staff.assign', assignment, { reason: '新建网格' });
  }
  const customer = await registerHousehold(app.as('zhang'), grid);
  const customerKey = keyOf(customer);
  return { customer, customerKey, grid, zhang: app.as('zhang'), li: app.as('li') };
}

export const keyOf = (id: string): string => id.slice(id.indexOf('_') + 1);

export async function registerHousehold(officer: Caller, grid: string): Promise<string> {
  const household = { kind: 'HOUSEHOLD', name: '张三', gridId: grid };
  return registerAnswered(officer, household);
}

/** A rating in force, put there directly: rating has tests of its own. */
export async function rate(app: TestApp, customerKey: string, yuan: number): Promise<string> {
  const card = newId();
  const rating = newId();
  const person = app.world.people['grid.manager'];
  await app.owner(
    `insert into scorecard (institution_id, id, code, edition, customer_kind, name_en, name_zh,
       sample, status, content, valid_from, published_by)
     values ($1, $2, $4, 1, 'HOUSEHOLD', 'test', '测试', true,
       'PUBLISHED', '{}', '2025-01-01', $3)`,
    [app.world.bankId, card, person, `C${card.replaceAll('-', '').toUpperCase()}`],
  );
  await app.owner(
    `insert into rating (institution_id, id, customer_id, scorecard_id, area_code, inputs, items,
       lines, findings, outcome, status, score, grade, credit_line_fen, ceiling_fen, valid_from,
       rated_by)
     values ($1, $2, $3, $4, '429005', '{}', '[]', '[]', '[]', 'RATED', 'EFFECTIVE', 80, 'A', $5,
       $5, '2026-01-01', $6)`,
    [app.world.bankId, rating, customerKey, card, yuan * 100, person],
  );
  return rating;
}

export const TERMS = {
  amount: '12000.00',
  termMonths: 12,
  annualRate: '4.35',
  repaymentMethod: 'EQUAL_PRINCIPAL',
  fundUse: 'BUSINESS',
  industryCode: 'A0111',
  purpose: '购买稻种和化肥',
};

export const application = (customer: string, terms: Record<string, unknown> = {}) => ({
  customerId: customer,
  product: 'VILLAGE_CREDIT',
  ...TERMS,
  ...terms,
});

export const EVIDENCE = 'a'.repeat(64);

export const FINDINGS = {
  onSite: true,
  visitedAt: '2026-03-01T09:00:00+08:00',
  longitude: 112.9,
  latitude: 30.4,
  identityChecked: true,
  incomeChecked: true,
  debtsChecked: true,
  purposeConfirmed: true,
  repaymentSource: '水稻销售收入',
  recommended: true,
  opinion: '同意',
  evidenceSha256: EVIDENCE,
};

const {
  identityChecked,
  incomeChecked,
  debtsChecked,
  purposeConfirmed,
  repaymentSource,
  ...VISIT
} = FINDINGS;

/** The same by the sample form, as products that have one ask; unsecured. */
export const ANSWERS = {
  IDENTITY_SEEN: identityChecked,
  CONDUCT: 'GOOD',
  INCOME_SEEN: incomeChecked,
  YEARLY_INCOME: '52000.00',
  YEARLY_SPENDING: '21000.50',
  DEBTS_SEEN: debtsChecked,
  ASSETS: '180000.00',
  DEBTS: '20000.00',
  DEBT_ROWS: [{ CREDITOR: '王五', AMOUNT: '20000.00' }],
  REGISTRY_READ: true,
  RECORD: 'ON_TIME',
  PURPOSE_TRUE: purposeConfirmed,
  EXPECTED_RETURN: '9000.00',
  SOURCE: 'FARMING',
  WILL: 'STRONG',
  SOURCE_NOTE: repaymentSource,
};

export const FORM_FINDINGS = { ...VISIT, findings: ANSWERS };

/** States in the order a loan goes through them. */
export const WAY = [
  'DRAFT',
  'SUBMITTED',
  'INVESTIGATED',
  'REVIEWED',
  'APPROVED',
  'SIGNED',
  'DISBURSING',
  'ACTIVE',
] as const;
export type OnTheWay = (typeof WAY)[number];

type Brought = { terms?: Record<string, unknown>; customer?: string };

/** A loan brought to a state by the people who may; its id. */
export async function bring(
  app: TestApp,
  lending: Lending,
  { to, terms, customer = lending.customer }: Brought & { to: OnTheWay },
): Promise<string> {
  const { loan } = await lending.zhang.command('loan.apply', application(customer, terms));
  const amount = String(terms?.amount ?? TERMS.amount);
  for (const state of WAY.slice(1, WAY.indexOf(to) + 1))
    await enter(app, lending, { loan, state, amount });
  return loan;
}

type Entering = { loan: string; state: OnTheWay; amount: string };

/** Takes the step that leads into a state. */
export async function enter(app: TestApp, lending: Lending, { loan, state, amount }: Entering) {
  const opinion = { id: loan, opinion: '同意' };
  switch (state) {
    case 'SUBMITTED':
      return lending.zhang.command('loan.submit', { id: loan });
    case 'INVESTIGATED':
      return investigate(app, lending, loan);
    case 'REVIEWED':
      await answerFlags(app, loan);
      return app.as('loan.reviewer').command('loan.review', opinion);
    case 'APPROVED':
      return app.as('loan.approver').command('loan.approve', opinion);
    case 'SIGNED':
      return contract(app, lending, loan);
    case 'DISBURSING':
      await drawAndCheck(app, lending, { loan });
      return app.as('loan.disburser').command('loan.instruct', { id: loan });
    default:
      return app.as('core.banking').command('loan.confirm', await confirmation(app, loan, amount));
  }
}

/** Both officers sign, by the form of the product where it has one. */
async function investigate(app: TestApp, { zhang, li }: Lending, loan: string) {
  const { loan: found } = await readLoan(app, loan, 'productEdition { content }');
  const findings = found.productEdition.content.investigation ? FORM_FINDINGS : FINDINGS;
  await zhang.command('loan.investigate', { id: loan, ...findings });
  return li.command('loan.investigate', { id: loan, ...findings });
}

/** Explains away whatever looked wrong about the application. */
export async function answerFlags(app: TestApp, loan: string, by = 'loan.reviewer'): Promise<void> {
  const { loan: found } = await readLoan(
    app,
    loan,
    'round flags(first: 10) { nodes { id round outcome } }',
  );
  for (const { id: flagId, round, outcome } of found.flags.nodes) {
    if (round !== found.round || outcome !== null) continue;
    const answer = { id: loan, flagId, outcome: 'EXPLAINED', answer: '已电话核实' };
    await app.as(by).command('loan.answer-flag', answer);
  }
}

export const SEEN = { documentsSeen: true, payeeMatches: true };

/** Shows what a loan costs, on paper, and has the contract signed. */
export async function contract(app: TestApp, { zhang }: Lending, loan: string) {
  const evidenceSha256 = EVIDENCE;
  await zhang.command('loan.disclose-cost', { id: loan, channel: 'ON_SITE' });
  await zhang.command('loan.confirm-cost', { id: loan, evidenceSha256 });
  const signedAt = app.clock.now().toISOString();
  const signing = { method: 'FACE_TO_FACE', signedAt, evidenceSha256 };
  return zhang.command('loan.sign', { id: loan, ...signing });
}

type Drawn = { loan: string; drawing?: Record<string, unknown> };

/** Has a signed loan's drawing asked for by its officer and checked by the disbursement post. */
export async function drawAndCheck(
  app: TestApp,
  { zhang }: Lending,
  { loan, drawing = {} }: Drawn,
) {
  await zhang.command('loan.draw', { id: loan, ...drawing });
  await app.as('loan.disburser').command('loan.check', { id: loan, ...SEEN });
}

/** What the core answers to the loan's open instruction. */
export async function confirmation(app: TestApp, loan: string, amount = TERMS.amount) {
  const { loan: found } = await readLoan(app, loan, 'instruction');
  return {
    id: loan,
    instruction: found.instruction,
    outcome: 'CONFIRMED',
    reference: `CORE-${found.instruction}`,
    amount,
    occurredOn: '2026-03-02',
  };
}

/** Fields of a loan as the auditor sees them. */
export const readLoan = (app: TestApp, loan: string, fields: string) =>
  app.as('auditor').query(`query ($id: ID!) { loan(id: $id) { ${fields} } }`, { id: loan });

/** Asks for the erasure; the request to be approved by another. */
export async function askErasure(app: TestApp, customer: string): Promise<{ id: string }> {
  const { body } = await app.as('data.protection.officer').rest({
    method: 'POST',
    url: `/v1/customers/${customer}/erase`,
    headers: { 'idempotency-key': newId(), 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  return { id: body.approval.id };
}
