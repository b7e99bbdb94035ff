import type { ScorecardInput, ScorecardItem } from './scorecard.ts';

/** Everything that can be wrong with a scorecard, in English and Chinese. */
export const problemWords = {
  DUPLICATE_CODE: { en: 'The code is used twice.', zh: '代码重复。' },
  UNKNOWN_INPUT: { en: 'No such input is declared.', zh: '未声明该输入项。' },
  UNKNOWN_BASE: { en: 'No such base value is declared.', zh: '未声明该基准值。' },
  UNKNOWN_ITEM: { en: 'There is no such item.', zh: '评分项不存在。' },
  UNKNOWN_LINE: { en: 'There is no such credit line.', zh: '授信额度项不存在。' },
  UNKNOWN_GRADE: { en: 'There is no such grade.', zh: '等级不存在。' },
  UNKNOWN_OPTION: { en: 'The input has no such option.', zh: '输入项没有该选项。' },
  OPTION_MISSING: {
    en: 'An option of the input has no value here.',
    zh: '输入项的某个选项未赋值。',
  },
  INPUT_TYPE: { en: 'The input has another type than this needs.', zh: '输入项类型不符。' },
  BAND_EMPTY: { en: 'The band holds no number.', zh: '区间为空。' },
  BAND_OVERLAP: { en: 'The band overlaps another.', zh: '区间重叠。' },
  BAND_HOLE: { en: 'Numbers before or after the band have no band.', zh: '区间不连续，存在空档。' },
  GRADES_DIFFER: {
    en: 'An area has the grades of the card, in the same order.',
    zh: '区域等级表的等级及次序须与评分表一致。',
  },
  CYCLE: { en: 'The formula depends on itself.', zh: '公式循环引用。' },
  DIVISION_BY_ZERO: { en: 'The formula divides by a constant zero.', zh: '公式除数恒为零。' },
  NOT_AVAILABLE: {
    en: 'Score, coefficient and lines can be used in credit lines only.',
    zh: '得分、等级系数和额度只能用于授信额度公式。',
  },
  LIMITS_REVERSED: { en: 'The lower limit is above the upper one.', zh: '下限高于上限。' },
  OPTIONAL_ORDINARY: {
    en: 'Only an input with a sensitive ground may be left unanswered.',
    zh: '仅带有敏感理由的输入项可以不填。',
  },
  SENSITIVE_UNMARKED: {
    en: 'An item over an input with a sensitive ground must be marked sensitive.',
    zh: '使用带敏感理由输入项的评分项必须标记为敏感。',
  },
  SENSITIVE_POINTS: {
    en: 'A sensitive item may refer to a person but not give or take points.',
    zh: '敏感评分项只能转人工，不得加分或扣分。',
  },
  SENSITIVE_USE: {
    en: 'A formula, steps, input error or veto may not use a sensitive input or item.',
    zh: '公式、增减计分、错误规则和否决规则不得使用敏感信息。',
  },
} as const;

export type ScorecardProblemCode = keyof typeof problemWords;
/** `path` leads to the place in the card. */
export type ScorecardProblem = {
  readonly code: ScorecardProblemCode;
  readonly path: readonly (string | number)[];
  readonly en: string;
  readonly zh: string;
};

export type Path = readonly (string | number)[];
export type Report = (code: ScorecardProblemCode, path: Path) => void;
export type Names = {
  inputs: Map<string, ScorecardInput>;
  items: Map<string, ScorecardItem>;
  bases: Set<string>;
  lines: Set<string>;
};

/** What a check needs: the names the card declares, and where to report. */
export type Check = { names: Names; report: Report };
export type Where = { path: Path; report: Report };

export const isNumeric = (input: ScorecardInput): boolean =>
  input.type === 'NUMBER' || input.type === 'MONEY_FEN';
