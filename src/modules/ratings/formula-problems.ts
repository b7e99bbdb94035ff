import { amountOf, type Expression, type FormulaNode, nodesOf } from './formula.ts';
import { type Check, isNumeric, type Path, type Report, type Where } from './problem-words.ts';
import { isZero } from './quantity.ts';
import type { Scorecard, ScorecardInput, ScorecardItem } from './scorecard.ts';
import { isSensitive } from './scorecard-inputs.ts';

type Place = { path: Path; inLine: boolean; mayBeSensitive: boolean };
type Formula = { node: FormulaNode; place: Place };

const isSensitiveItem = (item: ScorecardItem | undefined): boolean =>
  item !== undefined && 'sensitive' in item && item.sensitive;

/** Checks that every name in every formula and condition exists, fits and may be used there. */
export function checkFormulas(card: Scorecard, check: Check): void {
  for (const { node, place } of formulasOf(card)) {
    for (const part of nodesOf(node)) checkNode(part, place, check);
  }
}

/** Every formula and condition of a card, with the rules of the place it stands in. */
function formulasOf(card: Scorecard): Formula[] {
  const place = (path: Path, special: Partial<Place> = {}): Place => {
    return { path, inLine: false, mayBeSensitive: false, ...special };
  };
  const rules = (['errors', 'vetoes', 'referrals'] as const).flatMap((list) =>
    card[list].map(({ when }, i) => {
      const mayBeSensitive = list === 'referrals';
      return { node: when, place: place([list, i, 'when'], { mayBeSensitive }) };
    }),
  );
  const items = card.items.flatMap((item, i) =>
    item.kind === 'FORMULA' ? [{ node: item.formula, place: place(['items', i, 'formula']) }] : [],
  );
  const lines = card.lines.map(({ formula }, i) => {
    return { node: formula, place: place(['lines', i, 'formula'], { inLine: true }) };
  });
  return [...rules, ...items, ...lines];
}

function checkNode(node: FormulaNode, place: Place, check: Check): void {
  const { names, report } = check;
  const { path } = place;
  switch (node.op) {
    case 'input':
    case 'lookup':
    case 'is':
    case 'holds':
      checkInputNode(node, place, check);
      return;
    case 'base':
      if (!names.bases.has(node.base)) report('UNKNOWN_BASE', path);
      return;
    case 'item': {
      const item = names.items.get(node.item);
      // Input errors are found before anything is scored.
      if (!item || path[0] === 'errors') report('UNKNOWN_ITEM', path);
      if (isSensitiveItem(item)) report('SENSITIVE_USE', path);
      return;
    }
    case 'line':
      if (!names.lines.has(node.line)) report('UNKNOWN_LINE', path);
      if (!place.inLine) report('NOT_AVAILABLE', path);
      return;
    case 'score':
    case 'coefficient':
      if (!place.inLine) report('NOT_AVAILABLE', path);
      return;
    case 'div':
      if (isConstantZero(node.right)) report('DIVISION_BY_ZERO', path);
      return;
  }
}

type InputNode = Extract<FormulaNode, { op: 'input' | 'lookup' | 'is' | 'holds' }>;

function checkInputNode(node: InputNode, place: Place, { names, report }: Check): void {
  const { path } = place;
  const input = names.inputs.get(node.input);
  if (!input) {
    report('UNKNOWN_INPUT', path);
    return;
  }
  if (isSensitive(input) && !place.mayBeSensitive) report('SENSITIVE_USE', path);
  if (node.op === 'input' && !isNumeric(input)) report('INPUT_TYPE', path);
  if (node.op === 'holds' && input.type !== 'BOOLEAN') report('INPUT_TYPE', path);
  if (node.op === 'lookup') {
    checkOptions(
      input,
      node.table.map(({ option }) => option),
      { path, report },
    );
  }
  if (node.op !== 'is') return;
  if (input.type !== 'CHOICE') report('INPUT_TYPE', path);
  else if (!input.options.some(({ code }) => code === node.option)) report('UNKNOWN_OPTION', path);
}

/** Of an expression that names something it is not known. */
function isConstantZero(node: Expression): boolean {
  const notConstant = () => {
    throw new RangeError('not a constant');
  };
  const context = {
    number: notConstant,
    option: notConstant,
    truth: notConstant,
    base: notConstant,
    item: notConstant,
    line: notConstant,
    score: notConstant,
    coefficient: notConstant,
  };
  try {
    return isZero(amountOf(node, context));
  } catch {
    return false;
  }
}

/** Codes of the items (or lines) a formula names directly. */
export function namedIn(node: FormulaNode, kind: 'item' | 'line'): string[] {
  return nodesOf(node).flatMap((part) => {
    if (kind === 'item') return part.op === 'item' ? [part.item] : [];
    return part.op === 'line' ? [part.line] : [];
  });
}

/** Reports formulas that need their own result. */
export function checkCycles(card: Scorecard, report: Report): void {
  const items = new Map(
    card.items.map((item) => [
      item.code,
      item.kind === 'FORMULA' ? namedIn(item.formula, 'item') : [],
    ]),
  );
  const lines = new Map(card.lines.map(({ code, formula }) => [code, namedIn(formula, 'line')]));
  for (const [i, { code }] of card.items.entries()) {
    if (reachesItself(code, items)) report('CYCLE', ['items', i, 'formula']);
  }
  for (const [i, { code }] of card.lines.entries()) {
    if (reachesItself(code, lines)) report('CYCLE', ['lines', i, 'formula']);
  }
}

function reachesItself(start: string, uses: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const open = [...(uses.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === start) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(uses.get(next) ?? []));
  }
  return false;
}

/** Checks that a table has exactly one entry for each option of a CHOICE input. */
export function checkOptions(input: ScorecardInput, used: string[], { path, report }: Where): void {
  if (input.type !== 'CHOICE') {
    report('INPUT_TYPE', path);
    return;
  }
  const declared = new Set(input.options.map(({ code }) => code));
  if (used.some((option) => !declared.has(option))) report('UNKNOWN_OPTION', path);
  if (new Set(used).size < used.length) report('DUPLICATE_CODE', path);
  if ([...declared].some((option) => !used.includes(option))) report('OPTION_MISSING', path);
}
