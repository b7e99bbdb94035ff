import type pg from 'pg';
import {
  EMPTY_EDGE,
  grow,
  rootOfEdge,
  sizeOfEdge,
  type Tile,
  tilePath,
  tilesOfEdge,
} from '../../../tlog/index.ts';
import type { Finding } from './finding.ts';

const TILES_AT_ONCE = 1_024;

const HEAD = `select size::float8 as size, root from journal_tree where institution_id = $1`;
const LEAF_TILES = `select hashes from journal_tile
 where institution_id = $1 and level = 0 and tile >= $2 order by tile limit ${TILES_AT_ONCE}`;
const HIGHER = `select level::integer as level, tile::float8 as index, hashes from journal_tile
 where institution_id = $1 and level > 0`;

type Head = { size: number; root: Buffer };
type Higher = { level: number; index: number; hashes: Buffer };

/** Builds the tree anew from the leaves' hashes and compares all that is kept of it. */
export async function treeFindings(
  client: pg.ClientBase,
  institutionId: string,
): Promise<{ findings: Finding[]; size: number }> {
  const { rows: heads } = await client.query<Head>(HEAD, [institutionId]);
  const [head] = heads;
  if (!head) return { findings: [], size: 0 };
  const higher = await client.query<Higher>(HIGHER, [institutionId]);
  const kept = new Map(
    higher.rows.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]),
  );
  const findings: Finding[] = [];
  const compare = (tiles: readonly Tile[]): void => {
    for (const made of tiles.filter(({ level }) => level !== 0)) {
      if (kept.get(`${made.level}/${made.index}`)?.equals(made.hashes)) continue;
      findings.push({
        kind: 'tree',
        says: `${tilePath(made)} does not follow from the tiles below`,
      });
    }
  };
  let edge = EMPTY_EDGE;
  for (let tile = 0; ; tile += TILES_AT_ONCE) {
    const { rows } = await client.query<{ hashes: Buffer }>(LEAF_TILES, [institutionId, tile]);
    const grown = grow(edge, Buffer.concat(rows.map(({ hashes }) => hashes)));
    compare(grown.complete);
    edge = grown.edge;
    if (rows.length < TILES_AT_ONCE) break;
  }
  compare(tilesOfEdge(edge));
  if (sizeOfEdge(edge) !== head.size || !rootOfEdge(edge).equals(head.root)) {
    findings.push({
      kind: 'tree',
      says: `the leaves' hashes do not give the root of ${head.size}`,
    });
  }
  return { findings, size: head.size };
}
