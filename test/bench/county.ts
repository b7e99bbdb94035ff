/** Sizes and keys of the county the benches run on; everything else follows from them. */
export const BANK_CODE = 'BENCH';
export const COUNTY = '429005';
/** The middle of the norm of 300 to 500. */
export const HOUSEHOLDS_PER_GRID = 400;
export const SMALL_GRIDS_PER_BIG = 8;
export const VILLAGE_DIGITS = 5;
/** Grids, with one officer each, that requests cycle through. */
const OFFICERS = 200;
/** People without a grid of their own; backups, posts of loans, and each an administrator. */
export const SPARE_PEOPLE = 100;

const KINDS = {
  institution: 1,
  outlet: 2,
  role: 3,
  person: 4,
  officer: 5,
  appointment: 6,
  bigGrid: 7,
  grid: 8,
  assignment: 9,
  scorecard: 10,
  customer: 11,
  rating: 12,
  formerRating: 13,
  loan: 14,
  visit: 15,
  followUp: 16,
  profileForm: 17,
  standing: 18,
  classification: 19,
} as const;
export type Kind = keyof typeof KINDS;

const KIND_DIGITS = 8;
const NUMBER_DIGITS = 12;
/** Between them: version 7 and variant of a uuid. */
const VERSION = '-0000-7000-8000-';

/** The key of the nth row of a kind; ascending with n, as version 7 keys are. */
export const keyOf = (kind: Kind, n: number): string =>
  `${hex(KINDS[kind], KIND_DIGITS)}${VERSION}${hex(n, NUMBER_DIGITS)}`;

/** The same in SQL, `n` being an expression. */
export const keySql = (kind: Kind, n: string): string =>
  `('${keyOf(kind, 0).slice(0, -NUMBER_DIGITS)}' || lpad(to_hex((${n})::bigint), ${NUMBER_DIGITS}, '0'))::uuid`;

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

export const BANK = keyOf('institution', 1);

export const gridsOf = (households: number): number =>
  Math.max(1, Math.round(households / HOUSEHOLDS_PER_GRID));

/** Logins of officers carry the number of their one grid. */
export const officerOf = (grid: number): string => `bench.officer.${grid}`;

/** Logins of administrators, who see the whole bank, carry their number. */
export const administratorOf = (n: number): string => `bench.administrator.${n}`;

/** The grids asked for, `atMost` so many: spread over the whole county, in an order that is no order. */
export function sampleGrids(households: number, atMost = OFFICERS): number[] {
  const all = gridsOf(households);
  const count = Math.min(atMost, all);
  const step = all / count;
  const picked = Array.from({ length: count }, (_, index) => Math.floor(index * step));
  return picked.map((_, index) => picked[(index * stride(count)) % count] ?? 0);
}

/** A step that visits every place of a cycle once. */
function stride(count: number): number {
  let candidate = Math.max(1, Math.floor(count * 0.618));
  while (commonDivisor(candidate, count) !== 1) candidate += 1;
  return candidate;
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** Code of the village grid around a small grid: what all inside it begins with. */
export const villageOf = (grid: number): string =>
  `${COUNTY}1${String(Math.floor(grid / SMALL_GRIDS_PER_BIG)).padStart(VILLAGE_DIGITS, '0')}`;
