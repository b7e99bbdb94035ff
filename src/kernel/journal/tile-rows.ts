import type { ReadTiles } from '../../tlog/index.ts';

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
