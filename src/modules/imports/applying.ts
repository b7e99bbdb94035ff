import type { Db } from '../../kernel/db/index.ts';
import { entryOf, Refusal } from '../../kernel/errors.ts';
import type { OnBehalf } from '../../kernel/jobs/job.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import type { GivenOutcome } from './commands/record.ts';
import type { Cells } from './rules.ts';

/** A row to be worked off. */
export type WorkRow = { number: number; cells: Cells };

export type Applying = {
  acting: OnBehalf;
  /** Reads of the institution. */
  reader: Db;
  /** Finds by digest what rows name by number. */
  vault: Vault;
  dryRun: boolean;
  /** Civil date in China. */
  today: string;
  /** What makes the batch one: the same after a run that was killed. */
  part: string;
};

/** Works a batch off; what became of each row, in whatever order. */
export type Apply = (work: Applying, rows: readonly WorkRow[]) => Promise<GivenOutcome[]>;

const FIRST_FAULT = 500;

/**
 * A refusal that is about the row, not about the moment: those are thrown on, for the run to be
 * tried again.
 */
export function aboutRow(error: unknown): Refusal {
  if (!(error instanceof Refusal)) throw error;
  if (entryOf(error.code).status >= FIRST_FAULT || error.code.startsWith('idempotency.'))
    throw error;
  return error;
}

const FIELD = /^[A-Za-z0-9_.]{1,128}$/;

/** The last name of a path is the column, under the name the command has for it. */
const fieldOf = (path: Refusal['path']): { field?: string } => {
  const field = path.findLast((part) => typeof part === 'string');
  return field !== undefined && FIELD.test(String(field)) ? { field: String(field) } : {};
};

export const refusedRow = (
  { number }: WorkRow,
  { code, path }: Pick<Refusal, 'code' | 'path'>,
): GivenOutcome => ({ number, state: 'REFUSED', code, ...fieldOf(path) });

export const waitingRow = ({ number }: WorkRow): GivenOutcome => ({
  number,
  state: 'WAITING',
  code: 'import.waiting_approval',
});
