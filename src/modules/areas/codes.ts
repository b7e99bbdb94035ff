/**
 * Statistical division codes (统计用区划代码, 国统字〔2009〕91号): 12 digits, province 2, prefecture 2,
 * county 2, township 3, village 3. Upper levels end in zeros.
 */
export const AREA_LEVELS = ['PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWNSHIP', 'VILLAGE'] as const;
export type AreaLevel = (typeof AREA_LEVELS)[number];

const SEGMENT_ENDS = [2, 4, 6, 9, 12];
const CODE_LENGTH = 12;
const CODE_PATTERN = /^[1-9]\d{11}$/;
const EMPTY_SEGMENT = /^0+$/;

export type AreaCode = {
  code: string;
  level: AreaLevel;
  /** The significant digits: the codes of everything inside begin with them. */
  prefix: string;
  /** The code one level up; null for a province. */
  parent: string | null;
  /** Two, two, two, three and three digits. */
  segments: readonly string[];
};

/**
 * Reads a 12-digit code; null when it is none. A prefecture without counties (东莞 4419) has
 * townships directly under it, so only the county segment may be empty above a filled one.
 */
export function parseAreaCode(code: string): AreaCode | null {
  if (!CODE_PATTERN.test(code)) return null;
  const segments = SEGMENT_ENDS.map((end, index) => code.slice(SEGMENT_ENDS[index - 1] ?? 0, end));
  const filled = segments.map((segment) => !EMPTY_SEGMENT.test(segment));
  const [, prefecture, county, township, village] = filled;
  if (county && !prefecture) return null;
  if (township && !prefecture) return null;
  if (village && !township) return null;
  const depth = filled.lastIndexOf(true);
  const level = AREA_LEVELS[depth];
  if (!level) return null;
  const above = filled.slice(0, depth).lastIndexOf(true);
  return {
    code,
    level,
    prefix: code.slice(0, SEGMENT_ENDS[depth]),
    parent: above < 0 ? null : padAreaCode(code.slice(0, SEGMENT_ENDS[above])),
    segments,
  };
}

/** A short code (42, 4290, 429005, 429005100) as 12 digits. */
export const padAreaCode = (code: string): string => code.padEnd(CODE_LENGTH, '0');

export const areaLevel = (code: string): AreaLevel | null => parseAreaCode(code)?.level ?? null;

export const parentAreaCode = (code: string): string | null => parseAreaCode(code)?.parent ?? null;

/** Codes above this one, nearest first; for a village township, county, prefecture, province. */
export function ancestorAreaCodes(code: string): string[] {
  const parent = parentAreaCode(code);
  return parent ? [parent, ...ancestorAreaCodes(parent)] : [];
}

/** Is `code` this area or inside it? */
export function isWithinArea(code: string, area: string): boolean {
  const outer = parseAreaCode(area);
  return outer !== null && parseAreaCode(code) !== null && code.startsWith(outer.prefix);
}

export type UnitKind = { kind: string; zh: string; en: string };
type KindRange = UnitKind & { ranges: readonly (readonly [from: number, to: number])[] };

const TOWNSHIP_KINDS: readonly KindRange[] = [
  { kind: 'SUBDISTRICT', zh: '街道', en: 'Subdistrict', ranges: [[1, 99]] },
  { kind: 'TOWN', zh: '镇', en: 'Town', ranges: [[100, 199]] },
  { kind: 'TOWNSHIP', zh: '乡', en: 'Township', ranges: [[200, 399]] },
  { kind: 'TOWNSHIP_LIKE', zh: '类似乡级单位', en: 'Township-like unit', ranges: [[400, 599]] },
];

/** Single codes stand before the ranges they are taken from. */
const VILLAGE_KINDS: readonly KindRange[] = [
  { kind: 'VIRTUAL_COMMUNITY', zh: '虚拟社区', en: 'Virtual community', ranges: [[498, 498]] },
  { kind: 'VIRTUAL_QUARTER', zh: '虚拟生活区', en: 'Virtual living quarter', ranges: [[598, 598]] },
  { kind: 'RESIDENTS_COMMITTEE', zh: '居民委员会', en: 'Residents committee', ranges: [[1, 199]] },
  {
    kind: 'VILLAGERS_COMMITTEE',
    zh: '村民委员会',
    en: 'Villagers committee',
    ranges: [[200, 399]],
  },
  {
    kind: 'RESIDENTS_LIKE',
    zh: '类似居委会',
    en: 'Like a residents committee',
    ranges: [[400, 499]],
  },
  {
    kind: 'VILLAGERS_LIKE',
    zh: '类似村委会',
    en: 'Like a villagers committee',
    ranges: [[500, 599]],
  },
];

/** What kind of township-level unit digits 7-9 say; null outside the published ranges. */
export function townshipKind(code: string): UnitKind | null {
  return kindOf(parseAreaCode(code)?.segments[3], TOWNSHIP_KINDS);
}

/** What kind of village-level unit digits 10-12 say; null outside the published ranges. */
export function villageKind(code: string): UnitKind | null {
  return kindOf(parseAreaCode(code)?.segments[4], VILLAGE_KINDS);
}

function kindOf(segment: string | undefined, kinds: readonly KindRange[]): UnitKind | null {
  const number = Number(segment ?? '0');
  const found = kinds.find((entry) =>
    entry.ranges.some(([from, to]) => from <= number && number <= to),
  );
  return found ? { kind: found.kind, zh: found.zh, en: found.en } : null;
}

/** Urban-rural classes (城乡分类代码, digits 15-17 of the long code): 1xx urban, 2xx rural. */
export const URBAN_RURAL_CLASSES: Readonly<Record<string, { zh: string; en: string }>> = {
  '111': { zh: '主城区', en: 'Main city' },
  '112': { zh: '城乡结合区', en: 'City fringe' },
  '121': { zh: '镇中心区', en: 'Town centre' },
  '122': { zh: '镇乡结合区', en: 'Town fringe' },
  '123': { zh: '特殊区域', en: 'Special zone' },
  '210': { zh: '乡中心区', en: 'Township centre' },
  '220': { zh: '村庄', en: 'Village' },
};

/**
 * URBAN or RURAL. The published class decides; without one the village segment is only a hint:
 * committees of residents are taken as urban, committees of villagers as rural.
 */
export function urbanRuralHint(code: string, urbanRuralClass?: string): 'URBAN' | 'RURAL' | null {
  if (urbanRuralClass !== undefined && Object.hasOwn(URBAN_RURAL_CLASSES, urbanRuralClass)) {
    return urbanRuralClass.startsWith('1') ? 'URBAN' : 'RURAL';
  }
  const kind = villageKind(code)?.kind;
  if (!kind) return null;
  return kind.startsWith('VILLAGERS') || kind === 'VIRTUAL_QUARTER' ? 'RURAL' : 'URBAN';
}
