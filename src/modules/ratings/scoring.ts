import type { Decimal } from 'decimal.js';
import { type Answer, answerText } from './answers.ts';
import { amountOf, type FormulaContext, nodesOf } from './formula.ts';
import { bandHolds } from './intervals.ts';
import type { Bounds, Scorecard, ScorecardItem } from './scorecard.ts';
import { measuredInputs } from './scorecard-problems.ts';
import { Exact, type Label } from './scorecard-values.ts';

/** How one item scored, complete enough to tell the person why. */
export type EvaluatedItem = {
  readonly code: string;
  readonly label: Label;
  /** The answers it read, as text. */
  readonly inputs: Readonly<Record<string, string>>;
  /**
   * The rule that was hit: `OPTION:<code>`, `BAND:<number from 1>`, `NO_BASE`, `FORMULA`,
   * `NOT_ANSWERED`.
   */
  readonly rule: string;
  /** Exact decimal text. */
  readonly points: string;
  readonly counted: boolean;
  /** A person has to look at this answer. */
  readonly refer: boolean;
  readonly explanation: Label;
};

export type ScoringContext = {
  readonly card: Scorecard;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly formula: FormulaContext;
};

type Hit = { rule: string; points: Decimal; refer: boolean; why: Label };
type Item<Kind extends ScorecardItem['kind']> = Extract<ScorecardItem, { kind: Kind }>;

const DISPLAY_DIGITS = 4;
const shown = (value: Decimal): string => value.toDecimalPlaces(DISPLAY_DIGITS).toFixed();

/** Scores one item. Throws DivisionByZero when a formula has no value for these answers. */
export function scoreItem(item: ScorecardItem, context: ScoringContext): EvaluatedItem {
  const read = inputsOf(item);
  const answered = read.filter((code) => context.answers.has(code));
  const inputs = Object.fromEntries(
    answered.map((code) => [code, answerText(answerOf(code, context))]),
  );
  const hit = answered.length < read.length ? notAnswered : hitOf(item, context);
  const { code, label, counted } = item;
  const points = hit.points.toFixed();
  const explanation = {
    en: `${label.en}: ${hit.why.en} Points: ${points}.`,
    zh: `${label.zh}：${hit.why.zh}得分：${points}。`,
  };
  return { code, label, inputs, rule: hit.rule, points, counted, refer: hit.refer, explanation };
}

/** Only a sensitive input can be unanswered here; that is for a person, not for points. */
const notAnswered: Hit = {
  rule: 'NOT_ANSWERED',
  points: new Exact(0),
  refer: true,
  why: { en: 'not answered.', zh: '未填写。' },
};

function inputsOf(item: ScorecardItem): string[] {
  if (item.kind === 'CHOICE') return [item.input];
  if (item.kind === 'RANGE') return [...new Set(measuredInputs(item))];
  const used = nodesOf(item.formula).flatMap((node) => {
    return node.op === 'input' || node.op === 'lookup' || node.op === 'is' || node.op === 'holds'
      ? [node.input]
      : [];
  });
  return [...new Set(used)];
}

function answerOf(code: string, { answers }: ScoringContext): Answer {
  const answer = answers.get(code);
  if (answer === undefined)
    throw new Error(`no answer for ${code}: the scorecard was not validated`);
  return answer;
}

function hitOf(item: ScorecardItem, context: ScoringContext): Hit {
  if (item.kind === 'CHOICE') return hitOfChoice(item, context);
  return item.kind === 'RANGE' ? hitOfRange(item, context) : hitOfFormula(item, context);
}

function hitOfChoice(item: Item<'CHOICE'>, context: ScoringContext): Hit {
  const option = answerOf(item.input, context);
  const award = item.options.find((candidate) => candidate.option === option);
  if (!award) throw new Error(`no points for option ${item.code}: the scorecard was not validated`);
  const input = context.card.inputs.find(({ code }) => code === item.input);
  const options = input?.type === 'CHOICE' ? input.options : [];
  const label = options.find(({ code }) => code === option)?.label;
  return {
    rule: `OPTION:${award.option}`,
    points: new Exact(award.points),
    refer: award.refer,
    why: { en: `${label?.en ?? award.option}.`, zh: `${label?.zh ?? award.option}。` },
  };
}

function hitOfFormula(item: Item<'FORMULA'>, { formula }: ScoringContext): Hit {
  const value = amountOf(item.formula, formula);
  const raised = item.floor === undefined ? value : Exact.max(value, item.floor);
  const points = item.cap === undefined ? raised : Exact.min(raised, item.cap);
  const en = points.eq(value) ? '' : `, limited to ${shown(points)}`;
  const zh = points.eq(value) ? '' : `，限定为${shown(points)}`;
  const why = { en: `by formula ${shown(value)}${en}.`, zh: `按公式计算为${shown(value)}${zh}。` };
  return { rule: 'FORMULA', points, refer: false, why };
}

function hitOfRange(item: Item<'RANGE'>, { card, formula }: ScoringContext): Hit {
  const { measure } = item;
  if (measure.kind === 'INPUT') {
    const value = formula.number(measure.input);
    const unit = unitOf(card, { input: measure.input });
    return bandHit(item, (bound) => value.cmp(bound), { value: inUnit(value, unit), unit });
  }
  const figure = (name: Figure) =>
    'input' in name ? formula.number(name.input) : formula.base(name.base);
  const of = figure(measure.of);
  const to = figure(measure.to);
  if (to.lte(0)) {
    const { points, refer } = measure.withoutBase;
    const why = { en: 'there is no ratio to a base of zero.', zh: '基数为零，无法计算比例。' };
    return { rule: 'NO_BASE', points: new Exact(points), refer, why };
  }
  const ratio = shown(of.div(to));
  const [upper, lower] = [
    inUnit(of, unitOf(card, measure.of)),
    inUnit(to, unitOf(card, measure.to)),
  ];
  const value = {
    en: `${ratio} (${upper.en} ÷ ${lower.en})`,
    zh: `${ratio}（${upper.zh}÷${lower.zh}）`,
  };
  // Multiplied across, so that a ratio such as 1/3 is compared exactly.
  return bandHit(item, (bound) => of.cmp(bound.times(to)), { value, unit: plainUnit });
}

type Figure = { input: string } | { base: string };
/** How a figure is written for people: `divisor` 100 turns fen into yuan. */
type Unit = Label & { readonly divisor: number };
const plainUnit: Unit = { en: '', zh: '', divisor: 1 };
const yuanUnit: Unit = { en: ' yuan', zh: '元', divisor: 100 };

function unitOf({ inputs, bases }: Scorecard, figure: Figure): Unit {
  if ('base' in figure) {
    const base = bases.find(({ code }) => code === figure.base);
    return base?.type === 'MONEY_FEN' ? yuanUnit : plainUnit;
  }
  const input = inputs.find(({ code }) => code === figure.input);
  if (input?.type === 'MONEY_FEN') return yuanUnit;
  if (input?.type !== 'NUMBER') return plainUnit;
  return { en: ` ${input.unit.en}`, zh: input.unit.zh, divisor: 1 };
}

function inUnit(value: Decimal, unit: Unit): Label {
  const text = shown(value.div(unit.divisor));
  return { en: `${text}${unit.en}`, zh: `${text}${unit.zh}` };
}

type Shown = { readonly value: Label; readonly unit: Unit };

function bandHit(
  item: Item<'RANGE'>,
  compare: (bound: Decimal) => number,
  { value, unit }: Shown,
): Hit {
  const index = item.bands.findIndex((band) => bandHolds(band, compare));
  const band = item.bands[index];
  if (!band) throw new Error(`no band of ${item.code} holds: the scorecard was not validated`);
  const words = boundsWords(band, unit);
  return {
    rule: `BAND:${index + 1}`,
    points: new Exact(band.points),
    refer: band.refer,
    why: { en: `${value.en}, ${words.en}.`, zh: `${value.zh}，${words.zh}。` },
  };
}

/** A band in words: "at least 2 years and below 4 years", 大于等于2年且小于4年. */
function boundsWords({ from, fromOpen, to, toClosed }: Bounds, unit: Unit): Label {
  const low = from !== undefined && {
    en: `${fromOpen ? 'above' : 'at least'} ${inUnit(new Exact(from), unit).en}`,
    zh: `${fromOpen ? '大于' : '大于等于'}${inUnit(new Exact(from), unit).zh}`,
  };
  const high = to !== undefined && {
    en: `${toClosed ? 'at most' : 'below'} ${inUnit(new Exact(to), unit).en}`,
    zh: `${toClosed ? '小于等于' : '小于'}${inUnit(new Exact(to), unit).zh}`,
  };
  const parts = [low, high].filter((part) => part !== false);
  if (parts.length === 0) return { en: 'any value', zh: '任意值' };
  return {
    en: parts.map((part) => part.en).join(' and '),
    zh: parts.map((part) => part.zh).join('且'),
  };
}
