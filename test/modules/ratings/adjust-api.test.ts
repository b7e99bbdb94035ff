import { test } from 'tap';
import { judge, listingOf } from '../../../src/modules/ratings/judgement.ts';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { parseScorecard } from '../../../src/modules/ratings/scorecard.ts';
import { storedItem } from '../../../src/modules/ratings/stored-rating.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { HOUSEHOLD_ANSWERS } from '../profiles/answered.ts';
import { GIVEN, openRatable } from './ratable.ts';

const ADJUSTED = `query ($id: ID!) { rating(id: $id) { id status outcome grade computedGrade score
  creditLine ceiling validFrom validTo adjustmentCode adjustmentReason ratedBy { code }
  adjustedBy { code } adjusts { id grade validTo } customer { currentRating { id } } } }`;
const why = { reason: '邻里反映情况属实，已入户核实' };

test('a person adjusts a grade', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const reviewer = app.as('loan.reviewer');
  await app.as('administrator').command('scorecard.publish', {
    content: sampleHouseholdScorecard,
    validFrom: '2026-03-02',
  });
  const late = {
    ...HOUSEHOLD_ANSWERS,
    REPAYMENT: 'LONG_DELAY',
    CROP_ROWS: [{ CROP: 'A0111', COST: '10000', INCOME: '30000' }],
  };
  const id = await household({}, late);
  const { rating } = await manager.command('rating.rate', { id, inputs: GIVEN });
  const read = async (of: string) => (await manager.query(ADJUSTED, { id: of })).rating;
  const before = await read(rating);
  t.match(before, { grade: 'B', computedGrade: 'B', adjusts: null, adjustedBy: null });
  const adjust = (of: string, grade: string, code = 'RELIABLE_INFORMATION') => ({
    id: of,
    grade,
    code,
  });

  await t.test('refusals', async (t) => {
    const refused = (input: object, given?: object) =>
      codeOf(reviewer, 'rating.adjust', input as never, given ?? why);
    t.equal(await refused(adjust(rating, 'B')), 'rating.grade_unchanged');
    t.equal(await refused(adjust(rating, 'Z')), 'rating.grade_unknown');
    t.equal(await refused(adjust(rating, 'A'), {}), 'command.reason_required');
    t.equal(await refused(adjust(rating, 'A', 'BECAUSE')), 'input.invalid');
    t.equal(
      await codeOf(manager, 'rating.adjust', adjust(rating, 'A'), why),
      'rating.separation_of_duties',
    );
    t.equal(
      await codeOf(app.as('grid.officer'), 'rating.adjust', adjust(rating, 'A'), why),
      'auth.forbidden',
    );
  });

  app.clock.set('2026-04-01T02:00:00Z');
  const up = (await reviewer.command('rating.adjust', adjust(rating, 'A'), why)).rating;

  await t.test('one grade up: both grades are kept and the lines follow', async (t) => {
    const after = await read(up);
    t.match(after, {
      status: 'EFFECTIVE',
      outcome: 'RATED',
      grade: 'A',
      computedGrade: 'B',
      score: before.score,
      validFrom: '2026-04-01',
      validTo: before.validTo,
      adjustmentCode: 'RELIABLE_INFORMATION',
      adjustmentReason: why.reason,
      ratedBy: { code: 'grid.manager' },
      adjustedBy: { code: 'loan.reviewer' },
      adjusts: { id: rating, grade: 'B', validTo: '2026-04-01' },
      customer: { currentRating: { id: up } },
    });
    t.equal(Number(before.ceiling), 96_000, '0.8 of twice the income');
    t.equal(Number(after.ceiling), 120_000, 'the whole of it at grade A');
    t.equal(
      await codeOf(reviewer, 'rating.adjust', adjust(rating, 'A'), why),
      'rating.not_in_force',
    );
  });

  await t.test('the stored answers give the adjusted rating again', async (t) => {
    const [row] = await app.owner<{
      content: unknown;
      inputs: Record<string, unknown>;
      area_code: string;
      items: unknown;
      lines: unknown;
      findings: { code: string }[];
      grade: string;
    }>(
      `select content, inputs, r.area_code, items, lines, findings, grade from rating r
       join scorecard s on s.id = r.scorecard_id where adjusts_id is not null`,
    );
    const parsed = parseScorecard(row?.content);
    if (!parsed.ok || !row) throw new Error('the card was not stored');
    const { area_code: areaCode, grade } = row;
    const listing = listingOf(row.findings);
    const again = judge(parsed.card, row.inputs, { areaCode, listing, grade });
    if (!('judgement' in again)) throw new Error('the rating cannot be computed again');
    t.match(again.judgement, { grade: 'A', computedGrade: 'B' });
    t.same(again.judgement.lines, row.lines);
    t.same(again.judgement.items.map(storedItem), row.items);
  });

  await t.test('limits are counted from the computed grade, and down has none', async (t) => {
    const low = (await reviewer.command('rating.adjust', adjust(up, 'E', 'RISK_WARNING'), why))
      .rating;
    t.match(await read(low), { grade: 'E', computedGrade: 'B', creditLine: '0.00' });
    const back = (await reviewer.command('rating.adjust', adjust(low, 'A'), why)).rating;
    t.match(await read(back), { grade: 'A', computedGrade: 'B' });
    const other = await household(
      {},
      {
        ...late,
        ASSET_ROWS: [{ KIND: 'OTHER', PRESENT_VALUE: '10000' }],
        DEBT_ROWS: [{ KIND: 'OTHER', AMOUNT: '9000' }],
      },
    );
    const { rating: poor } = await manager.command('rating.rate', { id: other, inputs: GIVEN });
    const { grade } = await read(poor);
    t.ok(['C', 'D'].includes(grade), grade);
    t.equal(
      await codeOf(reviewer, 'rating.adjust', adjust(poor, 'A'), why),
      'rating.adjustment_too_far',
    );
  });

  await t.test('the database keeps the duties apart', async (t) => {
    const edit = app.owner('update rating set adjusted_by = rated_by where adjusts_id is not null');
    await t.rejects(edit, { code: '23514', constraint: 'rating_adjusted_by_check' });
  });
});
