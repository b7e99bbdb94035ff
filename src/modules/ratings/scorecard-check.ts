/** What the author of a scorecard wants to know before it is published. Pure. */
import { derivedInputs } from './file-answers.ts';
import { type FormulaNode, nodesOf } from './formula.ts';
import type { Path } from './problem-words.ts';
import {
  itemRange,
  mayDivideByZero,
  measuredRange,
  type Range,
  type Ranging,
  rangingOver,
  scoreRange,
} from './ranges.ts';
import type { Bounds, Scorecard, ScorecardItem } from './scorecard.ts';
import { measuredInputs } from './scorecard-items.ts';
import { type ScorecardProblem, validateScorecard } from './scorecard-problems.ts';
import { Exact, type Label } from './scorecard-values.ts';

const warningWords = {
  DIVISION_BY_ZERO_POSSIBLE: {
    en: 'The formula can divide by zero; such answers are refused.',
    zh: '公式除数可能为零，届时将拒绝评级。',
  },
  BAND_UNREACHABLE: { en: 'No answer leads into this band.', zh: '任何取值都不会落入该区间。' },
  GRADE_UNREACHABLE: { en: 'No score leads to this grade.', zh: '任何得分都达不到该等级。' },
  INPUT_UNUSED: { en: 'Nothing reads this input.', zh: '该输入项未被使用。' },
  ITEM_UNUSED: {
    en: 'The item is neither counted nor used by a formula.',
    zh: '该评分项既不计分，也未被公式使用。',
  },
  ITEM_WITHOUT_WEIGHT: {
    en: 'The item gives the same points to everybody.',
    zh: '该评分项对所有客户得分相同。',
  },
} as const;

export type ScorecardWarning = Omit<ScorecardProblem, 'code'> & {
  readonly code: keyof typeof warningWords;
};

/** What an item can add to the score; null is no limit. */
export type ItemWeight = {
  readonly code: string;
  readonly label: Label;
  readonly counted: boolean;
  readonly least: string | null;
  readonly most: string | null;
  /** Percent of all that counted items can differ by, one decimal; null where that has no limit. */
  readonly share: string | null;
};

/** Where the answer to an input comes from. `GIVEN`: neither a file nor a panel knows it. */
export type InputSource = { readonly code: string; readonly label: Label } & {
  readonly source: 'FILE' | 'PANEL' | 'GIVEN';
};

export type ScorecardCheck = {
  readonly problems: readonly ScorecardProblem[];
  /** Empty, with weights and scores, until the problems are solved. */
  readonly warnings: readonly ScorecardWarning[];
  readonly weights: readonly ItemWeight[];
  readonly leastScore: string | null;
  readonly mostScore: string | null;
  readonly inputs: readonly InputSource[];
};

/** `asked`: codes of the items that the form in force asks of such customers. */
export function checkScorecard(card: Scorecard, asked: ReadonlySet<string>): ScorecardCheck {
  const problems = validateScorecard(card);
  const inputs = card.inputs.map(({ code, label, type }): InputSource => {
    const onFile = asked.has(code) || derivedInputs.has(code);
    return { code, label, source: type === 'PANEL' ? 'PANEL' : onFile ? 'FILE' : 'GIVEN' };
  });
  if (problems.length > 0) {
    return { problems, warnings: [], weights: [], leastScore: null, mostScore: null, inputs };
  }
  const ranging = rangingOver(card);
  const score = scoreRange(ranging);
  return {
    problems,
    warnings: warningsOf(card, ranging),
    weights: weightsOf(card, ranging),
    leastScore: finite(score.low),
    mostScore: finite(score.high),
    inputs,
  };
}

const finite = (value: Range['low']): string | null => (value.isFinite() ? value.toFixed() : null);

function weightsOf({ items }: Scorecard, ranging: Ranging): ItemWeight[] {
  const spans = items.map(({ code }) => {
    const { low, high } = itemRange(ranging, code);
    return high.minus(low);
  });
  const whole = spans
    .filter((_, i) => items[i]?.counted)
    .reduce((sum, span) => sum.plus(span), new Exact(0));
  return items.map(({ code, label, counted }, i) => {
    const { low, high } = itemRange(ranging, code);
    const span = spans[i] ?? new Exact(0);
    const shared = counted && whole.isFinite() && whole.gt(0);
    const share = shared ? span.div(whole).times(100).toFixed(1) : null;
    return { code, label, counted, least: finite(low), most: finite(high), share };
  });
}

function warningsOf(card: Scorecard, ranging: Ranging): ScorecardWarning[] {
  const warnings: ScorecardWarning[] = [];
  const warn = (code: ScorecardWarning['code'], path: Path) => {
    warnings.push({ code, path, ...warningWords[code] });
  };
  for (const { node, path } of formulasOf(card)) {
    if (mayDivideByZero(ranging, node)) warn('DIVISION_BY_ZERO_POSSIBLE', path);
  }
  const used = usedIn(card);
  for (const [i, { code }] of card.inputs.entries()) {
    if (!used.inputs.has(code)) warn('INPUT_UNUSED', ['inputs', i]);
  }
  for (const [i, item] of card.items.entries()) {
    const { low, high } = itemRange(ranging, item.code);
    const isSensitive = 'sensitive' in item && item.sensitive;
    if (!item.counted && !used.items.has(item.code)) warn('ITEM_UNUSED', ['items', i]);
    if (item.counted && low.eq(high) && !isSensitive) warn('ITEM_WITHOUT_WEIGHT', ['items', i]);
    if (item.kind !== 'RANGE') continue;
    const measured = measuredRange(ranging, item);
    for (const [j, band] of item.bands.entries()) {
      if (isApart(band, measured)) warn('BAND_UNREACHABLE', ['items', i, 'bands', j]);
    }
  }
  const score = scoreRange(ranging);
  for (const [i, grade] of card.grades.entries()) {
    if (isApart(grade, score)) warn('GRADE_UNREACHABLE', ['grades', i]);
  }
  for (const [i, { grades }] of card.gradesByArea.entries()) {
    for (const [j, grade] of grades.entries()) {
      if (isApart(grade, score)) warn('GRADE_UNREACHABLE', ['gradesByArea', i, 'grades', j]);
    }
  }
  return warnings;
}

/** Whether a band and a range have no number in common. */
function isApart({ from, fromOpen, to, toClosed }: Bounds, { low, high }: Range): boolean {
  const above = from !== undefined && (fromOpen ? high.lte(from) : high.lt(from));
  const below = to !== undefined && (toClosed ? low.gt(to) : low.gte(to));
  return above || below;
}

type Formula = { node: FormulaNode; path: Path };

function formulasOf(card: Scorecard): Formula[] {
  const rules = (['errors', 'vetoes', 'referrals'] as const).flatMap((list) =>
    card[list].map(({ when }, i) => ({ node: when, path: [list, i, 'when'] })),
  );
  const items = card.items.flatMap((item, i) =>
    item.kind === 'FORMULA' ? [{ node: item.formula, path: ['items', i, 'formula'] }] : [],
  );
  const lines = card.lines.map(({ formula }, i) => ({
    node: formula,
    path: ['lines', i, 'formula'],
  }));
  return [...rules, ...items, ...lines];
}

function usedIn(card: Scorecard): { inputs: Set<string>; items: Set<string> } {
  const nodes = formulasOf(card).flatMap(({ node }) => nodesOf(node));
  const inItems = card.items.flatMap((item: ScorecardItem) => {
    if (item.kind === 'CHOICE' || item.kind === 'PANEL') return [item.input];
    return item.kind === 'FORMULA' ? [] : measuredInputs(item);
  });
  return {
    inputs: new Set([
      ...inItems,
      ...nodes.flatMap((node) => ('input' in node ? [node.input] : [])),
    ]),
    items: new Set(nodes.flatMap((node) => ('item' in node ? [node.item] : []))),
  };
}
