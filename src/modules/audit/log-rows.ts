/** Checkpoints, tiles and entries of a log, as the database holds them. */
import type { Pipeline } from '../../kernel/db/index.ts';
import { readBundle as bundleFrom } from '../../kernel/journal/tile-rows.ts';
import type { TileName } from '../../tlog/index.ts';

/** A log by its institution's code, and what the name of every log begins with. */
export type LogName = { code: string; base: string };

type Rows<T> = { rows: T[] };

async function value<T>(pipeline: Pipeline, call: string, values: unknown[]): Promise<T | null> {
  const found = await pipeline.run({ text: `select ${call} as value`, values });
  return (found as Rows<{ value: T | null }>).rows[0]?.value ?? null;
}

/** The newest signed note that has so many cosignatures, with all of them; needs no login. */
export const readCheckpoint = (pipeline: Pipeline, { code, base }: LogName, cosignatures = 0) =>
  value<string>(pipeline, 'public_checkpoint($1, $2, $3)', [code, `${base}/${code}`, cosignatures]);

/** The hashes of a tile, as far as a published checkpoint covers them; needs no login. */
export const readTile = (pipeline: Pipeline, code: string, { level, index, width }: TileName) =>
  value<Buffer>(pipeline, 'public_tile($1, $2, $3, $4)', [code, level, index, width]);

const CODE = 'select code from institution where institution_id = $1';

/** The code of the institution that somebody reads as. */
export async function codeOf(pipeline: Pipeline, institutionId: string): Promise<string> {
  const { rows } = await pipeline.run({ text: CODE, values: [institutionId], institutionId });
  return (rows[0] as { code: string }).code;
}

/** A bundle of entries of the reader's own log, or null where no checkpoint covers all of it. */
export const readBundle = (
  pipeline: Pipeline,
  institutionId: string,
  name: TileName,
): Promise<Buffer | null> =>
  bundleFrom((text, values) => pipeline.run({ text, values, institutionId }), institutionId, name);
