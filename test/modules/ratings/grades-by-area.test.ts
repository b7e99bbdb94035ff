import { test } from 'tap';
import { evaluate, validateScorecard } from '../../../src/modules/ratings/rules.ts';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { type Scorecard, scorecardSchema } from '../../../src/modules/ratings/scorecard.ts';
import { checkScorecard } from '../../../src/modules/ratings/scorecard-check.ts';
import { fc } from '../../helpers/property.ts';
import { anyHouseholdAnswers } from './any-answers.ts';

const [A, B, C, D, E] = sampleHouseholdScorecard.grades;
if (!A || !B || !C || !D || !E) throw new Error('the sample has five grades');
/** A poorer county, where less is excellent and the best get less. */
const lower = [
  { ...A, from: '75', coefficient: '0.9' },
  { ...B, from: '60', to: '75' },
  { ...C, from: '45', to: '60' },
  { ...D, from: '30', to: '45' },
  { ...E, to: '30' },
];
const card = (gradesByArea: unknown): Scorecard =>
  scorecardSchema.parse({ ...sampleHouseholdScorecard, gradesByArea });
const problems = (gradesByArea: unknown) =>
  validateScorecard(card(gradesByArea)).map(({ code, path }) => `${code} ${path.join('.')}`);

test('an area may have a table of grades of its own', async (t) => {
  const regional = card([
    { areaPrefix: '4290', grades: lower },
    { areaPrefix: '429006', grades: sampleHouseholdScorecard.grades },
  ]);
  t.same(validateScorecard(regional), []);
  const sample = fc.sample(anyHouseholdAnswers, { numRuns: 200, seed: 7 });
  let moved = 0;
  for (const answers of sample) {
    const general = evaluate(sampleHouseholdScorecard, answers, { areaCode: '429005100201' });
    const local = evaluate(regional, answers, { areaCode: '429005100201' });
    const elsewhere = evaluate(regional, answers, { areaCode: '421003100201' });
    const nearer = evaluate(regional, answers, { areaCode: '429006100201' });
    const plain = evaluate(sampleHouseholdScorecard, answers, { areaCode: '429006100201' });
    t.same([elsewhere.grade, nearer.grade], [general.grade, plain.grade], 'the longest prefix');
    t.equal(local.score, general.score, 'points are the same everywhere');
    if (local.grade !== general.grade) moved += 1;
  }
  t.ok(moved > 20, `${moved} have another grade there`);
});

test('an area’s grades are those of the card', async (t) => {
  const at = { areaPrefix: '429005' };
  t.same(problems([{ ...at, grades: lower.slice(0, 4) }]), [
    'BAND_HOLE gradesByArea.0.grades.3',
    'GRADES_DIFFER gradesByArea.0.grades',
  ]);
  const swapped = lower.map((each, i) => ({ ...each, grade: lower[4 - i]?.grade ?? 'X' }));
  t.same(problems([{ ...at, grades: swapped }]), ['GRADES_DIFFER gradesByArea.0.grades']);
  const twice = { ...at, grades: lower };
  t.same(problems([twice, twice]), ['DUPLICATE_CODE gradesByArea.1']);
  const steep = lower.map((each) => (each.grade === 'A' ? { ...each, from: '101' } : each));
  const top = steep.map((each) => (each.grade === 'B' ? { ...each, to: '101' } : each));
  const { warnings } = checkScorecard(card([{ ...at, grades: top }]), new Set());
  t.match(warnings, [{ code: 'GRADE_UNREACHABLE', path: ['gradesByArea', 0, 'grades', 0] }]);
});
