import { type ReadTiles, TILE_WIDTH, type TileName } from '../../tlog/index.ts';

type Query = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>;

const TILES = `
select coalesce(substr(t.hashes, 1, asked.width * 32), '') as hashes
  from unnest($2::integer[], $3::bigint[], $4::integer[]) with ordinality
    as asked (level, tile, width, place)
  left join journal_tile t on t.institution_id = $1 and t.level = asked.level
   and t.tile = asked.tile
 order by asked.place`;

/** Tiles of a log from the database, in one statement; a missing one is empty. */
export const tilesFrom =
  (query: Query, institutionId: string): ReadTiles =>
  async (names) => {
    const { rows } = await query(TILES, [
      institutionId,
      names.map(({ level }) => level),
      names.map(({ index }) => index),
      names.map(({ width }) => width),
    ]);
    return (rows as { hashes: Buffer }[]).map(({ hashes }) => hashes);
  };

const BUNDLE = `
select string_agg(substr(int4send(octet_length(e.leaf)), 3) || e.leaf, '' order by p.position)
  as bundle
  from journal_position p
  join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
 where p.institution_id = $1 and p.position >= $2 and p.position < $3
   and $3 <= (select max(size) from journal_checkpoint where institution_id = $1)
having count(*) = $3 - $2`;

/** A bundle of entries, or null where no checkpoint covers all of it. */
export async function readBundle(
  query: Query,
  institutionId: string,
  { index, width }: TileName,
): Promise<Buffer | null> {
  const from = index * TILE_WIDTH;
  const { rows } = await query(BUNDLE, [institutionId, from, from + width]);
  return (rows[0] as { bundle: Buffer } | undefined)?.bundle ?? null;
}
