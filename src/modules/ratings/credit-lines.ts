import { amountOf, type FormulaContext } from './formula.ts';
import {
  compare,
  constant,
  fixedText,
  greater,
  isZero,
  lesser,
  type Quantity,
  quantity,
  roundedTo,
  textOf,
  times,
  ZERO,
} from './quantity.ts';
import type { ScorecardLine } from './scorecard.ts';
import type { Label } from './scorecard-values.ts';

/** A credit line of a rating. `amountFen` is never negative. */
export type EvaluatedLine = {
  readonly code: string;
  readonly label: Label;
  readonly audience: 'INTERNAL' | 'PUBLIC';
  readonly amountFen: bigint;
  readonly explanation: Label;
};

const YUAN_PER_FEN = quantity('0.01');
const yuan = (fen: Quantity): string => fixedText(times(fen, YUAN_PER_FEN), 2);

export type LineFacts = { readonly grade: string; readonly vetoed: boolean };

/**
 * One credit line: formula, not below zero, rounding, cap (its own and the grade's), floor, and
 * last the veto. A cap comes after the rounding so that rounding cannot break it. Throws
 * DivisionByZero.
 */
export function evaluateLine(
  line: ScorecardLine,
  facts: LineFacts,
  formula: FormulaContext,
): EvaluatedLine {
  const computed = greater(ZERO, amountOf(line.formula, formula));
  const rounded = roundedTo(computed, constant(line.roundToFen), line.rounding);
  const gradeCap = line.capByGrade.find(({ grade }) => grade === facts.grade)?.capFen;
  const caps = [line.capFen, gradeCap].flatMap((cap) => (cap === undefined ? [] : constant(cap)));
  const capped = greater(ZERO, caps.reduce(lesser, rounded));
  // Nothing computed is no capacity: a floor does not make a line out of it.
  const floored = isZero(computed) ? computed : applyFloor(line, capped, caps);
  const amount = facts.vetoed ? ZERO : floored;
  const { code, label, audience } = line;
  const explanation = lineWords(line, { computed, amount, vetoed: facts.vetoed });
  return { code, label, audience, amountFen: BigInt(textOf(amount)), explanation };
}

/** Raising to the floor never goes past a cap. */
function applyFloor({ floor }: ScorecardLine, amount: Quantity, caps: Quantity[]): Quantity {
  if (!floor || compare(amount, constant(floor.fen)) >= 0) return amount;
  return floor.below === 'ZERO' ? ZERO : greater(ZERO, caps.reduce(lesser, constant(floor.fen)));
}

type LineSteps = { computed: Quantity; amount: Quantity; vetoed: boolean };

function lineWords({ label }: ScorecardLine, { computed, amount, vetoed }: LineSteps): Label {
  if (vetoed) {
    return { en: `${label.en}: none, because of a veto.`, zh: `${label.zh}：因否决事项不予授信。` };
  }
  const [raw, final] = [yuan(computed), yuan(amount)];
  return {
    en: `${label.en}: ${raw} yuan by formula, ${final} yuan after rounding and limits.`,
    zh: `${label.zh}：按公式为${raw}元，取整和限额后为${final}元。`,
  };
}
