import type { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import type { Bilingual } from '../commands/command.ts';
import { strict } from '../commands/strict.ts';
import type { Db } from '../db/index.ts';

export type ReadContext = {
  actor: Actor;
  today: string;
  /** Types whose rows the actor may not read. */
  hiddenTypes: readonly string[];
};

/**
 * A report: a read whose answer is computed rather than selected. Its result type is hand-written
 * in the SDL; a field of a noun's type holds the bare key and is selected into like any other.
 */
export type Read<I extends z.ZodObject = z.ZodObject> = {
  /** `module.report`: the field is `moduleReport`, the endpoint `/v1/<module>s/<report>`. */
  name: string;
  permission: string;
  /** As for commands: ids of the input must be visible, or the whole institution is needed. */
  scope: 'references' | 'institution';
  title: Bilingual;
  input: I;
  /** What one call costs in the query budget, in rows. */
  cost: number;
  /** It finds what it shows through indexes, whatever it is asked; see `StatementConfig`. */
  planOnce?: boolean;
  run(db: Db, input: z.output<I>, context: ReadContext): Promise<unknown>;
};

export const read = <I extends z.ZodObject>(definition: Read<I>): Read =>
  ({ ...definition, input: strict(definition.input) }) as unknown as Read;
