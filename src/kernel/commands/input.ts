import { z } from 'zod';
import type { DataClass } from '../../generated/enums.ts';
import { forbiddenContent } from '../forbidden-content.ts';
import { globalId, idPrefix, parseGlobalId } from '../ids.ts';
import { fenOf, MONEY_PATTERN, yuanOf } from '../money.ts';
import { isCivilDate, isCleanText, isInstant, MACHINE_REFERENCE } from '../text.ts';
import { FORBIDDEN, inWords } from './invalid-input.ts';

/**
 * What the kernel reads off a schema: the scalar or enum that stands for it in GraphQL, the noun an
 * id belongs to, and how a result value leaves.
 */
export type FieldMeta = {
  graphql?: string;
  noun?: string;
  encode?: (value: unknown) => unknown;
  /** Where the rule of names and kinds does not decide; see `kernel/data-classes.ts`. */
  dataClass?: DataClass;
};

declare module 'zod' {
  interface GlobalMeta extends FieldMeta {}
}

const MAX_TEXT = 2_000;

const UNCLEAN = inWords('contains NUL or a lone surrogate', '含空字符或不成对的代理字符');
const isAllowed = (value: string): boolean => forbiddenContent(value) === null;

/**
 * Free text of 1 to `max` characters without NUL or lone surrogates, trimmed. It may not carry the
 * number of a bank card or an identity card; see `identifier`.
 */
export const text = (max = 128) => identifier(max).refine(isAllowed, FORBIDDEN);

/** Text that is a number or reference itself: of a person, a paper, a case. */
export const identifier = (max = 128) =>
  z
    .string()
    .max(Math.min(max, MAX_TEXT))
    .refine(isCleanText, UNCLEAN)
    .transform((value) => value.trim())
    .pipe(z.string().min(1));

/**
 * What another machine calls a record of its own: letters and digits of ASCII with `._:/+-` between
 * them. It may stand in a leaf of the journal; see `identifier` for numbers that people type.
 */
export const machineReference = (max = 64) => pattern(MACHINE_REFERENCE, max);

/** The same field, with its class said: C1 inside the institution, C2 about a person. */
export const classed = <T extends z.ZodType>(dataClass: DataClass, field: T): T =>
  field.meta({ ...field.meta(), dataClass }) as T;

/** A whole document: as `text`, but longer, and its line breaks are kept. */
export const document = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isCleanText, UNCLEAN)
    .refine((value) => value.trim() !== '', inWords('is blank', '为空白'))
    .refine(isAllowed, FORBIDDEN);

/** Text with a form of its own, e.g. a code. */
export const pattern = (form: RegExp, max = 128) => z.string().max(max).regex(form);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The key of the object a command makes, chosen by a client that works without a network: it may
 * refer to the object before the command arrives.
 */
export const newKey = () => pattern(UUID, 36);

/** A date that exists. */
export const date = () =>
  z
    .string()
    .refine(isCivilDate, inWords('not a date (YYYY-MM-DD)', '不是有效日期（YYYY-MM-DD）'))
    .meta({ graphql: 'Date' });

/** An instant with an offset. */
export const instant = () =>
  z
    .string()
    .refine(isInstant, inWords('not an RFC 3339 instant', '不是 RFC 3339 时间'))
    .meta({ graphql: 'DateTime' });

/** An amount in yuan, parsed to fen. */
export const money = () =>
  z
    .string()
    .regex(MONEY_PATTERN, inWords('yuan with at most two decimals', '应为至多两位小数的元'))
    .transform(fenOf)
    .meta({ graphql: 'Money', encode: (value) => yuanOf(value as bigint) });

/** An exact decimal as text. */
export const decimal = () =>
  z
    .string()
    .regex(/^-?\d{1,20}(\.\d{1,10})?$/)
    .meta({ graphql: 'Decimal' });

/** Texts in a JSON value, however deep, are free texts too. */
function isAllowedJson(value: unknown): boolean {
  if (typeof value === 'string') return isAllowed(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isAllowedJson);
}

/** Any JSON value; its shape is checked by the rule that reads it. */
export const json = () => z.unknown().refine(isAllowedJson, FORBIDDEN).meta({ graphql: 'JSON' });

/** A GeoJSON geometry; checked by the boundary rules. */
export const geometry = () => z.unknown().meta({ graphql: 'GeoJSON' });

/** One of the values of an enum of the SDL. */
export const enumeration = <const T extends readonly [string, ...string[]]>(
  name: string,
  values: T,
) => z.enum(values).meta({ graphql: name });

/** The global id of an object the caller can see; parsed to its bare key. */
export const id = (noun: string) =>
  z
    .string()
    .max(128)
    .refine(
      (value) => parseGlobalId(value)?.prefix === idPrefix(noun),
      inWords(`not the id of a ${noun}`, `不是 ${noun} 的标识`),
    )
    .transform((value) => parseGlobalId(value)?.id ?? '')
    .meta({ graphql: 'ID', noun });

/** In results: the object with this bare key. GraphQL selects into it, REST gives its id. */
export const ref = (noun: string) =>
  z.uuid().meta({ noun, encode: (value) => globalId(noun, String(value)) });

/** In results: an amount held in fen. */
export const amount = () =>
  z.bigint().meta({ graphql: 'Money', encode: (value) => yuanOf(value as bigint) });
