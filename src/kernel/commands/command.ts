import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { DB } from '../../generated/database.ts';
import type { Actor } from '../auth/actor.ts';
import type { Tx } from '../db/index.ts';
import type { Vault } from '../vault/vault.ts';
import type { PerformServices } from './perform.ts';
import { strict } from './strict.ts';

export type Bilingual = { en: string; zh: string };

/** An object a fact is about. */
export type FactObject = { type: string; id: string; version?: number };

/**
 * One thing that became true. `data` holds no personal data; amounts and 64-bit numbers as text.
 * `purpose` is what clear personal data was read for.
 */
export type Emit = (
  act: string,
  objects: readonly FactObject[],
  data?: Record<string, unknown>,
  purpose?: string,
) => void;

/** Who made an approved command and why, and who checked it. */
export type MadeBy = { person: string; checker: string; reason: string | null };

/** A fact as it was emitted; `by` where its actor is not the caller. */
export type EmittedFact = {
  act: string;
  objects: readonly FactObject[];
  data: Record<string, unknown> | undefined;
  purpose?: string | undefined;
  by?: MadeBy;
};

/** What a handler may use besides its transaction and input. */
export type Context<Row = undefined> = {
  actor: Actor;
  /** The locked row of the object acted on, for commands declared `on` a noun. */
  target: Row;
  emit: Emit;
  /**
   * Sends a write whose answer the handler does not need: it goes out with COMMIT instead of being
   * waited for. What it breaks refuses the command as ever; later statements see what it wrote.
   */
  write: (query: { execute(): Promise<unknown> }) => void;
  /** Facts of a command run on another's behalf; only the approval queue does that. */
  adopt: (facts: readonly EmittedFact[], by: MadeBy) => void;
  /** Today's civil date in China. */
  today: string;
  now: Date;
  reason: string | null;
  vault: Vault;
  /** For the approval queue, which runs other commands; modules have no use for it. */
  kernel: PerformServices;
};

type Table = keyof DB & string;

/** The object a command acts on: it is locked, scoped and version-checked before the handler. */
export type On<T extends Table> = { noun: string; table: T };

export type Command<
  I extends z.ZodObject = z.ZodObject,
  R extends z.ZodObject = z.ZodObject,
  T extends Table = Table,
> = {
  /** `module.verb`: the mutation is `moduleVerb`, the endpoint `/v1/<module>s/[{id}/]<verb>`. */
  name: string;
  permission: string;
  /**
   * `references`: every id in the input must be visible to the caller, and that is all;
   * `institution`: the caller's scope must be the whole institution.
   */
  scope: 'references' | 'institution';
  title: Bilingual;
  description: Bilingual;
  on?: On<T>;
  input: I;
  result: R;
  /** The facts it may write. */
  acts: readonly string[];
  reasonRequired?: boolean;
  /** Changes nothing but the journal (a reveal): no idempotency key, no stored answer. */
  repeatable?: boolean;
  /**
   * Its answers tell what lies beyond the caller's sight (whether a number is on file), so trying it
   * out leaves a fact like doing it, and without the fact there is no answer.
   */
  probing?: boolean;
  /** A policy of approval for this other command holds for it as well: it does the same, many times. */
  governedBy?: string;
  /** Waits for a second person always, whatever the institution's policies say. */
  secondPerson?: boolean;
  /** Refusals of its own, for the documentation. */
  errors?: readonly string[];
  handler(tx: Tx, input: z.output<I>, context: Context<Selectable<DB[T]>>): Promise<z.input<R>>;
};

/** Declares a command; the registry takes it from the module's list. Undeclared input is refused. */
export const command = <I extends z.ZodObject, R extends z.ZodObject, T extends Table>(
  definition: Command<I, R, T>,
): Command => ({ ...definition, input: strict(definition.input) }) as unknown as Command;

/** `grid.split` -> `gridSplit`. */
export const mutationName = (name: string): string =>
  name.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());

/** `grid.split` -> `GridSplit`. */
export const typePrefix = (name: string): string => {
  const mutation = mutationName(name);
  return mutation.charAt(0).toUpperCase() + mutation.slice(1);
};
