/** What a file of a kind holds, column by column: shared by reading it and by its template. Pure. */
import type { ImportKind as Kind } from '../../../generated/enums.ts';
import type { Bilingual } from '../../../kernel/commands/command.ts';

export type { Kind };

/** A value that a cell may name by its code or by what it is called in Chinese. */
export type ListedValue = {
  readonly code: string;
  readonly zh: string;
  /** What else people write for it. */
  readonly also?: readonly string[];
};

export type Column = {
  /** Heads the column in a file made by a program, and names it in results. */
  readonly code: string;
  /** Heads it in a file made by people; either language, whatever the case. */
  readonly title: Bilingual;
  readonly required: boolean;
  /** The only values there are. */
  readonly values?: readonly ListedValue[];
  /** Whose codes it takes: lists for templates come from the institution. */
  readonly codesOf?: 'Grid' | 'Area' | 'Customer' | 'Scorecard';
  /** What a cell of it looks like; of nobody. */
  readonly example: string;
};

/** A kind of file; other columns than these are refused unless it is `open` to codes of items. */
export type FileKind = {
  readonly kind: Kind;
  readonly title: Bilingual;
  readonly columns: readonly Column[];
  /** Columns that tell a row apart from the others, the first that is filled in counting. */
  readonly keys: readonly string[];
  /** What tells a row apart that has none of the keys, as comparable text; null where nothing does. */
  readonly apart?: (cells: ReadonlyMap<string, string>) => string | null;
  /** Columns that name whom a row is about: rows that name nobody alike may go in any order. */
  readonly names: readonly string[];
  /** Whose codes head columns besides these: items of the form, or inputs of the scorecard. */
  readonly open?: 'FORM' | 'SCORECARD';
  /** Whether a row belongs to one above it, by its cells. */
  readonly follows?: (cells: ReadonlyMap<string, string>) => boolean;
};
