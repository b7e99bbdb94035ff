import { codeOfConstraint, Refusal, refuse } from '../errors.ts';

type DatabaseError = { code?: string; constraint?: string };

/** SQLSTATEs whose meaning for a caller does not depend on which constraint it was. */
const BY_STATE: Readonly<Record<string, string>> = {
  '23505': 'object.conflict',
  '23P01': 'object.conflict',
  '23503': 'object.referenced',
  '23514': 'object.illegal',
  '23502': 'object.illegal',
  '22001': 'object.illegal',
  '22003': 'object.illegal',
  '22008': 'object.illegal',
};

/** The constraint decides, never a look beforehand: its violation becomes the refusal it stands for. */
export function translate(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const { code, constraint } = error as DatabaseError;
  const named = constraint ? codeOfConstraint(constraint) : undefined;
  if (named) return refuse(named);
  const general = code ? BY_STATE[code] : undefined;
  return general ? refuse(general) : error;
}

/** What an error refuses, if that is what it does. */
export function refusalOf(error: unknown): Refusal | undefined {
  const known = translate(error);
  return known instanceof Refusal ? known : undefined;
}
