import { test } from 'tap';
import { CustomerKind } from '../../../src/generated/enums.ts';
import { gateRules, gatesOf } from '../../../src/modules/profiles/gates.ts';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { application, openLending } from '../loans/lending.ts';
import { GIVEN, openRatable } from '../ratings/ratable.ts';
import { HOUSEHOLD_ANSWERS } from './answered.ts';

const STEPS = `query ($id: ID!) { profileCompleteness(customerId: $id) {
  steps { step open sections { code percent needed missing { code required label { zh } } } } } }`;

type Missing = { code: string; missing: { code: string; required: boolean }[] };

test('no rating before income is on file', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  await app
    .as('administrator')
    .command('scorecard.publish', { content: sampleHouseholdScorecard, validFrom: '2026-03-02' });
  const { CROP_ROWS, SPENDING_ROWS, ...rest } = HOUSEHOLD_ANSWERS;
  const id = await household({}, rest);
  const refusal = await manager.refused('rating.rate', { id, inputs: GIVEN });
  t.match(refusal, { code: 'profile.gate_closed', status: 409, details: { step: 'RATING' } });
  const [section] = refusal.details.sections as Missing[];
  t.match(section, { code: 'INCOME', needed: 80, label: { zh: '收入与支出' } });
  const missing = section?.missing.map(({ code }) => code) ?? [];
  for (const code of ['CROP_ROWS', 'NET_INCOME', 'SPENDING_ROWS', 'EXPENDITURE'])
    t.ok(missing.includes(code), code);
  t.ok(section?.missing.find(({ code }) => code === 'NET_INCOME')?.required);
  t.same(await app.owner('select 1 from rating'), [], 'nothing is stored');

  const { profileCompleteness: before } = await manager.query(STEPS, { id });
  t.match(before.steps, [
    { step: 'RATING', open: false },
    { step: 'LOAN_APPLICATION', open: false },
  ]);
  await manager.command('profile.answer', { id, answers: { CROP_ROWS, SPENDING_ROWS } });
  const { profileCompleteness: after } = await manager.query(STEPS, { id });
  t.match(after.steps, [{ step: 'RATING', open: true, sections: [] }, {}]);
  const { rating } = await manager.command('rating.rate', { id, inputs: GIVEN });
  const { rating: read } = await manager.query('query ($id: ID!) { rating(id: $id) { inputs } }', {
    id: rating,
  });
  t.match(read.inputs, { NET_INCOME: '12000000', ASSETS: '30000000', DEBTS: '2000000' });

  await manager.command('profile.answer', { id, answers: { CROP_ROWS: null } });
  const again = await manager.refused('rating.rate', { id, inputs: GIVEN });
  t.equal(again.code, 'profile.gate_closed', 'a cleared answer closes the gate again');
});

test('no loan before assets, debts and credit are on file', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { ASSET_ROWS: _assets, REPAYMENT: _repayment, ...rest } = HOUSEHOLD_ANSWERS;
  const officer = lending.zhang;
  const household = { kind: 'HOUSEHOLD', name: '李四', gridId: lending.grid };
  const { customer } = await officer.command('customer.register', household);
  const bare = await officer.refused('loan.apply', application(customer));
  t.same(
    bare.details.sections.map(({ code }: Missing) => code),
    ['INCOME', 'BALANCE', 'CREDIT'],
  );
  await officer.command('profile.answer', { id: customer, answers: rest });
  const refusal = await officer.refused('loan.apply', application(customer));
  t.match(refusal, { code: 'profile.gate_closed', details: { step: 'LOAN_APPLICATION' } });
  t.same(
    refusal.details.sections.map(({ code }: Missing) => code),
    ['BALANCE', 'CREDIT'],
  );
  await officer.command('profile.answer', { id: customer, answers: HOUSEHOLD_ANSWERS });
  t.ok((await officer.command('loan.apply', application(customer))).loan);
});

test('without a form there is nothing to answer, and the step waits', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const id = await household({});
  const key = id.replace('customer_', '');
  await app.owner('delete from customer_profile where id = $1', [key]);
  await app.owner('alter table profile_form disable trigger keep_profile_form');
  await app.owner(`update profile_form set valid_from = '2030-01-01'`);
  t.equal(
    (await manager.refused('rating.rate', { id, inputs: GIVEN })).code,
    'profile.form_missing',
  );
  t.equal(
    (await manager.refused('profile.answer', { id, answers: { PEOPLE: 1 } })).code,
    'profile.form_missing',
  );
  const { profileCompleteness: report } = await manager.query(STEPS, { id });
  t.same(report.steps, []);
  const other = await manager.command('customer.register', {
    kind: 'HOUSEHOLD',
    name: '无表',
    areaCode: (await manager.query('query ($id: ID!) { customer(id: $id) { areaCode } }', { id }))
      .customer.areaCode,
  });
  const { customer } = await manager.query(
    'query ($id: ID!) { customer(id: $id) { completeness profile { code } } }',
    { id: other.customer },
  );
  t.same(customer, { completeness: 0, profile: [] });
});

test('gates are dated rules with their basis', async (t) => {
  t.ok(gateRules.every(({ legalBasis }) => legalBasis.en && legalBasis.zh));
  t.same(gatesOf('RATING', 'HOUSEHOLD', '2012-09-16'), [], 'no rule, no gate');
  for (const kind of CustomerKind) {
    t.ok(gatesOf('RATING', kind, '2026-03-02').length > 0, kind);
    t.ok(gatesOf('LOAN_APPLICATION', kind, '2026-03-02').length > 1, kind);
  }
});
