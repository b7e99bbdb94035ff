import { type Answer, answerText } from './answers.ts';
import { amountOf, type FormulaContext, inputsIn } from './formula.ts';
import { bandHolds } from './intervals.ts';
import { limited } from './limits.ts';
import { boundsWords, measured, shown } from './measuring.ts';
import { compare, constant, type Quantity, roundedAt, textOf, times, ZERO } from './quantity.ts';
import type { Scorecard, ScorecardItem } from './scorecard.ts';
import { type ItemOf, measuredInputs } from './scorecard-items.ts';
import type { Label } from './scorecard-values.ts';
import { hitOfSteps } from './steps.ts';

/** How one item scored, complete enough to tell the person why. */
export type EvaluatedItem = {
  readonly code: string;
  readonly label: Label;
  /** The answers it read, as text. */
  readonly inputs: Readonly<Record<string, string>>;
  /**
   * The rule that was hit: `OPTION:<code>`, `BAND:<number from 1>`, `AT_STANDARD`,
   * `ABOVE:<steps>`, `BELOW:<steps>`, `NO_BASE`, `FORMULA`, `PANEL`, `NOT_ANSWERED`.
   */
  readonly rule: string;
  /** Exact decimal text. */
  readonly points: string;
  readonly counted: boolean;
  /** A person has to look at this answer. */
  readonly refer: boolean;
  /** The rule in words, with the figures. */
  readonly why: Label;
};

/** Why an item scored as it did, with its name and points. */
export const explanationOf = ({ label, why, points }: EvaluatedItem): Label => ({
  en: `${label.en}: ${why.en} Points: ${points}.`,
  zh: `${label.zh}：${why.zh}得分：${points}。`,
});

export type ScoringContext = {
  readonly card: Scorecard;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly formula: FormulaContext;
};

export type Hit = { rule: string; points: Quantity; refer: boolean; why: Label };

/** Scores one item. Throws DivisionByZero when a formula has no value for these answers. */
export function scoreItem(item: ScorecardItem, context: ScoringContext): EvaluatedItem {
  const rule = sharedRule(item, context);
  if (!rule) return evaluatedItem(item, context);
  const known = sharedOf(context.card);
  const scored = known.get(rule) ?? Object.freeze(evaluatedItem(item, context));
  known.set(rule, scored);
  return scored;
}

/** What a rule of a card finds that leaves nothing to compute: everybody is told the same, frozen. */
const shared = new WeakMap<Scorecard, Map<object, EvaluatedItem>>();

function sharedOf(card: Scorecard): Map<object, EvaluatedItem> {
  const known = shared.get(card) ?? new Map<object, EvaluatedItem>();
  shared.set(card, known);
  return known;
}

/** An option, or a question that nobody answered. */
function sharedRule(item: ScorecardItem, { answers }: ScoringContext): object | undefined {
  if (item.kind === 'CHOICE') {
    const answer = answers.get(item.input);
    return answer === undefined ? item : item.options.find(({ option }) => option === answer);
  }
  const read = inputsOf(item);
  return read.length > 0 && read.every((code) => !answers.has(code)) ? item : undefined;
}

function evaluatedItem(item: ScorecardItem, context: ScoringContext): EvaluatedItem {
  const inputs: Record<string, string> = {};
  let complete = true;
  for (const code of inputsOf(item)) {
    const answer = context.answers.get(code);
    if (answer === undefined) complete = false;
    else inputs[code] = answerText(answer);
  }
  const { rule, points, refer, why } = complete ? hitOf(item, context) : notAnswered(item, context);
  const { code, label, counted } = item;
  return { code, label, inputs, rule, points: textOf(points), counted, refer, why };
}

/** Only a panel's and a sensitive input can be unanswered here; the latter gives no points. */
function notAnswered(item: ScorecardItem, { card }: ScoringContext): Hit {
  const rule = 'NOT_ANSWERED';
  if (item.kind === 'PANEL') {
    const { points, refer } = item.unanswered;
    const why = { en: 'no village panel has closed.', zh: '村组评议尚未结束。' };
    return { rule, points: constant(points), refer, why };
  }
  const read = new Set(inputsOf(item));
  const refer = card.inputs.some(
    (input) => read.has(input.code) && input.type !== 'PANEL' && input.required,
  );
  return { rule, points: ZERO, refer, why: { en: 'not answered.', zh: '未填写。' } };
}

function inputsOf(item: ScorecardItem): readonly string[] {
  if (item.kind === 'FORMULA') return inputsIn(item.formula);
  return 'input' in item ? [item.input] : measuredInputs(item);
}

function answerOf(code: string, { answers }: ScoringContext): Answer {
  const answer = answers.get(code);
  if (answer === undefined)
    throw new Error(`no answer for ${code}: the scorecard was not validated`);
  return answer;
}

function hitOf(item: ScorecardItem, context: ScoringContext): Hit {
  switch (item.kind) {
    case 'CHOICE':
      return hitOfChoice(item, context);
    case 'FORMULA':
      return hitOfFormula(item, context);
    case 'PANEL':
      return hitOfPanel(item, context);
    default:
      return hitOfMeasured(item, context);
  }
}

function hitOfChoice(item: ItemOf<'CHOICE'>, context: ScoringContext): Hit {
  const option = answerOf(item.input, context);
  const award = item.options.find((candidate) => candidate.option === option);
  if (!award) throw new Error(`no points for option ${item.code}: the scorecard was not validated`);
  const input = context.card.inputs.find(({ code }) => code === item.input);
  const options = input?.type === 'CHOICE' ? input.options : [];
  const label = options.find(({ code }) => code === option)?.label;
  return {
    rule: `OPTION:${award.option}`,
    points: constant(award.points),
    refer: award.refer,
    why: { en: `${label?.en ?? award.option}.`, zh: `${label?.zh ?? award.option}。` },
  };
}

function hitOfFormula(item: ItemOf<'FORMULA'>, { formula }: ScoringContext): Hit {
  const value = amountOf(item.formula, formula);
  const { points, en, zh } = limited(value, item);
  const why = { en: `by formula ${shown(value)}${en}.`, zh: `按公式计算为${shown(value)}${zh}。` };
  return { rule: 'FORMULA', points, refer: false, why };
}

function hitOfPanel(item: ItemOf<'PANEL'>, { formula }: ScoringContext): Hit {
  const mean = formula.number(item.input);
  const value = roundedAt(times(mean, constant(item.factor)), item.digits, item.rounding);
  const { points, en, zh } = limited(value, item);
  const [average, factor] = [shown(mean), shown(constant(item.factor))];
  const why = {
    en: `mean of the village panel ${average}, times ${factor} is ${shown(value)}${en}.`,
    zh: `村组评议平均${average}，乘以${factor}为${shown(value)}${zh}。`,
  };
  return { rule: 'PANEL', points, refer: false, why };
}

function hitOfMeasured(item: ItemOf<'RANGE' | 'STEPS'>, context: ScoringContext): Hit {
  const measurement = measured(item, context);
  if (!measurement) return withoutBase(item);
  if (item.kind === 'STEPS') return hitOfSteps(item, measurement);
  const { of, scaled, value, unit } = measurement;
  const index = item.bands.findIndex((band) =>
    bandHolds(band, (bound) => compare(of, scaled(bound))),
  );
  const band = item.bands[index];
  if (!band) throw new Error(`no band of ${item.code} holds: the scorecard was not validated`);
  const words = boundsWords(band, unit);
  return {
    rule: `BAND:${index + 1}`,
    points: constant(band.points),
    refer: band.refer,
    why: { en: `${value.en}, ${words.en}.`, zh: `${value.zh}，${words.zh}。` },
  };
}

function withoutBase({ measure }: ItemOf<'RANGE' | 'STEPS'>): Hit {
  if (measure.kind !== 'RATIO') throw new Error('only a ratio can lack its base');
  const { points, refer } = measure.withoutBase;
  const why = { en: 'there is no ratio to a base of zero.', zh: '基数为零，无法计算比例。' };
  return { rule: 'NO_BASE', points: constant(points), refer, why };
}
