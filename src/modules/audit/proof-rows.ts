/** What proofs are made of: the newest checkpoint, entries below it, and tiles. */
import type { Pipeline } from '../../kernel/db/index.ts';
import { parseGlobalId } from '../../kernel/ids.ts';
import { tilesFrom } from '../../kernel/journal/tile-rows.ts';
import {
  formatProof,
  parseCheckpoint,
  proveConsistency,
  proveInclusion,
  type ReadTiles,
  splitNote,
} from '../../tlog/index.ts';
import { codeOf, readCheckpoint } from './log-rows.ts';

/** Whose log, and how many cosignatures its checkpoint must have. */
export type ProofSource = {
  pipeline: Pipeline;
  base: string;
  institutionId: string;
  cosignatures: number;
};

type Head = { note: string; size: number };

/** The checkpoint that proofs lead to, or null while none is signed. */
export async function headOf(source: ProofSource): Promise<Head | null> {
  const { pipeline, base, institutionId, cosignatures } = source;
  const code = await codeOf(pipeline, institutionId);
  const note = await readCheckpoint(pipeline, { code, base }, cosignatures);
  return note === null ? null : { note, size: parseCheckpoint(splitNote(note).text).size };
}

type Entry = { position: bigint; leaf: Buffer };

const AT = `
select p.position, e.leaf from journal_position p
  join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
 where p.institution_id = $1 and p.position = $2 and p.position < $3`;

const ABOUT = `
select p.position, e.leaf
  from (select distinct position from journal_object
    where institution_id = $1 and object_id = $2 and lower(object_type) = $3
      and position >= $4 and position < $5 order by position limit $6) o
  join journal_position p on p.institution_id = $1 and p.position = o.position
  join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
 order by p.position`;

/** The entry at a place, while it lies below the checkpoint. */
export const entryAt = (source: ProofSource, head: Head, position: number): Promise<Entry[]> =>
  entries(source, AT, [position, head.size]);

export type History = { object: string; from: number; limit: number };

/** Entries about an object in their order, from a place on. */
export async function entriesAbout(
  source: ProofSource,
  head: Head,
  { object, from, limit }: History,
): Promise<Entry[]> {
  const key = parseGlobalId(object);
  if (!key) return [];
  return entries(source, ABOUT, [key.id, key.prefix, from, head.size, limit]);
}

async function entries(
  { pipeline, institutionId }: ProofSource,
  text: string,
  values: unknown[],
): Promise<Entry[]> {
  const found = await pipeline.run({ text, values: [institutionId, ...values], institutionId });
  return found.rows as Entry[];
}

/** Proofs of these entries against one checkpoint, one behind the other in a file. */
export async function provedIn(
  source: ProofSource,
  { note, size }: Head,
  found: readonly Entry[],
): Promise<string> {
  const indexes = found.map(({ position }) => Number(position));
  const paths = await proveInclusion(indexes, size, tilesOf(source));
  const proofs = found.map(({ position, leaf }, at) =>
    formatProof({
      index: Number(position),
      hashes: paths[at] ?? [],
      checkpoint: note,
      extra: leaf,
    }),
  );
  return proofs.join('');
}

/** The hashes that show the log of one size to begin with the log of another. */
export const consistency = (source: ProofSource, from: number, to: number): Promise<Buffer[]> =>
  proveConsistency(from, to, tilesOf(source));

const tilesOf = ({ pipeline, institutionId }: ProofSource): ReadTiles =>
  tilesFrom((text, values) => pipeline.run({ text, values, institutionId }), institutionId);
