import { gradesUpwards } from './adjustment.ts';
import { checkCycles, checkFormulas, checkOptions } from './formula-problems.ts';
import { bandFaults, type Domain } from './intervals.ts';
import {
  type Check,
  isNumeric,
  type Names,
  type Path,
  problemWords,
  type Report,
  type ScorecardProblem,
  type Where,
} from './problem-words.ts';
import type { Bounds, Scorecard, ScorecardInput, ScorecardItem } from './scorecard.ts';
import { isSensitive } from './scorecard-inputs.ts';
import { type ItemOf, type Measured, measuredBases, measuredInputs } from './scorecard-items.ts';
import { Exact } from './scorecard-values.ts';

export type { ScorecardProblem, ScorecardProblemCode } from './problem-words.ts';

/**
 * What is wrong with a scorecard, beyond its shape; an empty list means that every set of
 * inputs has exactly one answer. A card with problems must not be published and is not
 * evaluated.
 */
export function validateScorecard(card: Scorecard): ScorecardProblem[] {
  const problems: ScorecardProblem[] = [];
  const report: Report = (code, path) => {
    problems.push({ code, path, ...problemWords[code] });
  };
  const names: Names = {
    inputs: new Map(card.inputs.map((input) => [input.code, input])),
    items: new Map(card.items.map((item) => [item.code, item])),
    bases: new Set(card.bases.map(({ code }) => code)),
    lines: new Set(card.lines.map(({ code }) => code)),
  };
  const check: Check = { names, report };
  checkCodes(card, report);
  checkInputs(card, report);
  for (const [i, item] of card.items.entries()) checkItem(item, ['items', i], check);
  checkFormulas(card, check);
  checkCycles(card, report);
  checkBands(card.grades, { ...card.score, integer: false }, { path: ['grades'], report });
  checkAreas(card, report);
  checkLines(card, check);
  return problems;
}

function checkCodes(card: Scorecard, report: Report): void {
  const findings = [...card.errors, ...card.vetoes, ...card.referrals];
  const grades = card.grades.map(({ grade }) => ({ code: grade }));
  const lists = {
    inputs: card.inputs,
    bases: card.bases,
    items: card.items,
    lines: card.lines,
    grades,
    findings,
  };
  for (const [list, entries] of Object.entries(lists)) {
    const seen = new Set<string>();
    for (const [i, { code }] of entries.entries()) {
      if (seen.has(code)) report('DUPLICATE_CODE', [list, i]);
      seen.add(code);
    }
  }
}

function checkInputs(card: Scorecard, report: Report): void {
  for (const [i, input] of card.inputs.entries()) {
    if (input.type === 'CHOICE') {
      const codes = input.options.map(({ code }) => code);
      if (new Set(codes).size < codes.length) report('DUPLICATE_CODE', ['inputs', i, 'options']);
    }
    if (isReversed(domainOf(input))) report('LIMITS_REVERSED', ['inputs', i]);
    if (input.type !== 'PANEL' && !input.required && !isSensitive(input)) {
      report('OPTIONAL_ORDINARY', ['inputs', i]);
    }
  }
  if (isReversed(card.score)) report('LIMITS_REVERSED', ['score']);
  for (const [i, base] of card.bases.entries()) {
    const areas = base.byArea.map(({ areaPrefix }) => areaPrefix);
    if (new Set(areas).size < areas.length) report('DUPLICATE_CODE', ['bases', i, 'byArea']);
  }
}

function isReversed({ min, max }: { min?: string | undefined; max?: string | undefined }): boolean {
  return min !== undefined && max !== undefined && new Exact(min).gt(max);
}

/** The numbers an input can take. */
export function domainOf(input: ScorecardInput): Domain {
  if (input.type === 'PANEL') return { min: input.min, max: input.max, integer: false };
  if (input.type === 'NUMBER') return { min: input.min, max: input.max, integer: input.integer };
  if (input.type === 'MONEY_FEN') return { min: input.min, max: input.max, integer: true };
  return { integer: false };
}

function checkItem(item: ScorecardItem, path: Path, check: Check): void {
  const { report } = check;
  if (item.kind !== 'CHOICE' && item.kind !== 'RANGE') {
    if (isReversed({ min: item.floor, max: item.cap })) report('LIMITS_REVERSED', path);
  }
  if (item.kind === 'FORMULA') return;
  const inputs = readInputs(item, path, check);
  checkSensitive(item, inputs, { path, report });
  if (item.kind === 'CHOICE') {
    const options = item.options.map(({ option }) => option);
    for (const input of inputs) {
      checkOptions(input, options, { path: [...path, 'options'], report });
    }
  } else if (item.kind === 'PANEL') {
    if (inputs.some(({ type }) => type !== 'PANEL')) report('INPUT_TYPE', path);
  } else checkMeasured(item, inputs, { path, check });
}

/** The inputs an item reads, those that exist. */
function readInputs(
  item: Exclude<ScorecardItem, { kind: 'FORMULA' }>,
  path: Path,
  { names, report }: Check,
): ScorecardInput[] {
  const used =
    item.kind === 'CHOICE' || item.kind === 'PANEL' ? [item.input] : measuredInputs(item);
  const inputs = used.flatMap((code) => names.inputs.get(code) ?? []);
  if (inputs.length < used.length) report('UNKNOWN_INPUT', path);
  return inputs;
}

function checkSensitive(
  item: ScorecardItem,
  inputs: readonly ScorecardInput[],
  { path, report }: Where,
): void {
  if (item.kind !== 'CHOICE' && item.kind !== 'RANGE') {
    if (inputs.some(isSensitive)) report('SENSITIVE_USE', path);
    return;
  }
  if (inputs.some(isSensitive) && !item.sensitive) report('SENSITIVE_UNMARKED', path);
  if (item.sensitive && pointsOf(item).some((points) => !new Exact(points).isZero())) {
    report('SENSITIVE_POINTS', path);
  }
}

type At = { path: Path; check: Check };

function checkMeasured(
  item: Measured,
  inputs: readonly ScorecardInput[],
  { path, check: { names, report } }: At,
): void {
  if (!inputs.every(isNumeric)) report('INPUT_TYPE', [...path, 'measure']);
  if (measuredBases(item).some((base) => !names.bases.has(base))) report('UNKNOWN_BASE', path);
  if (item.kind === 'STEPS') return;
  checkBands(item.bands, measuredDomain(item, names), { path: [...path, 'bands'], report });
}

function measuredDomain({ measure }: Measured, names: Names): Domain {
  if (measure.kind === 'INPUT') {
    const input = names.inputs.get(measure.input);
    return input ? domainOf(input) : { integer: false };
  }
  // A ratio exists only over a positive figure, so it is negative only where the upper figure is.
  const upper = 'input' in measure.of ? names.inputs.get(measure.of.input) : undefined;
  const min = upper && domainOf(upper).min;
  const notNegative = min !== undefined && !new Exact(min).isNegative();
  return { min: notNegative ? '0' : undefined, integer: false };
}

function pointsOf(item: ItemOf<'CHOICE' | 'RANGE'>): string[] {
  if (item.kind === 'CHOICE') return item.options.map(({ points }) => points);
  const withoutBase = item.measure.kind === 'RATIO' ? [item.measure.withoutBase.points] : [];
  return [...item.bands.map(({ points }) => points), ...withoutBase];
}

function checkBands(bands: readonly Bounds[], domain: Domain, { path, report }: Where): void {
  const codes = { EMPTY: 'BAND_EMPTY', OVERLAP: 'BAND_OVERLAP', HOLE: 'BAND_HOLE' } as const;
  for (const fault of bandFaults(bands, domain)) report(codes[fault.kind], [...path, fault.index]);
}

/** An area's grades are those of the card, in its order: caps, adjustments and notices name them. */
function checkAreas(card: Scorecard, report: Report): void {
  const order = ({ grades }: Pick<Scorecard, 'grades'>) => gradesUpwards({ grades }).join();
  const seen = new Set<string>();
  for (const [i, area] of card.gradesByArea.entries()) {
    const path = ['gradesByArea', i, 'grades'];
    checkBands(area.grades, { ...card.score, integer: false }, { path, report });
    if (order(area) !== order(card)) report('GRADES_DIFFER', path);
    if (seen.has(area.areaPrefix)) report('DUPLICATE_CODE', ['gradesByArea', i]);
    seen.add(area.areaPrefix);
  }
}

function checkLines(card: Scorecard, { names, report }: Check): void {
  const grades = new Set(card.grades.map(({ grade }) => grade));
  for (const [i, line] of card.lines.entries()) {
    const path = ['lines', i, 'capByGrade'];
    const capped = line.capByGrade.map(({ grade }) => grade);
    if (capped.some((grade) => !grades.has(grade))) report('UNKNOWN_GRADE', path);
    if (new Set(capped).size < capped.length) report('DUPLICATE_CODE', path);
    if (isReversed({ min: line.floor?.fen, max: line.capFen }))
      report('LIMITS_REVERSED', ['lines', i]);
  }
  for (const [i, veto] of card.vetoes.entries()) {
    const unknown = (veto.lines ?? []).some((code) => !names.lines.has(code));
    if (unknown) report('UNKNOWN_LINE', ['vetoes', i, 'lines']);
  }
}
