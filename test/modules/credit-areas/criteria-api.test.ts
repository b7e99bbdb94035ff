import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { HASH, inspection, openVillage } from './naming.ts';

test('criteria of one’s own', async (t) => {
  const app = await testApp(t);
  const { manager, households, second } = await openVillage(app, 1);
  const administrator = app.as('administrator');
  const basis = { en: 'Own rule', zh: '本行办法' };
  const rated = {
    code: 'RATED',
    figure: 'RATED',
    comparison: 'EQUAL',
    threshold: '0',
    whenEmpty: 'UNKNOWN',
    basis,
  };
  const rules = {
    criteria: [rated],
    sampleSize: 0,
    mostDeviating: 0,
    figuresDays: 10,
    validMonths: 6,
    reviewMonths: 3,
    nonPerformingDays: 91,
    incrementMonths: 12,
  };
  const set = {
    level: 'HOUSEHOLD',
    code: 'OWN_1',
    legalBasis: '本行办法〔2026〕1号',
    validFrom: '2026-03-02',
    rules,
  };
  const refused = async (given: object) =>
    (await administrator.refused('credit-area.set-criteria', { ...set, ...given })).code;
  const twice = { ...rules, criteria: [rated, rated] };
  t.equal(await refused({ rules: twice }), 'credit-area.criteria_invalid');
  const nameless = { ...rules, criteria: [{ ...rated, figure: 'ATTESTED' }] };
  t.equal(await refused({ rules: nameless }), 'credit-area.criteria_invalid');
  t.equal(await refused({ validFrom: '2026-03-01' }), 'credit-area.criteria_period');
  await administrator.command('credit-area.set-criteria', set);
  t.equal(await refused({ code: 'OWN_2' }), 'credit-area.criteria_period');
  t.equal(await refused({ validFrom: '2026-04-01' }), 'credit-area.criteria_code_taken');

  const { creditArea: id } = await manager.command('credit-area.apply', {
    level: 'HOUSEHOLD',
    customerId: households[0],
  });
  t.match(await manager.command('credit-area.self-check', { id }), { qualified: true });
  await app.as('loan.reviewer').command('credit-area.inspect', { id, ...inspection(second) });
  app.clock.set('2026-03-13T02:00:00Z');
  const naming = { id, plaqueNumber: 'P-1' };
  const approver = app.as('loan.approver');
  t.match(await approver.refused('credit-area.name', naming), {
    code: 'credit-area.figures_stale',
  });
  await manager.command('credit-area.self-check', { id });
  t.match(await approver.refused('credit-area.name', naming), {
    code: 'credit-area.illegal_transition',
  });
  const again = inspection(second, { inspectedOn: '2026-03-13' });
  await app.as('loan.reviewer').command('credit-area.inspect', { id, ...again });
  await approver.command('credit-area.name', naming);
  const next = { level: 'HOUSEHOLD', customerId: households[0] };
  const overlapping = await manager.command('credit-area.apply', next);
  await manager.command('credit-area.self-check', { id: overlapping.creditArea });
  const inspected = { id: overlapping.creditArea, ...again, evidenceSha256: HASH };
  await app.as('loan.reviewer').command('credit-area.inspect', inspected);
  const soon = { id: overlapping.creditArea, plaqueNumber: 'P-2' };
  t.match(await approver.refused('credit-area.name', soon), {
    code: 'credit-area.period_overlaps',
  });
  await approver.command('credit-area.name', { ...soon, validFrom: '2026-09-13' });
});
