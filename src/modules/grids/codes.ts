import { refuse } from '../../kernel/errors.ts';

/** What a code can stand for: a village's big grid, a small, an exclusive or a micro grid. */
export const GRID_CODE_KINDS = ['BIG', 'SMALL', 'EXCLUSIVE', 'MICRO'] as const;
export type GridCodeKind = (typeof GRID_CODE_KINDS)[number];

export type CodeSegments = {
  kind: GridCodeKind;
  /** County (6 digits), township (3) and village (3) of the statistical division code. */
  county: string;
  township: string;
  village: string;
  /** Running number inside the parent; null for a big grid. */
  sequence: number | null;
};

/** How an institution writes its grid codes. A child's code begins with its parent's. */
export type CodeScheme = {
  name: string;
  en: string;
  zh: string;
  patterns: Readonly<Partial<Record<GridCodeKind, RegExp>>>;
  /** The parts of a code; null when the scheme does not know it. */
  parse(code: string): CodeSegments | null;
  /**
   * The lowest free code of this kind under the parent: a grid code, or for a big grid the
   * village's division code. `taken` holds every code ever given, retired ones too. Refuses with
   * `grid.code_invalid`, `grid.code_kind_unsupported` or `grid.code_exhausted`.
   */
  next(parent: string, kind: GridCodeKind, taken: ReadonlySet<string>): string;
  /** Code of the grid that holds this one; null for a big grid. Refuses with `grid.code_invalid`. */
  parentOf(code: string): string | null;
};

/** One kind of code: its parent's code plus a running number, which `pattern` matches. */
type KindRule = {
  parent: GridCodeKind;
  digits: number;
  first: number;
  last: number;
  pattern: string;
};
type SchemeRules = {
  name: string;
  en: string;
  zh: string;
  below: Readonly<Partial<Record<Exclude<GridCodeKind, 'BIG'>, readonly KindRule[]>>>;
};

/** A village-level division code: neither the village nor the township segment is empty. */
const VILLAGE_PATTERN = '[1-9]\\d{5}(?!000)\\d{3}(?!000)\\d{3}';
const VILLAGE_CODE = new RegExp(`^${VILLAGE_PATTERN}$`);
const COUNTY_DIGITS = 6;
const VILLAGE_DIGITS = 12;
const TOWNSHIP_DIGITS = 9;
/**
 * Village segments 600-999 are no division's. A big grid that cannot have its village's own code,
 * because it joins villages or follows a retired one, is numbered from 601 (CJ/T 349-2010).
 */
const JOINED_VILLAGES = { digits: 3, first: 601, last: 999 };

/** Builds a scheme on the 12-digit village code from the rules of the kinds below it. */
export function schemeOf({ name, en, zh, below }: SchemeRules): CodeScheme {
  const entries = kindEntries(below);
  const parse = (code: string): CodeSegments | null => parseWith(entries, code);
  return {
    name,
    en,
    zh,
    patterns: patternsOf(entries),
    parse,
    parentOf(code) {
      const entry = entryOf(entries, code);
      if (!entry) throw refuse('grid.code_invalid', { path: ['code'], details: { scheme: name } });
      return entry.rule ? code.slice(0, -entry.rule.digits) : null;
    },
    next(parent, kind, taken) {
      if (kind === 'BIG') return nextBigCode(parent, taken, name);
      const above = parse(parent);
      if (!above) {
        throw refuse('grid.code_invalid', { path: ['parentCode'], details: { scheme: name } });
      }
      const rule = below[kind]?.find((candidate) => candidate.parent === above.kind);
      if (!rule) {
        const details = { scheme: name, kind, parentKind: above.kind };
        throw refuse('grid.code_kind_unsupported', { path: ['kind'], details });
      }
      return nextFree(parent, rule, taken);
    },
  };
}

type KindEntry = { kind: GridCodeKind; source: string; code: RegExp; rule: KindRule | null };

function kindEntries(below: SchemeRules['below']): KindEntry[] {
  const entries = [entryFor('BIG', VILLAGE_PATTERN, null)];
  for (const kind of ['SMALL', 'EXCLUSIVE', 'MICRO'] as const) {
    for (const rule of below[kind] ?? []) {
      const above = entries.find((entry) => entry.kind === rule.parent);
      if (!above) throw new Error(`the parent kind ${rule.parent} of ${kind} has no codes`);
      entries.push(entryFor(kind, above.source + rule.pattern, rule));
    }
  }
  return entries;
}

const entryFor = (kind: GridCodeKind, source: string, rule: KindRule | null): KindEntry => ({
  kind,
  source,
  code: new RegExp(`^${source}$`),
  rule,
});

const entryOf = (entries: readonly KindEntry[], code: string): KindEntry | null =>
  entries.find((entry) => entry.code.test(code)) ?? null;

function parseWith(entries: readonly KindEntry[], code: string): CodeSegments | null {
  const entry = entryOf(entries, code);
  if (!entry) return null;
  return {
    kind: entry.kind,
    county: code.slice(0, COUNTY_DIGITS),
    township: code.slice(COUNTY_DIGITS, TOWNSHIP_DIGITS),
    village: code.slice(TOWNSHIP_DIGITS, VILLAGE_DIGITS),
    sequence: entry.rule ? Number(code.slice(-entry.rule.digits)) : null,
  };
}

function patternsOf(entries: readonly KindEntry[]): Partial<Record<GridCodeKind, RegExp>> {
  const patterns: Partial<Record<GridCodeKind, RegExp>> = {};
  for (const [kind, alternatives] of Map.groupBy(entries, (entry) => entry.kind)) {
    const sources = alternatives.map((entry) => entry.source).join('|');
    patterns[kind] = new RegExp(`^(?:${sources})$`);
  }
  return patterns;
}

type Numbering = Pick<KindRule, 'digits' | 'first' | 'last'>;

function nextFree(parent: string, rule: Numbering, taken: ReadonlySet<string>): string {
  for (let sequence = rule.first; sequence <= rule.last; sequence += 1) {
    const code = parent + String(sequence).padStart(rule.digits, '0');
    if (!taken.has(code)) return code;
  }
  throw refuse('grid.code_exhausted', { path: ['parentCode'], details: { parent } });
}

function nextBigCode(village: string, taken: ReadonlySet<string>, scheme: string): string {
  if (!VILLAGE_CODE.test(village)) {
    throw refuse('grid.code_invalid', { path: ['areaCode'], details: { scheme } });
  }
  if (!taken.has(village)) return village;
  return nextFree(village.slice(0, TOWNSHIP_DIGITS), JOINED_VILLAGES, taken);
}

const SMALL_NUMBER = '(?!000)[0-8]\\d{2}';
const EXCLUSIVE_NUMBER = '9(?!00)\\d{2}';
const MICRO_NUMBER = '(?!00)\\d{2}';
const UNIT_NUMBER = '(?!000)\\d{3}';

/** The default: 12-digit big grid, +001..899 small, +901..999 exclusive, each +01..99 micro. */
export const STANDARD_SCHEME = schemeOf({
  name: 'STANDARD',
  en: 'Village code, three digits per grid, two per micro grid',
  zh: '村级区划代码加三位网格序号、两位微网格序号',
  below: {
    SMALL: [{ parent: 'BIG', digits: 3, first: 1, last: 899, pattern: SMALL_NUMBER }],
    EXCLUSIVE: [{ parent: 'BIG', digits: 3, first: 901, last: 999, pattern: EXCLUSIVE_NUMBER }],
    MICRO: [
      { parent: 'SMALL', digits: 2, first: 1, last: 99, pattern: MICRO_NUMBER },
      { parent: 'EXCLUSIVE', digits: 2, first: 1, last: 99, pattern: MICRO_NUMBER },
    ],
  },
});

/** The unit grid of city management (DB11, Beijing): 15 digits, 6 + 3 + 3 and a running number. */
export const UNIT_GRID_SCHEME = schemeOf({
  name: 'UNIT_GRID',
  en: 'City-management unit grid, 15 digits (DB11)',
  zh: '城市管理单元网格编码（15 位，DB11）',
  below: {
    SMALL: [{ parent: 'BIG', digits: 3, first: 1, last: 999, pattern: UNIT_NUMBER }],
  },
});

const schemes = new Map<string, CodeScheme>();
for (const scheme of [STANDARD_SCHEME, UNIT_GRID_SCHEME]) registerCodeScheme(scheme);

/** Adds a scheme; a name used twice is a fault found at boot. */
export function registerCodeScheme(scheme: CodeScheme): void {
  if (schemes.has(scheme.name)) throw new Error(`code scheme ${scheme.name} is registered twice`);
  schemes.set(scheme.name, scheme);
}

/** The scheme of this name. Refuses with `grid.code_scheme_unknown`. */
export function codeScheme(name: string): CodeScheme {
  const scheme = schemes.get(name);
  if (!scheme) {
    const details = { known: [...schemes.keys()] };
    throw refuse('grid.code_scheme_unknown', { path: ['codeScheme'], details });
  }
  return scheme;
}

export const codeSchemes = (): CodeScheme[] => [...schemes.values()];
