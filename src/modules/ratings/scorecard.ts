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
    .max(MOST.bands)
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
  inputs: z.array(input).min(1).max(MOST.inputs),
  bases: z.array(base).max(MOST.inputs).default([]),
  errors: z.array(rule).max(MOST.rules).default([]),
  items: z.array(scorecardItem).min(1).max(MOST.items),
  score: z.strictObject({
    digits: z.int().min(0).max(6),
    rounding: roundingMode,
    min: decimalText.optional(),
    max: decimalText.optional(),
  }),
  grades: z.array(grade).min(1).max(MOST.bands),
  vetoes: z.array(veto).max(MOST.rules).default([]),
  referrals: z.array(rule).max(MOST.rules).default([]),
  lines: z.array(line).max(MOST.lines),
});

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
