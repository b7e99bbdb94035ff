import type { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import type { StatementConfig } from '../db/index.ts';
import { type Path, walk } from './schema-walk.ts';
import type { Visibility } from './visibility.ts';

/** An id in an input: where it stands and which noun it names. */
export type Reference = { noun: string; key: string; path: Path; erased?: boolean };

type Checked = {
  actor: Actor;
  schema: z.ZodType;
  value: unknown;
  /** The id of the object acted on is looked up when it is locked. */
  skip?: (path: Path) => boolean;
  send: (statement: StatementConfig) => Promise<Record<string, unknown>[]>;
};

/** The first id of an input that leads to nothing the actor may see, or else to an erased person. */
export async function unseen(
  visibility: Visibility,
  { actor, schema, value, skip, send }: Checked,
): Promise<Reference | undefined> {
  const references: Reference[] = [];
  walk(schema, value, ({ noun }, key, path) => {
    if (noun && !skip?.(path)) references.push({ noun, key: String(key), path });
  });
  const byNoun = [...Map.groupBy(references, (reference) => reference.noun)];
  const missing = await Promise.all(
    byNoun.map(async ([noun, wanted]) => {
      const keys = [...new Set(wanted.map((reference) => reference.key))];
      const rows = await send(visibility.see(actor, noun, keys));
      const seen = new Map(rows.map((row) => [row.id, row.erased === true]));
      const hidden = wanted.find((reference) => !seen.has(reference.key));
      const erased = wanted.find((reference) => seen.get(reference.key));
      return hidden ?? (erased && { ...erased, erased: true });
    }),
  );
  return missing.find((each) => each && !each.erased) ?? missing.find((each) => each);
}
