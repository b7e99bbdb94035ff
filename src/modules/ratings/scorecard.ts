/**
 * A scorecard as data: what is asked, how it scores, which grade and credit lines follow.
 * Banks' tables differ by county and year, so nothing of them is code. Formulas are trees of
 * named operations, never text that is run.
 */
import { z } from 'zod';
import { CustomerKind } from '../../generated/enums.ts';
import { type Condition, condition, type Expression, expression } from './formula.ts';
import { code, decimalText, label, roundingMode, wholeText } from './scorecard-values.ts';

export type { Condition, Expression };

const LIMITS = {
  inputs: 100,
  options: 50,
  items: 100,
  bands: 50,
  rules: 50,
  lines: 10,
  areas: 3000,
};

const named = { code, label };
/**
 * Illness, age, welfare and the like: may lead to a person, never to points, a veto or a
 * refusal.
 */
const sensitive = z.boolean().default(false);

const numberInput = z.strictObject({
  ...named,
  type: z.literal('NUMBER'),
  unit: label,
  sensitive,
  integer: z.boolean().default(false),
  min: decimalText.optional(),
  max: decimalText.optional(),
});
const moneyInput = z.strictObject({
  ...named,
  /** Whole fen; negative only where `min` allows it. */
  type: z.literal('MONEY_FEN'),
  sensitive,
  min: wholeText.default('0'),
  max: wholeText.optional(),
});
const choiceInput = z.strictObject({
  ...named,
  type: z.literal('CHOICE'),
  sensitive,
  options: z.array(z.strictObject(named)).min(1).max(LIMITS.options),
});
const booleanInput = z.strictObject({ ...named, type: z.literal('BOOLEAN'), sensitive });

const input = z.discriminatedUnion('type', [numberInput, moneyInput, choiceInput, booleanInput]);

/** A figure set per county, such as average income; the longest area code prefix that fits wins. */
const base = z.strictObject({
  ...named,
  /** In fen when it is money. */
  type: z.enum(['NUMBER', 'MONEY_FEN']).default('NUMBER'),
  value: decimalText,
  byArea: z
    .array(z.strictObject({ areaPrefix: z.string().regex(/^\d{2,12}$/), value: decimalText }))
    .max(LIMITS.areas)
    .default([]),
});

/** An interval, closed below and open above unless said otherwise; a missing end is unbounded. */
const bounds = {
  from: decimalText.optional(),
  fromOpen: z.boolean().default(false),
  to: decimalText.optional(),
  toClosed: z.boolean().default(false),
};

/** `refer`: a person has to look at this answer. */
const award = { points: decimalText, refer: z.boolean().default(false) };
/** An item that is not counted is a factor for formulas. */
const item = { ...named, counted: z.boolean().default(true) };

const choiceItem = z.strictObject({
  ...item,
  kind: z.literal('CHOICE'),
  sensitive,
  input: code,
  options: z
    .array(z.strictObject({ option: code, ...award }))
    .min(1)
    .max(LIMITS.options),
});
const figure = z.union([z.strictObject({ input: code }), z.strictObject({ base: code })]);
const measure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('INPUT'), input: code }),
  z.strictObject({
    kind: z.literal('RATIO'),
    of: figure,
    to: figure,
    /** What counts when the lower figure is zero or negative and there is no ratio. */
    withoutBase: z.strictObject(award),
  }),
]);
const rangeItem = z.strictObject({
  ...item,
  kind: z.literal('RANGE'),
  sensitive,
  measure,
  bands: z
    .array(z.strictObject({ ...bounds, ...award }))
    .min(1)
    .max(LIMITS.bands),
});
const formulaItem = z.strictObject({
  ...item,
  kind: z.literal('FORMULA'),
  formula: expression,
  floor: decimalText.optional(),
  cap: decimalText.optional(),
});

/** A finding when a condition holds: an input error, a veto, or a reason for a person to look. */
const rule = z.strictObject({ code, when: condition, message: label });
/** A veto closes the lines it names, or all of them. */
const veto = z.strictObject({
  code,
  when: condition,
  message: label,
  lines: z.array(code).optional(),
});

const line = z.strictObject({
  ...named,
  /** INTERNAL: the bank's ceiling. PUBLIC: the line shown to the customer and in notices. */
  audience: z.enum(['INTERNAL', 'PUBLIC']),
  /** In fen; may use the score, the grade's coefficient and other lines. */
  formula: expression,
  roundToFen: z.string().regex(/^[1-9]\d{0,14}$/),
  rounding: roundingMode,
  capFen: wholeText.optional(),
  capByGrade: z
    .array(z.strictObject({ grade: code, capFen: wholeText }))
    .max(LIMITS.bands)
    .default([]),
  /** Below this amount: raised to it, or no line at all. */
  floor: z.strictObject({ fen: wholeText, below: z.enum(['RAISE', 'ZERO']) }).optional(),
});

const grade = z.strictObject({ grade: code, label, ...bounds, coefficient: decimalText });

/** The shape of a scorecard. What a shape cannot say is checked by `validateScorecard`. */
export const scorecardSchema = z.strictObject({
  ...named,
  format: z.literal(1),
  version: z.int().min(1),
  customerKind: z.enum(CustomerKind),
  /** True for cards that come with the software and stand for no bank's policy. */
  sample: z.boolean().default(false),
  inputs: z.array(input).min(1).max(LIMITS.inputs),
  bases: z.array(base).max(LIMITS.inputs).default([]),
  errors: z.array(rule).max(LIMITS.rules).default([]),
  items: z
    .array(z.discriminatedUnion('kind', [choiceItem, rangeItem, formulaItem]))
    .min(1)
    .max(LIMITS.items),
  score: z.strictObject({
    digits: z.int().min(0).max(6),
    rounding: roundingMode,
    min: decimalText.optional(),
    max: decimalText.optional(),
  }),
  grades: z.array(grade).min(1).max(LIMITS.bands),
  vetoes: z.array(veto).max(LIMITS.rules).default([]),
  referrals: z.array(rule).max(LIMITS.rules).default([]),
  lines: z.array(line).max(LIMITS.lines),
});

/** A scorecard as it is written and stored (defaults may be left out). */
export type ScorecardDraft = z.input<typeof scorecardSchema>;
/** A scorecard with every default filled in: what the engine works on. */
export type Scorecard = z.output<typeof scorecardSchema>;
export type ScorecardInput = Scorecard['inputs'][number];
export type ScorecardItem = Scorecard['items'][number];
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
