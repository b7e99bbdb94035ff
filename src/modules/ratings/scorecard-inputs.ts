/** What a scorecard asks: inputs by type, and the base values of counties. */
import { z } from 'zod';
import { code, decimalText, label, MOST, wholeText } from './scorecard-values.ts';

const named = { code, label };

/**
 * Grounds on which people must not be refused by rule (PIPL 24 and 28). An input over one may send
 * a case to a person, and never gives points, a veto, an error or a part of a credit line.
 */
export const SENSITIVE_GROUNDS = [
  'ILLNESS',
  'DISABILITY',
  'AGE',
  'MARITAL_STATUS',
  'WELFARE',
  'SEX',
  'PREGNANCY',
  'ETHNICITY',
  'RELIGION',
] as const;

const guarded = {
  sensitiveGround: z
    .enum(SENSITIVE_GROUNDS)
    .optional()
    .describe(
      'The ground on which it could discriminate. Such an input can only send to a person. 敏感理由：只能转人工',
    ),
  required: z
    .boolean()
    .default(true)
    .describe(
      'Only an input with a sensitive ground may be left unanswered without anybody being asked. 是否必填',
    ),
};

const numberInput = z
  .strictObject({
    ...named,
    type: z.literal('NUMBER'),
    unit: label,
    ...guarded,
    integer: z.boolean().default(false),
    min: decimalText.optional(),
    max: decimalText.optional(),
  })
  .describe('A number with its unit and limits. 数值');

const moneyInput = z
  .strictObject({
    ...named,
    type: z.literal('MONEY_FEN'),
    ...guarded,
    min: wholeText.default('0'),
    max: wholeText.optional(),
  })
  .describe('An amount in whole fen; negative only where `min` allows it. 金额（分）');

const choiceInput = z
  .strictObject({
    ...named,
    type: z.literal('CHOICE'),
    ...guarded,
    options: z.array(z.strictObject(named)).min(1).max(MOST.options),
  })
  .describe('One of the options. 单选');

const booleanInput = z
  .strictObject({ ...named, type: z.literal('BOOLEAN'), ...guarded })
  .describe('Yes or no. 是否');

const panelInput = z
  .strictObject({
    ...named,
    type: z.literal('PANEL'),
    min: decimalText,
    max: decimalText,
    guidance: label.optional().describe('What reviewers are told. 评议说明'),
  })
  .describe(
    'A question to the village panel on a scale from `min` to `max`. Only a closed panel answers it. 村组评议',
  );

export const input = z.discriminatedUnion('type', [
  numberInput,
  moneyInput,
  choiceInput,
  booleanInput,
  panelInput,
]);

export const base = z
  .strictObject({
    ...named,
    type: z.enum(['NUMBER', 'MONEY_FEN']).default('NUMBER').describe('In fen when it is money.'),
    value: decimalText,
    byArea: z
      .array(z.strictObject({ areaPrefix: z.string().regex(/^\d{2,12}$/), value: decimalText }))
      .max(MOST.areas)
      .default([]),
  })
  .describe(
    'A figure set per county, such as average income; the longest area code prefix that fits wins. 基准值',
  );

export type ScorecardInput = z.output<typeof input>;

export const isSensitive = (asked: ScorecardInput): boolean =>
  asked.type !== 'PANEL' && asked.sensitiveGround !== undefined;

/** Whether an unanswered input is a matter for nobody. */
export const mayBeUnanswered = (asked: ScorecardInput): boolean =>
  asked.type === 'PANEL' || !asked.required;
