import { codeOfConstraint, entryOf, Refusal, refuse } from '../errors.ts';
import type { Command } from './command.ts';

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

type Fields = Pick<Command, 'input'>;

/**
 * The constraint decides, never a look beforehand: its violation becomes the refusal it stands for.
 * One that does not say where it lies is at the field of the command that it is about.
 */
export function translate(error: unknown, command?: Fields): unknown {
  if (error instanceof Refusal) return placed(error, command);
  const { code, constraint } = error as DatabaseError;
  const named = constraint ? codeOfConstraint(constraint) : undefined;
  if (named) return placed(refuse(named), command);
  const general = code ? BY_STATE[code] : undefined;
  return general ? refuse(general) : error;
}

function placed(refusal: Refusal, command: Fields | undefined): Refusal {
  const { code, path, details } = refusal;
  const { field } = entryOf(code);
  if (path.length > 0 || !field || !command) return refusal;
  if (!Object.hasOwn(command.input.shape, field)) return refusal;
  return refuse(code, { path: [field], ...(details ? { details } : {}) });
}

/** What an error refuses, if that is what it does. */
export function refusalOf(error: unknown, command?: Fields): Refusal | undefined {
  const known = translate(error, command);
  return known instanceof Refusal ? known : undefined;
}
