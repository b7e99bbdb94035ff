/**
 * The sample for ratings made elsewhere, in an older system or by another body: its answers are the
 * grade, score and line given there. So a rating that is taken over is stored, explained, limited
 * and decided about like any other, and none of them counts before a person has looked at it.
 */
import type { CustomerKind } from '../../generated/enums.ts';
import { grades, ROUND_TO_THOUSAND_YUAN, SCORE, tenThousandYuan, words } from './sample-parts.ts';
import { type Scorecard, type ScorecardDraft, scorecardSchema } from './scorecard.ts';

const POINTS = words('points', '分');
const LEAST = '0';
const ABOVE_ALL = '101';

const taken = { op: 'input', input: 'TAKEN_SCORE' } as const;
const boundOf = (end: 'from' | 'to', otherwise: string) => ({
  op: 'lookup' as const,
  input: 'TAKEN_GRADE',
  table: grades.map((each) => ({ option: each.grade, value: each[end] ?? otherwise })),
});

const draftFor = (kind: CustomerKind): ScorecardDraft => ({
  format: 1,
  code: `SAMPLE_TAKEN_OVER_${kind}`,
  version: 1,
  label: words(
    'Sample scorecard for ratings taken over',
    '外部评级迁移示例评分表（本项目示例，非任何银行的制度）',
  ),
  customerKind: kind,
  sample: true,
  inputs: [
    {
      code: 'TAKEN_GRADE',
      label: words('Grade given elsewhere', '原评级等级'),
      type: 'CHOICE',
      options: grades.map(({ grade, label }) => ({ code: grade, label })),
    },
    {
      code: 'TAKEN_SCORE',
      label: words('Score given elsewhere', '原评级得分'),
      type: 'NUMBER',
      unit: POINTS,
      min: '0',
      max: '100',
    },
    {
      code: 'TAKEN_LINE',
      label: words('Credit line given elsewhere', '原授信额度'),
      type: 'MONEY_FEN',
    },
  ],
  errors: [
    {
      code: 'GRADE_NOT_OF_SCORE',
      when: {
        op: 'or',
        of: [
          { op: 'lt', left: taken, right: boundOf('from', LEAST) },
          { op: 'gte', left: taken, right: boundOf('to', ABOVE_ALL) },
        ],
      },
      message: words('The grade is not that of the score.', '等级与得分不符。'),
    },
  ],
  items: [
    {
      code: 'TAKEN_SCORE',
      label: words('Score given elsewhere', '原评级得分'),
      kind: 'FORMULA',
      formula: taken,
    },
  ],
  score: SCORE,
  grades,
  referrals: [
    {
      code: 'TAKEN_OVER',
      when: { op: 'gte', left: taken, right: { op: 'const', value: LEAST } },
      message: words(
        'Made elsewhere: counts once a person has looked at it.',
        '外部评级，须人工审核后生效。',
      ),
    },
  ],
  lines: [
    {
      code: 'CREDIT_LINE',
      label: words('Credit line', '授信额度'),
      audience: 'PUBLIC',
      formula: { op: 'input', input: 'TAKEN_LINE' },
      roundToFen: ROUND_TO_THOUSAND_YUAN,
      rounding: 'DOWN',
      capFen: tenThousandYuan(30n),
      capByGrade: [{ grade: 'E', capFen: '0' }],
    },
  ],
});

/** The sample of a kind, of this project and of no bank. */
export const sampleTakenOverScorecard = (kind: CustomerKind): Scorecard =>
  scorecardSchema.parse(draftFor(kind));
