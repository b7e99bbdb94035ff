import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { VILLAGE } from '../grids/territory.ts';
import { HOUSEHOLD_ANSWERS } from '../profiles/answered.ts';
import { GIVEN, openRatable } from './ratable.ts';

const SIMULATE = `query ($id: ID!, $area: String, $inputs: JSON, $after: String, $first: Int!) {
  scorecardSimulate(scorecardId: $id, areaCode: $area, inputs: $inputs, after: $after, first: $first) {
    customers rated needsPerson refused notRatable up down same next
    missing { code customers } grades { grade today simulated } moves { from to customers }
    creditLineToday creditLineSimulated creditLineAwaiting ceilingToday ceilingSimulated
    areas { areaCode customers rated creditLineToday creditLineSimulated }
    movers { customer { id } from to creditLineToday creditLineSimulated }
    scorecard { edition status } } }`;

test('a draft is tried on real customers before it is published', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const bank = app.as('administrator');
  await bank.command('scorecard.publish', {
    content: sampleHouseholdScorecard,
    validFrom: '2026-03-02',
  });
  const good = await household();
  await household({});
  const { ASSET_ROWS: _unknown, ...silent } = HOUSEHOLD_ANSWERS;
  await household({}, silent);
  await manager.command('rating.rate', { id: good, inputs: GIVEN });
  // Stricter: nobody gets an A, and lines shrink by their coefficient.
  const grades = sampleHouseholdScorecard.grades.map((grade) => {
    if (grade.grade === 'A') return { ...grade, from: '99' };
    return grade.grade === 'B' ? { ...grade, to: '99', coefficient: '0.1' } : grade;
  });
  const content = { ...sampleHouseholdScorecard, version: 2, grades };
  const { scorecard: id } = await bank.command('scorecard.draft', { content });
  const inputs = { HAS_BAD_LOAN: false, JUDGMENT_DEFAULTER: false };
  const all = { id, area: VILLAGE, inputs, first: 100 };
  const counts = async () =>
    app.owner(
      'select (select count(*) from rating) as r, (select count(*) from journal_entry) as j',
    );
  const before = await counts();
  const { scorecardSimulate: report } = await manager.query(SIMULATE, all);
  t.same(await counts(), before, 'nothing is written');

  t.match(report, {
    customers: 3,
    rated: 2,
    needsPerson: 0,
    refused: 0,
    notRatable: 1,
    missing: [{ code: 'ASSETS', customers: 1 }],
    up: 0,
    down: 1,
    same: 0,
    next: null,
    creditLineToday: '50000.00',
    creditLineSimulated: '48000.00',
    creditLineAwaiting: '0.00',
    scorecard: { edition: 2, status: 'DRAFT' },
    areas: [{ areaCode: VILLAGE, customers: 3, rated: 2, creditLineToday: '50000.00' }],
  });
  t.same(report.grades.slice(0, 2), [
    { grade: 'A', today: 1, simulated: 0 },
    { grade: 'B', today: 0, simulated: 2 },
  ]);
  t.equal(report.moves.length, 3);
  t.match(report.movers, [
    { customer: { id: good }, from: 'A', to: 'B', creditLineSimulated: '24000.00' },
    { from: null, to: 'B', creditLineToday: '0.00', creditLineSimulated: '24000.00' },
  ]);

  await t.test('pages add up', async (t) => {
    const page = { ...all, first: 2 };
    const { scorecardSimulate: first } = await manager.query(SIMULATE, page);
    const { scorecardSimulate: rest } = await manager.query(SIMULATE, {
      ...page,
      after: first.next,
    });
    t.equal(first.customers + rest.customers, report.customers);
    t.equal(first.rated + rest.rated, report.rated);
    t.equal(
      Number(first.creditLineSimulated) + Number(rest.creditLineSimulated),
      Number(report.creditLineSimulated),
    );
    t.equal(rest.next, null);
  });

  await t.test('only by those who may, and within what they see', async (t) => {
    const refused = async (who: string, variables: object) =>
      (await app.as(who).graphql(SIMULATE, variables as never)).errors?.[0]?.extensions?.code;
    t.equal(await refused('grid.officer', all), 'auth.forbidden');
    t.equal(await refused('grid.manager', { ...all, area: '110101' }), 'object.not_found');
    t.equal(await refused('grid.manager', { ...all, area: undefined }), 'rating.one_territory');
    t.equal(await refused('grid.manager', { ...all, first: 100_000 }), 'input.invalid');
    t.equal(await refused('other.administrator', all), 'object.not_found');
  });

  await t.test('the check tells what a draft says, over REST too', async (t) => {
    const { status, body } = await bank.rest({
      method: 'GET',
      url: `/v1/scorecards/check?scorecardId=${id}`,
    });
    t.equal(status, 200, JSON.stringify(body));
    t.match(body, { problems: [], scorecard: id, mostScore: '100' });
    t.ok(body.weights.some(({ code }: { code: string }) => code === 'INTEGRITY_REVIEW'));
  });
});
