/**
 * A scorecard as data: what is asked, how it scores, which grade and credit lines follow.
 * Banks' tables differ by county and year, so nothing of them is code. Formulas are trees of
 * named operations, never text that is run.
 */
import { z } from 'zod';
import { CustomerKind } from '../../generated/enums.ts';
import { type Condition, condition, type Expression, expression } from './formula.ts';
import { base, input, type ScorecardInput } from './scorecard-inputs.ts';
import { bounds, type ScorecardItem, scorecardItem } from './scorecard-items.ts';
import { code, decimalText, label, MOST, roundingMode, wholeText } from './scorecard-values.ts';

export type { Condition, Expression, ScorecardInput, ScorecardItem };

const named = { code, label };

const rule = z
  .strictObject({ code, when: condition, message: label })
  .describe('A finding when a condition holds. 规则：条件成立时的发现');
const veto = z
  .strictObject({ code, when: condition, message: label, lines: z.array(code).optional() })
  .describe('Closes the lines it names, or all of them, until a person decides. 否决事项');

const line = z
  .strictObject({
    ...named,
    audience: z
      .enum(['INTERNAL', 'PUBLIC'])
      .describe("The bank's own ceiling, or shown to the customer and in notices. 用途"),
    formula: expression.describe(
      "In fen; may use the score, the grade's coefficient and other lines. 公式（分）",
    ),
    roundToFen: z
      .string()
      .regex(/^[1-9]\d{0,14}$/)
      .describe('Rounded to whole multiples of this. 取整单位（分）'),
    rounding: roundingMode,
    capFen: wholeText.optional().describe('Most, after rounding. 上限（分）'),
    capByGrade: z
      .array(z.strictObject({ grade: code, capFen: wholeText }))
      .max(MOST.bands)
      .default([])
      .describe('Most for a grade. 分等级上限'),
    floor: z
      .strictObject({ fen: wholeText, below: z.enum(['RAISE', 'ZERO']) })
      .optional()
      .describe('Below this amount: raised to it, or no line at all. 起点额度'),
  })
  .describe('A credit line: formula, rounding, caps, floor and last the vetoes. 授信额度');

const grade = z
  .strictObject({
    grade: code,
    label,
    ...bounds,
    coefficient: decimalText.describe('What lines may be multiplied by. 等级系数'),
  })
  .describe('A grade and the scores it spans; every score has exactly one. 等级');

const gradesOfArea = z
  .strictObject({
    areaPrefix: z.string().regex(/^\d{2,12}$/),
    grades: z.array(grade).min(1).max(MOST.bands),
  })
  .describe(
    'The same grades in the same order, with other scores or coefficients, where an area code begins so; the longest prefix that fits wins. 区域等级表',
  );

const score = z
  .strictObject({
    digits: z.int().min(0).max(6),
    rounding: roundingMode,
    min: decimalText.optional(),
    max: decimalText.optional(),
  })
  .describe('How the sum of counted points becomes the score. 总分');

/** The shape of a scorecard. What a shape cannot say is checked by `validateScorecard`. */
export const scorecardSchema = z
  .strictObject({
    ...named,
    format: z.literal(1),
    version: z.int().min(1).describe('Edition of the card, counted by its author. 版次'),
    customerKind: z.enum(CustomerKind).describe('Whom it rates. 适用客户类型'),
    sample: z
      .boolean()
      .default(false)
      .describe("Came with the software and stands for no bank's policy. 示例"),
    inputs: z.array(input).min(1).max(MOST.inputs).describe('What is asked. 输入项'),
    bases: z.array(base).max(MOST.inputs).default([]).describe('Figures of counties. 基准值'),
    errors: z
      .array(rule)
      .max(MOST.rules)
      .default([])
      .describe('Answers that are refused and never scored. 输入错误规则'),
    items: z.array(scorecardItem).min(1).max(MOST.items).describe('What gives points. 评分项'),
    score,
    grades: z.array(grade).min(1).max(MOST.bands),
    gradesByArea: z
      .array(gradesOfArea)
      .max(MOST.tables)
      .default([])
      .describe('Tables of grades that count in some areas instead. 分区域等级表'),
    vetoes: z.array(veto).max(MOST.rules).default([]),
    referrals: z
      .array(rule)
      .max(MOST.rules)
      .default([])
      .describe('Reasons for a person to look; these may ask sensitive inputs. 转人工规则'),
    lines: z.array(line).max(MOST.lines),
  })
  .describe(
    'A scorecard: what is asked, how it scores, which grade and credit lines follow. 评分表',
  );

/** A scorecard as it is written and stored (defaults may be left out). */
export type ScorecardDraft = z.input<typeof scorecardSchema>;
/** A scorecard with every default filled in: what the engine works on. */
export type Scorecard = z.output<typeof scorecardSchema>;
export type ScorecardLine = Scorecard['lines'][number];
export type Bounds = {
  from?: string | undefined;
  fromOpen: boolean;
  to?: string | undefined;
  toClosed: boolean;
};

const DEEPEST_CARD = 40;

/**
 * Walks without recursion, so that hostile nesting cannot exhaust the stack before it is
 * measured.
 */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST_CARD) return true;
    level = level.flatMap((node) =>
      typeof node === 'object' && node !== null ? Object.values(node) : [],
    );
  }
  return false;
}

/**
 * Unknown JSON in, a scorecard with its defaults out, or what is wrong with its shape and
 * where.
 */
export function parseScorecard(
  value: unknown,
): { ok: true; card: Scorecard } | { ok: false; issues: { path: (string | number)[] }[] } {
  if (isTooDeep(value)) return { ok: false, issues: [{ path: [] }] };
  const parsed = scorecardSchema.safeParse(value);
  if (parsed.success) return { ok: true, card: parsed.data };
  const issues = parsed.error.issues.map(({ path }) => ({
    path: path.map((step) => (typeof step === 'number' ? step : String(step))),
  }));
  return { ok: false, issues };
}

/** What an author of scorecards needs: the schema at `/schemas/scorecard.json`, and its page. */
export const scorecardFormat = {
  name: 'scorecard',
  title: { en: 'Scorecard, format 1', zh: '评分表（format 1）' },
  schema: scorecardSchema,
};
