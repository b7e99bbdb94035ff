/**
 * The rating engine: a scorecard and answers in; points, grade, credit lines and the reasons
 * out. Pure.
 */
import { type Answer, type Answers, type Finding, readAnswers } from './answers.ts';
import { type EvaluatedLine, evaluateLine } from './credit-lines.ts';
import {
  type Condition,
  conditionHolds,
  DivisionByZero,
  type FormulaContext,
  inputsIn,
} from './formula.ts';
import { gradesFor, nearest } from './grades.ts';
import { bandHolds } from './intervals.ts';
import {
  compare,
  constant,
  greater,
  lesser,
  plus,
  type Quantity,
  quantity,
  roundedAt,
  textOf,
  ZERO,
} from './quantity.ts';
import type { Scorecard } from './scorecard.ts';
import { type EvaluatedItem, explanationOf, scoreItem } from './scoring.ts';
import { requireValid } from './valid-cards.ts';

export type { Answers, Finding } from './answers.ts';
export type { EvaluatedLine } from './credit-lines.ts';
export { validateScorecard } from './scorecard-problems.ts';
export type { EvaluatedItem } from './scoring.ts';

/**
 * RATED: nothing stands against it. NEEDS_PERSON: a person must look before it counts. REFUSED:
 * the answers cannot be rated, or a veto closes a line. A refusal is a finding of the rules;
 * whoever tells the customer is a person.
 */
export type Outcome = 'RATED' | 'NEEDS_PERSON' | 'REFUSED';

export type Evaluation = {
  readonly card: { readonly code: string; readonly version: number };
  readonly outcome: Outcome;
  readonly items: readonly EvaluatedItem[];
  /** Exact decimal text; null when the answers cannot be rated. */
  readonly score: string | null;
  /** The grade that counts: the adjusted one where a person set it. */
  readonly grade: string | null;
  readonly computedGrade: string | null;
  readonly lines: readonly EvaluatedLine[];
  readonly refusals: readonly Finding[];
  readonly referrals: readonly Finding[];
};

/**
 * `areaCode` picks the county's base values. It is part of the answer: store it with the
 * rating.
 */
export type EvaluateOptions = {
  readonly areaCode?: string;
  /** A grade a person set instead of the computed one; coefficient, caps and lines follow it. */
  readonly grade?: string | undefined;
};

/**
 * Rates answers by a scorecard, in exact decimals: the same card, answers and area always give
 * the same result. Sensitive inputs change nothing but the referrals. Throws on a card that
 * `validateScorecard` finds problems in.
 */
export function evaluate(
  card: Scorecard,
  answers: Answers,
  options: EvaluateOptions = {},
): Evaluation {
  requireValid(card);
  const { values, findings } = readAnswers(card, answers);
  const referrals = findings.filter(({ kind }) => kind === 'REFERRAL');
  const inputErrors = findings.filter(({ kind }) => kind === 'INPUT_ERROR');
  const run = newRun(card, values, options);
  // A rule over answers that are missing has no meaning, so the rules wait for complete answers.
  const errors = inputErrors.length > 0 ? inputErrors : findErrors(run);
  if (errors.length > 0) return unrated(card, errors, referrals);
  try {
    return rated(run, referrals);
  } catch (error) {
    if (!(error instanceof DivisionByZero)) throw error;
    return unrated(card, [noValue], referrals);
  }
}

const noValue: Finding = {
  code: 'DIVISION_BY_ZERO',
  kind: 'INPUT_ERROR',
  about: [],
  explanation: {
    en: 'A formula of the scorecard has no value for these answers.',
    zh: '评分公式对所填数据无法计算。',
  },
};

type Run = {
  readonly card: Scorecard;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly items: Map<string, EvaluatedItem>;
  readonly lines: Map<string, EvaluatedLine>;
  readonly formula: FormulaContext;
  /** The table of grades of the area. */
  readonly grades: Scorecard['grades'];
  /** Set by a person instead of the computed grade. */
  readonly grade: string | undefined;
  /** Found once the items are. */
  verdict: Verdict | undefined;
  score: Quantity;
  coefficient: Quantity;
};

type Verdict = {
  /** By the score alone. */
  readonly computed: Scorecard['grades'][number];
  readonly grade: Scorecard['grades'][number];
  readonly vetoes: Scorecard['vetoes'];
};

function newRun(
  card: Scorecard,
  answers: ReadonlyMap<string, Answer>,
  options: EvaluateOptions,
): Run {
  const answer = (code: string) => answers.get(code);
  const formula: FormulaContext = {
    number: (code) => {
      const value = answer(code);
      if (typeof value !== 'object') throw new Error(`input ${code} holds no number`);
      return value;
    },
    option: (code) => String(answer(code)),
    truth: (code) => answer(code) === true,
    base: (code) => baseValue(card, code, options.areaCode ?? ''),
    item: (code) => constant(itemOf(run, code).points),
    line: (code) => quantity(lineOf(run, code).amountFen.toString()),
    score: () => run.score,
    coefficient: () => run.coefficient,
  };
  const run: Run = {
    card,
    answers,
    items: new Map(),
    lines: new Map(),
    formula,
    grades: gradesFor(card, options.areaCode ?? ''),
    grade: options.grade,
    verdict: undefined,
    score: ZERO,
    coefficient: ZERO,
  };
  return run;
}

function baseValue(card: Scorecard, code: string, areaCode: string): Quantity {
  const base = card.bases.find((candidate) => candidate.code === code);
  if (!base) throw new Error(`no base ${code}`);
  return constant(nearest(base.byArea, areaCode)?.value ?? base.value);
}

/** Items and lines are computed when first asked for; the card has no cycles, so this ends. */
function itemOf(run: Run, code: string): EvaluatedItem {
  const known = run.items.get(code);
  if (known) return known;
  const item = run.card.items.find((candidate) => candidate.code === code);
  if (!item) throw new Error(`no item ${code}`);
  const scored = scoreItem(item, run);
  run.items.set(code, scored);
  return scored;
}

function lineOf(run: Run, code: string): EvaluatedLine {
  const known = run.lines.get(code);
  if (known) return known;
  const line = run.card.lines.find((candidate) => candidate.code === code);
  if (!line) throw new Error(`no line ${code}`);
  const { grade, vetoes } = verdictOf(run);
  const vetoed = vetoes.some(({ lines }) => lines === undefined || lines.includes(code));
  const evaluated = evaluateLine(line, { grade: grade.grade, vetoed }, run.formula);
  run.lines.set(code, evaluated);
  return evaluated;
}

function findErrors(run: Run): Finding[] {
  const hit = run.card.errors.filter(({ when }) => holdsOrHasNoValue(when, run));
  return hit.map(({ code, message }) => {
    return { code, kind: 'INPUT_ERROR', about: [], explanation: message };
  });
}

/** An error rule that divides by zero has found an error; a referral rule sends to a person. */
function holdsOrHasNoValue(when: Condition, { formula }: Run): boolean {
  try {
    return conditionHolds(when, formula);
  } catch (error) {
    if (error instanceof DivisionByZero) return true;
    throw error;
  }
}

const vetoesOf = ({ card, formula }: Run) =>
  card.vetoes.filter(({ when }) => conditionHolds(when, formula));

function gradeOf({ grades, score }: Run): Scorecard['grades'][number] {
  const grade = grades.find((band) => bandHolds(band, (bound) => compare(score, bound)));
  if (!grade) throw new Error(`no grade for score ${textOf(score)}`);
  return grade;
}

/** What the score comes to, found once for all lines. */
function verdictOf(run: Run): Verdict {
  if (run.verdict) return run.verdict;
  const computed = gradeOf(run);
  const grade = run.grade === undefined ? computed : gradeNamed(run, run.grade);
  run.coefficient = constant(grade.coefficient);
  run.verdict = { computed, grade, vetoes: vetoesOf(run) };
  return run.verdict;
}

function gradeNamed({ grades }: Run, name: string): Scorecard['grades'][number] {
  const set = grades.find(({ grade }) => grade === name);
  if (!set) throw new RangeError(`the scorecard has no grade ${name}`);
  return set;
}

function scoreOf({ score: rule }: Scorecard, items: readonly EvaluatedItem[]): Quantity {
  const counted = items.filter((item) => item.counted).map((item) => constant(item.points));
  const total = counted.reduce(plus, ZERO);
  const rounded = roundedAt(total, rule.digits, rule.rounding);
  const raised = rule.min === undefined ? rounded : greater(rounded, constant(rule.min));
  return rule.max === undefined ? raised : lesser(raised, constant(rule.max));
}

function rated(run: Run, unreadable: readonly Finding[]): Evaluation {
  const { card } = run;
  const items = card.items.map(({ code }) => itemOf(run, code));
  run.score = scoreOf(card, items);
  const { computed, grade, vetoes } = verdictOf(run);
  const refusals: Finding[] = vetoes.map(({ code, message, lines }) => {
    const about = lines ?? card.lines.map((line) => line.code);
    return { code, kind: 'VETO', about, explanation: message };
  });
  const referrals = [...unreadable, ...itemReferrals(card, items), ...ruleReferrals(run)];
  const referred = referrals.length > 0 ? 'NEEDS_PERSON' : 'RATED';
  return {
    card: { code: card.code, version: card.version },
    outcome: refusals.length > 0 ? 'REFUSED' : referred,
    items,
    score: textOf(run.score),
    grade: grade.grade,
    computedGrade: computed.grade,
    lines: card.lines.map(({ code }) => lineOf(run, code)),
    refusals,
    referrals,
  };
}

function unrated(
  card: Scorecard,
  refusals: readonly Finding[],
  referrals: readonly Finding[],
): Evaluation {
  const identity = { code: card.code, version: card.version };
  const nothing = { items: [], score: null, grade: null, computedGrade: null, lines: [] };
  return { card: identity, outcome: 'REFUSED', ...nothing, refusals, referrals };
}

/** An unanswered item of a sensitive input is already a referral of that input. */
function itemReferrals(card: Scorecard, items: readonly EvaluatedItem[]): Finding[] {
  const isPanel = (code: string) =>
    card.items.some((item) => item.code === code && item.kind === 'PANEL');
  const referred = items.filter(
    ({ code, refer, rule }) => refer && (rule !== 'NOT_ANSWERED' || isPanel(code)),
  );
  return referred.map((item) => {
    const explanation = explanationOf(item);
    return { code: 'ITEM_REFERRED', kind: 'REFERRAL', about: [item.code], explanation };
  });
}

function ruleReferrals(run: Run): Finding[] {
  const answered = (when: Condition) => inputsIn(when).every((code) => run.answers.has(code));
  const hit = run.card.referrals.filter(
    ({ when }) => answered(when) && holdsOrHasNoValue(when, run),
  );
  return hit.map(({ code, message }) => {
    return { code, kind: 'REFERRAL', about: [], explanation: message };
  });
}
