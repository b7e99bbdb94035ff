/** How a scorecard gives points: items by kind. */
import { z } from 'zod';
import { expression } from './formula.ts';
import { code, decimalText, label, MOST, positiveText, roundingMode } from './scorecard-values.ts';

/** A missing end is unbounded. */
export const bounds = {
  from: decimalText.optional(),
  fromOpen: z.boolean().default(false),
  to: decimalText.optional(),
  toClosed: z.boolean().default(false),
};

const award = {
  points: decimalText,
  refer: z.boolean().default(false).describe('A person has to look at this answer. 转人工'),
};
const item = {
  code,
  label,
  counted: z
    .boolean()
    .default(true)
    .describe('An item that is not counted is a factor for formulas. 是否计入总分'),
};
const sensitive = z
  .boolean()
  .default(false)
  .describe('Reads an input with a sensitive ground: refers to a person, gives no points. 敏感项');
const limits = {
  floor: decimalText.optional().describe('Least points. 最低分'),
  cap: decimalText.optional().describe('Most points. 最高分'),
};
const rounded = {
  digits: z.int().min(0).max(6).default(2).describe('Decimals of the points. 小数位数'),
  rounding: roundingMode.default('HALF_UP'),
};

const choiceItem = z
  .strictObject({
    ...item,
    kind: z.literal('CHOICE'),
    sensitive,
    input: code,
    options: z
      .array(z.strictObject({ option: code, ...award }))
      .min(1)
      .max(MOST.options),
  })
  .describe('Points for each option of a CHOICE input; every option once. 单选计分');

const figure = z.union([z.strictObject({ input: code }), z.strictObject({ base: code })]);
const measure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('INPUT'), input: code }).describe('A number as answered. 数值'),
  z
    .strictObject({
      kind: z.literal('RATIO'),
      of: figure,
      to: figure,
      withoutBase: z
        .strictObject(award)
        .describe('What counts when the lower figure is zero or negative. 基数为零时'),
    })
    .describe('One input against another, or against a base value of the county. 比值'),
]);

const rangeItem = z
  .strictObject({
    ...item,
    kind: z.literal('RANGE'),
    sensitive,
    measure,
    bands: z
      .array(z.strictObject({ ...bounds, ...award }))
      .min(1)
      .max(MOST.bands),
  })
  .describe(
    'Points by bands over a number or ratio, closed below and open above unless said otherwise; no holes, no overlaps. 区间计分',
  );

const steps = z
  .strictObject({
    step: positiveText.describe('Width of a step, in the unit measured. 每档幅度'),
    points: positiveText.describe('Points per step. 每档分值'),
    effect: z.enum(['ADD', 'DEDUCT']).describe('Adds or deducts. 加分或扣分'),
  })
  .describe('What each step away from the standard does; left out, that side has full points.');
const stepsItem = z
  .strictObject({
    ...item,
    kind: z.literal('STEPS'),
    measure,
    standard: decimalText.describe('The standard value. 标准值'),
    points: decimalText.describe('Points at the standard. 标准分'),
    above: steps.optional(),
    below: steps.optional(),
    part: z
      .enum(['DOWN', 'UP', 'EXACT'])
      .default('DOWN')
      .describe('A part of a step: not counted, a whole one, or in proportion. 不足一档的处理'),
    ...rounded,
    ...limits,
  })
  .describe(
    'Points at a standard, and points per step above or below it. Full marks from the standard up (以上满分): no `above`; down (以下满分): no `below`. 标准值增减计分',
  );

const formulaItem = z
  .strictObject({ ...item, kind: z.literal('FORMULA'), formula: expression, ...limits })
  .describe('Points by a formula over inputs, base values and other items. 公式计分');

const panelItem = z
  .strictObject({
    ...item,
    kind: z.literal('PANEL'),
    input: code,
    factor: decimalText.default('1').describe('Points per unit of the scale. 折算系数'),
    ...rounded,
    ...limits,
    unanswered: z
      .strictObject(award)
      .default({ points: '0', refer: true })
      .describe('What counts until a panel has closed. 评议未结束时'),
  })
  .describe("Points from the village panel's mean. 评议计分");

export const scorecardItem = z.discriminatedUnion('kind', [
  choiceItem,
  rangeItem,
  stepsItem,
  formulaItem,
  panelItem,
]);

export type ScorecardItem = z.output<typeof scorecardItem>;
export type ItemOf<Kind extends ScorecardItem['kind']> = Extract<ScorecardItem, { kind: Kind }>;
export type Measured = ItemOf<'RANGE' | 'STEPS'>;
export type Figure = z.output<typeof figure>;

const figuresOf = ({ measure: measured }: Measured): Figure[] =>
  measured.kind === 'INPUT' ? [{ input: measured.input }] : [measured.of, measured.to];

const inputsMeasured = new WeakMap<Measured, readonly string[]>();

/** Codes of the inputs an item over a number or ratio measures, each once; found once per item. */
export function measuredInputs(measured: Measured): readonly string[] {
  const known = inputsMeasured.get(measured);
  if (known) return known;
  const codes = figuresOf(measured).flatMap((each) => ('input' in each ? [each.input] : []));
  const distinct = [...new Set(codes)];
  inputsMeasured.set(measured, distinct);
  return distinct;
}

export const measuredBases = (measured: Measured): string[] =>
  figuresOf(measured).flatMap((each) => ('base' in each ? [each.base] : []));
