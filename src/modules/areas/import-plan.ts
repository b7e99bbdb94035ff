import { URBAN_RURAL_CLASSES } from './codes.ts';
import { areaCodeOf, parentOfCode } from './natural-codes.ts';

export type ListedUnit = { code: string; name: string; urbanRuralClass?: string | undefined };
export type KnownUnit = {
  code: string;
  name: string;
  urbanRuralClass: string | null;
  validFrom: string;
  validTo: string | null;
};

export type ImportProblem = { row: number; code: string; problem: string };

export type ImportPlan = {
  added: ListedUnit[];
  renamed: ListedUnit[];
  /** Same name, another urban-rural class. */
  reclassified: ListedUnit[];
  unchanged: number;
  /** In force under the root, but no longer listed. */
  ended: string[];
  problems: ImportProblem[];
};

type Frame = {
  /** Rows of these codes that reach into the day or begin after it. */
  known: readonly KnownUnit[];
  on: string;
  /** The list is complete for everything below this code; null when it only adds. */
  completeUnder: string | null;
};

/**
 * What a published list changes on a day. Rows with a problem are left out and reported by number
 * and error code; they still count as listed, so that a misspelt row ends nothing.
 */
export function planImport(rows: readonly ListedUnit[], frame: Frame): ImportPlan {
  const { on, known } = frame;
  const current = new Map(known.filter((unit) => unit.validFrom <= on).map((u) => [u.code, u]));
  const later = new Set(known.filter((unit) => unit.validFrom > on).map((unit) => unit.code));
  const plan: ImportPlan = {
    added: [],
    renamed: [],
    reclassified: [],
    unchanged: 0,
    ended: [],
    problems: [],
  };
  const codes = rows.map((row) => areaCodeOf(row.code));
  const good = goodCodes(rows, codes, new Set(current.keys()));
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const code = codes[index] ?? null;
    const was = code === null ? undefined : current.get(code);
    const problem = problemOf({ code, row, was, later, seen, good, frame });
    if (code !== null) seen.add(code);
    if (problem || code === null) {
      plan.problems.push({ row: index, code: row.code, problem: problem ?? 'area.code_invalid' });
      continue;
    }
    place(plan, { ...row, code }, was);
  }
  plan.ended = endedOf(current, seen, frame, plan.problems);
  return plan;
}

/** Codes a row may stand under: in force already, or listed here without a fault of their own. */
function goodCodes(
  rows: readonly ListedUnit[],
  codes: readonly (string | null)[],
  current: ReadonlySet<string>,
): Set<string> {
  const good = new Set(current);
  for (const [index, code] of codes.entries()) {
    if (code !== null && classAllowed(rows[index]?.urbanRuralClass)) good.add(code);
  }
  return good;
}

const classAllowed = (given: string | undefined): boolean =>
  given === undefined || Object.hasOwn(URBAN_RURAL_CLASSES, given);

type Looked = {
  code: string | null;
  row: ListedUnit;
  was: KnownUnit | undefined;
  later: ReadonlySet<string>;
  seen: ReadonlySet<string>;
  good: ReadonlySet<string>;
  frame: Frame;
};

function problemOf({ code, row, was, later, seen, good, frame }: Looked): string | null {
  if (code === null) return 'area.code_invalid';
  if (seen.has(code)) return 'area.duplicate';
  if (!classAllowed(row.urbanRuralClass)) return 'area.class_invalid';
  if (frame.completeUnder !== null && !code.startsWith(frame.completeUnder)) return 'area.unknown';
  if (was?.validTo || (was && later.has(code))) return 'area.later_change';
  if (later.has(code)) return 'area.code_taken';
  const parent = parentOfCode(code);
  return parent === null || good.has(parent) ? null : 'area.parent_unknown';
}

function place(plan: ImportPlan, row: ListedUnit, was: KnownUnit | undefined): void {
  if (!was) plan.added.push(row);
  else if (was.name !== row.name) plan.renamed.push(row);
  else if (row.urbanRuralClass !== undefined && row.urbanRuralClass !== was.urbanRuralClass) {
    plan.reclassified.push(row);
  } else plan.unchanged += 1;
}

function endedOf(
  current: ReadonlyMap<string, KnownUnit>,
  seen: ReadonlySet<string>,
  { on, completeUnder }: Frame,
  problems: ImportProblem[],
): string[] {
  if (completeUnder === null) return [];
  const gone = [...current.values()].filter(
    ({ code, validTo }) =>
      code !== completeUnder && code.startsWith(completeUnder) && !seen.has(code) && !validTo,
  );
  for (const { code } of gone.filter((unit) => unit.validFrom === on)) {
    problems.push({ row: -1, code, problem: 'area.period' });
  }
  return gone.filter((unit) => unit.validFrom < on).map((unit) => unit.code);
}
