/**
 * A profile form as data: what is asked of a kind of customer, in which sections, of which types.
 * Banks ask different things in every county and year, so nothing of it is code. This file is the
 * documented format 1; what a shape cannot say is checked by `formProblems`.
 */
import { z } from 'zod';
import { valueListOf } from './value-lists.ts';

const LIMITS = { sections: 30, items: 60, columns: 20, options: 300, rows: 50, terms: 30 };
const LONGEST_TEXT = 500;
const MOST_DECIMALS = 6;
const MOST_WEIGHT = 100;

/** Decimal text, at most 18 digits before and 10 after the point. */
const decimalText = z.string().regex(/^-?\d{1,18}(\.\d{1,10})?$/);
/** Whole number text, for fen. */
const wholeText = z.string().regex(/^-?\d{1,15}$/);
/** Of sections, items and columns; an item's is the input code a scorecard finds it by. */
const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,62}$/);
/** Of options: national code tables use digits. */
const optionCode = z.string().regex(/^[A-Z0-9][A-Z0-9_]{0,62}$/);
const words = z.string().trim().min(1).max(300);
/** Text for people, in both languages. */
export const label = z.strictObject({ en: words, zh: words });
export type Label = z.output<typeof label>;

const named = {
  code,
  label,
  help: label.optional().describe('How to ask for it. 填写说明'),
};
const cell = {
  ...named,
  required: z.boolean().default(false).describe('A later step does not go on without it. 必填'),
  sensitive: z
    .boolean()
    .default(false)
    .describe('Sealed under the key of the person; reads show that it is there. 敏感项，加密存储'),
};

const text = {
  ...cell,
  type: z.literal('TEXT'),
  format: z
    .enum(['FREE', 'INDUSTRY_CODE', 'AREA_CODE'])
    .default('FREE')
    .describe('FREE text may hold names and is always sensitive. 自由文本须为敏感项'),
  maxLength: z.int().min(1).max(LONGEST_TEXT).default(100),
};
const number = {
  ...cell,
  type: z.literal('NUMBER'),
  unit: label,
  decimals: z.int().min(0).max(MOST_DECIMALS).default(0),
  min: decimalText.default('0'),
  max: decimalText.optional(),
};
const money = {
  ...cell,
  type: z.literal('MONEY').describe('Asked in yuan, kept in fen; limits are fen. 金额'),
  min: wholeText.default('0'),
  max: wholeText.optional(),
};
const day = {
  ...cell,
  type: z.literal('DATE'),
  notAfterToday: z.boolean().default(false),
};
const option = z.strictObject({ code: optionCode, label });
const choice = {
  ...cell,
  type: z.literal('CHOICE'),
  valueList: z
    .string()
    .max(64)
    .optional()
    .describe('A shared list, e.g. `GB/T 2261.3`; its options are copied in. 引用的代码表'),
  options: z.array(option).max(LIMITS.options).default([]),
};
const yesNo = { ...cell, type: z.literal('BOOLEAN') };

const column = z.discriminatedUnion('type', [
  z.strictObject(text),
  z.strictObject(number),
  z.strictObject(money),
  z.strictObject(day),
  z.strictObject(choice),
  z.strictObject(yesNo),
]);

/** What every item has beside its type. */
const asked = {
  weight: z
    .int()
    .min(0)
    .max(MOST_WEIGHT)
    .default(1)
    .describe('How much it counts towards completeness. 完整度权重'),
  askedWhen: z
    .strictObject({
      item: code,
      is: z
        .array(z.union([z.boolean(), optionCode]))
        .min(1)
        .max(LIMITS.options),
    })
    .optional()
    .describe('Asked only when an item before it in the section has one of these. 填写条件'),
};

/** What the customer's file itself holds; it is answered by registering or revising the file. */
export const fileFields = [
  'NAME',
  'ID_NUMBER',
  'MOBILE',
  'ADDRESS',
  'GRID',
  'AREA',
  'POINT',
  'MEMBERS',
  'BUSINESS_NAME',
  'CREDIT_CODE',
] as const;
export type FileField = (typeof fileFields)[number];

const fileItem = z.strictObject({
  ...named,
  ...asked,
  required: cell.required,
  type: z.literal('FILE'),
  field: z.enum(fileFields),
  countedBy: code
    .optional()
    .describe('MEMBERS: on file once as many as this item says. 以该项人数为准'),
});
const tableItem = z.strictObject({
  ...cell,
  ...asked,
  type: z
    .literal('TABLE')
    .describe('Rows; a list without rows answers that there are none. 明细表'),
  columns: z.array(column).min(1).max(LIMITS.columns),
  maxRows: z.int().min(1).max(LIMITS.rows).default(20),
});
const term = z.union([
  z.strictObject({ item: code }),
  z.strictObject({ table: code, column: code }).describe('Sum of a column. 列合计'),
]);
const computedItem = z.strictObject({
  ...named,
  ...asked,
  required: cell.required,
  type: z
    .literal('COMPUTED')
    .describe('Exact sum over items of its section; answered once all of them are. 计算项'),
  result: z.enum(['NUMBER', 'MONEY']),
  unit: label.optional(),
  add: z.array(term).min(1).max(LIMITS.terms),
  subtract: z.array(term).max(LIMITS.terms).default([]),
});

const item = z.discriminatedUnion('type', [
  z.strictObject({ ...text, ...asked }),
  z.strictObject({ ...number, ...asked }),
  z.strictObject({ ...money, ...asked }),
  z.strictObject({ ...day, ...asked }),
  z.strictObject({ ...choice, ...asked }),
  z.strictObject({ ...yesNo, ...asked }),
  tableItem,
  computedItem,
  fileItem,
]);

/** A section of a form. */
export const sectionSchema = z.strictObject({
  ...named,
  items: z.array(item).min(1).max(LIMITS.items),
});

/** The shape of a form. Its edition and dates are the institution's and stand beside it. */
export const formSchema = z.strictObject({
  format: z.literal(1),
  code,
  label,
  sample: z
    .boolean()
    .default(false)
    .describe('Came with the software and stands for no bank’s policy. 是否示例'),
  sections: z.array(sectionSchema).min(1).max(LIMITS.sections),
});

/** A form as it is written (defaults may be left out). */
export type FormDraft = z.input<typeof formSchema>;
/** A form as it is kept: every default filled in, every value list copied in. */
export type Form = z.output<typeof formSchema>;
export type FormSection = Form['sections'][number];
export type FormItem = FormSection['items'][number];
export type FormColumn = z.output<typeof column>;
export type ItemOf<T extends FormItem['type']> = Extract<FormItem, { type: T }>;
export type Term = z.output<typeof term>;

type Path = (string | number)[];
export type Parsed = { ok: true; form: Form } | { ok: false; paths: Path[] };

/** Unknown JSON in, a form out, or where its shape is at fault. */
export function parseForm(value: unknown): Parsed {
  const parsed = formSchema.safeParse(value);
  if (parsed.success) return { ok: true, form: withLists(parsed.data) };
  const paths = parsed.error.issues.map(({ path }) =>
    path.map((step) => (typeof step === 'number' ? step : String(step))),
  );
  return { ok: false, paths };
}

/** A form as it was stored, which keeps the value lists of its own day. */
export const readForm = (stored: unknown): Form => formSchema.parse(stored);

const withLists = (form: Form): Form => ({ ...form, sections: form.sections.map(withValueLists) });

/** Copies value lists in, so that an edition means the same when a list has changed. */
export function withValueLists<T extends FormSection>(section: T): T {
  const listed = <E extends FormItem | FormColumn>(entry: E): E => {
    if (entry.type !== 'CHOICE' || entry.valueList === undefined) return entry;
    return { ...entry, options: [...(valueListOf(entry.valueList)?.options ?? [])] };
  };
  const items = section.items.map((entry) =>
    entry.type === 'TABLE' ? { ...entry, columns: entry.columns.map(listed) } : listed(entry),
  );
  return { ...section, items };
}
