/** An edit's fields one by one, each with the value as it was entered. */
import type { z } from 'zod';
import { type fileInput, type Revision, revisedFields } from '../customers/index.ts';

export type FileEdit = z.output<z.ZodObject<typeof fileInput>>;

/** What says how another field is to be read, and goes with it. */
const companions: Readonly<Record<string, string>> = { crs: 'point', idType: 'idNumber' };

/** Names of the fields an edit is about; a companion that stands alone is a field too. */
export const editedFields = (given: FileEdit): string[] =>
  revisedFields(given).filter((name) => {
    const whole = companions[name] as keyof FileEdit | undefined;
    return whole === undefined || given[whole] === undefined;
  });

/** The part of a revision that is about one field, with what goes with it. */
export const partOf = (given: FileEdit, field: string): Revision =>
  Object.fromEntries(
    Object.entries(given).filter(([name]) => name === field || companions[name] === field),
  );

/** Several parts as one revision. */
export const joined = (parts: readonly Revision[]): Revision => Object.assign({}, ...parts);
