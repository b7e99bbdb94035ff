import { z } from 'zod';

/**
 * What facts say besides whom they concern: for each act its members and their form. Declared once,
 * by the module that owns the act, whichever commands write it; published as schemas, and every fact
 * the tests bring about is held against it. A leaf holds no personal data and no words anyone typed.
 */
export type FactData = Readonly<Record<string, z.ZodRawShape>>;

/** A code, a key, or one word of a list kept elsewhere. */
export const word = z.string();
export const flag = z.boolean();
export const number = z.number();
export const count = z.int();
/** A civil date. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .meta({ format: 'date' });
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
/** A whole number that may be larger than JSON numbers are exact. */
export const digits = z.string().regex(/^-?\d+$/);
export const yuan = decimal.meta({ description: 'Yuan. 元' });
export const fen = digits.meta({ description: 'Fen, 1/100 of a yuan. 分' });
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values);
export const list = <T extends z.ZodType>(of: T) => z.array(of);
export const words = list(word);
export const group = <T extends z.ZodRawShape>(members: T) => z.strictObject(members);
/** Words by names that are rules of their own. */
export const named = z.record(z.string(), z.string());

/** By act; closed, so that nothing is said that was not declared. */
export type Facts = ReadonlyMap<string, z.ZodObject>;

/** A fact of a command that a second person approved names that person. */
const approved = { approvedBy: z.uuid().optional() };

/**
 * @param written every act that something may write
 * @throws Error naming acts that are declared twice, not at all, or written by nothing
 */
export function factsOf(declared: readonly FactData[], written: ReadonlySet<string>): Facts {
  const entries = declared.flatMap((each) => Object.entries(each));
  const facts = new Map(
    entries.map(([act, members]) => [act, z.strictObject({ ...members, ...approved })]),
  );
  const acts = entries.map(([act]) => act);
  const faults = [
    ...acts.filter((act, at) => acts.indexOf(act) !== at).map((act) => `${act} is declared twice`),
    ...[...written].filter((act) => !facts.has(act)).map((act) => `${act} has no declared data`),
    ...acts.filter((act) => !written.has(act)).map((act) => `nothing writes ${act}`),
  ];
  if (faults.length > 0) throw new Error(`facts: ${faults.join('; ')}`);
  return facts;
}
