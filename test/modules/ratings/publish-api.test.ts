import { test } from 'tap';
import {
  sampleHouseholdScorecard,
  sampleMerchantScorecard,
} from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';

const EDITIONS = `query ($asOf: Date, $all: Boolean) {
  scorecards(first: 10, asOf: $asOf, order: EDITION, filter: { anyTime: $all, code: "SAMPLE_HOUSEHOLD" }) {
    nodes { id edition status customerKind nameZh sample validFrom validTo content publishedBy { code } } } }`;

test('scorecards are published in editions', async (t) => {
  const app = await testApp(t);
  const bank = app.as('administrator');
  const edition = (version: number, change: object = {}) => ({
    ...sampleHouseholdScorecard,
    version,
    ...change,
  });
  const publish = (content: unknown, validFrom: string) => ({ content, validFrom });
  const refusal = (content: unknown, validFrom = '2026-09-01') =>
    codeOf(bank, 'scorecard.publish', publish(content, validFrom));

  const first = await bank.command('scorecard.publish', publish(edition(1), '2026-03-02'));
  await bank.command('scorecard.publish', publish(sampleMerchantScorecard, '2026-03-02'));

  await t.test('the next ends the one before on its first day', async (t) => {
    const next = await bank.command('scorecard.publish', publish(edition(2), '2026-07-01'));
    const on = async (asOf: string) => (await bank.query(EDITIONS, { asOf })).scorecards.nodes;
    t.match(await on('2026-06-30'), [
      {
        id: first.scorecard,
        edition: 1,
        status: 'SUPERSEDED',
        validTo: '2026-07-01',
        sample: true,
      },
    ]);
    const [july] = await on('2026-07-01');
    t.match(july, { id: next.scorecard, edition: 2, status: 'PUBLISHED', validTo: null });
    t.same(july.content, JSON.parse(JSON.stringify(edition(2))));
    t.equal(july.publishedBy.code, 'administrator');
    const all = await bank.query(EDITIONS, { all: true });
    t.equal(all.scorecards.nodes.length, 2);
  });

  await t.test('refusals', async (t) => {
    t.equal(await refusal(edition(2)), 'scorecard.edition_taken');
    t.equal(await refusal(edition(1)), 'scorecard.edition_taken');
    t.equal(await refusal(edition(3), '2026-07-01'), 'scorecard.edition_order');
    t.equal(await refusal(edition(3), '2026-03-01'), 'scorecard.valid_from_past');
    t.equal(await refusal(edition(3, { customerKind: 'MERCHANT' })), 'scorecard.kind_changed');
    t.equal(await refusal({}), 'scorecard.malformed');
    t.equal(await refusal('a card'), 'scorecard.malformed');
    t.equal(await refusal(edition(3, { surprise: 1 })), 'scorecard.malformed');
    t.equal(await refusal(edition(3, { grades: [] })), 'scorecard.malformed');
    const holes = sampleHouseholdScorecard.grades.filter(({ grade }) => grade !== 'C');
    t.equal(await refusal(edition(3, { grades: holes })), 'scorecard.invalid');
    t.equal(
      await codeOf(app.as('grid.manager'), 'scorecard.publish', publish(edition(3), '2026-09-01')),
      'auth.forbidden',
    );
  });

  await t.test('problems are listed with their places', async (t) => {
    const grades = sampleHouseholdScorecard.grades.filter(({ grade }) => grade !== 'C');
    const data = await bank.query(
      `mutation ($content: JSON!) { scorecardPublish(
        input: { content: $content, validFrom: "2026-09-01" }, envelope: { dryRun: true }) {
        result { scorecard { id } } userErrors { code field details } } }`,
      { content: edition(3, { grades }) },
    );
    const [error] = data.scorecardPublish.userErrors;
    t.equal(error.code, 'scorecard.invalid');
    t.match(error.details.problems, [{ code: /BAND_HOLE|UNKNOWN_GRADE/, zh: String }]);
    t.same(error.field, ['content', ...error.details.problems[0].path.map(String)]);
  });

  await t.test('a published card is not edited, not even by the owner of the table', async (t) => {
    const edit = app.owner('update scorecard set content = content || \'{"sample": false}\'');
    await t.rejects(edit, { code: '23514', constraint: 'scorecard_published_check' });
  });
});
