import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { codeOf, VILLAGE } from '../grids/territory.ts';
import { registerAnswered } from '../profiles/answered.ts';
import { GIVEN, openRatable } from '../ratings/ratable.ts';
import { agree, agreeToRating, publishText } from './agreements.ts';

const WHY = { reason: '本人要求' };

test('who restricts the data or takes consent back is rated no more, one by one or all at once', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const id = await household();
  const textId = await publishText(app);
  await app.as('administrator').command('scorecard.publish', {
    content: sampleHouseholdScorecard,
    validFrom: '2026-03-02',
  });
  const one = () => codeOf(manager, 'rating.rate', { id, inputs: GIVEN });
  const all = async () => {
    const input = { areaCode: VILLAGE, customerKind: 'HOUSEHOLD', inputs: GIVEN };
    const { notRated } = await manager.command('rating.rate-many', input);
    return notRated.map(({ code }: { code: string }) => code);
  };
  const restrict = { id, ground: 'OBJECTION' };
  await manager.command('privacy.restrict', restrict, WHY);
  t.equal(await one(), 'privacy.restricted');
  t.same(await all(), ['privacy.restricted']);
  await manager.command('privacy.lift', { id }, WHY);

  const [consent] = await app.owner<{ id: string }>('select id from consent');
  const withdrawal = { id: `consent_${consent?.id}`, channel: 'APP', withdrawnOn: '2026-03-02' };
  await manager.command('consent.withdraw', withdrawal, WHY);
  t.equal(await one(), 'privacy.consent_required');
  t.same(await all(), ['privacy.consent_required']);
  await agree(manager, { id, textId, purposes: ['RATING'], givenOn: '2026-03-02' });
  t.same(await all(), [], 'agreed again');
});

test('nobody is rated before having agreed, unless the institution asks it of others only', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const bank = app.as('administrator');
  const input = { kind: 'HOUSEHOLD', name: '张三', gridId: west.id };
  const id = await registerAnswered(manager, input);
  const content = { content: sampleHouseholdScorecard, validFrom: '2026-03-02' };
  const { scorecard } = await bank.command('scorecard.publish', content);
  const one = () => codeOf(manager, 'rating.rate', { id, inputs: GIVEN });
  const here = { areaCode: VILLAGE, customerKind: 'HOUSEHOLD', inputs: GIVEN };
  const listed = { customers: [{ customerId: id, inputs: GIVEN }] };
  t.equal(await one(), 'privacy.consent_required');
  const { notRated } = await manager.command('rating.rate-many', here);
  t.match(notRated, [{ customer: id, code: 'privacy.consent_required' }]);
  const { outcomes } = await manager.command('rating.rate-listed', listed);
  t.match(outcomes, [{ customer: id, code: 'privacy.consent_required' }]);
  const trial = `query ($card: ID!) { scorecardSimulate(scorecardId: $card, areaCode: "${VILLAGE}",
    first: 10) { customers rated notRatable } }`;
  t.match((await manager.query(trial, { card: scorecard })).scorecardSimulate, {
    customers: 1,
    notRatable: 1,
  });
  await agreeToRating(app, id);
  await manager.command('rating.rate', { id, inputs: GIVEN });

  const other = await registerAnswered(manager, { ...input, name: '李四' });
  const why = { reason: '董事会决议' };
  const rule = { code: 'BUSINESS_ONLY', legalBasis: '本行制度', requiredOf: ['MERCHANT'] };
  const refused = (validFrom: string, more = {}) =>
    codeOf(bank, 'rating.set-consent-rule', { ...rule, validFrom, ...more }, why);
  t.equal(await refused('2026-03-01'), 'rating.rule_period');
  await bank.command('rating.set-consent-rule', { ...rule, validFrom: '2026-03-02' }, why);
  t.equal(await refused('2026-03-02', { code: 'OTHER' }), 'rating.rule_period');
  t.equal(await refused('2026-04-02'), 'rating.rule_code_taken');
  await manager.command('rating.rate', { id: other, inputs: GIVEN });
  const rules = '{ ratingConsentRules(first: 5) { nodes { code requiredOf validTo } } }';
  t.match((await manager.query(rules)).ratingConsentRules.nodes, [{ requiredOf: ['MERCHANT'] }]);
});
