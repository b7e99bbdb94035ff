/** The trees of the logs, as tiles in the database: grown by the sequencer, read by everyone. */
import type pg from 'pg';
import {
  type Edge,
  grow,
  rootOfEdge,
  sizeOfEdge,
  type Tile,
  tilesOfEdge,
  unpackEdge,
} from '../../tlog/index.ts';

/** Leaves that one institution's tree takes in at once: 2 MiB of hashes. */
export const LEAVES_AT_ONCE = 65_536;

/** A log as it stands. `code` is its institution's, null for one that is not known yet. */
export type Tree = {
  institutionId: string;
  code: string | null;
  size: number;
  root: Buffer;
  edge: Edge;
};

/** Looks at trees before they grow, in the transaction that grows them, and throws to stop it. */
export type Watch = (client: pg.ClientBase, trees: readonly Tree[]) => Promise<void>;

/** What the database holds of a tree does not fit together; see the message. */
export class TreeDamaged extends Error {
  constructor(institutionId: string, what: string) {
    super(`the tree of ${institutionId} is damaged: ${what}`);
    this.name = 'TreeDamaged';
  }
}

/** The right edge of a tree of `head.size` leaves: of each level the hashes of its last tile. */
const EDGE = `(
  select coalesce(string_agg(substr(t.hashes, 1, ((head.size >> (8 * l)) & 255)::integer * 32), ''
      order by l), '')
    from generate_series(0, 6) l
    join journal_tile t on t.institution_id = head.id and t.level = l
     and t.tile = head.size >> (8 * (l + 1))
   where (head.size >> (8 * l)) & 255 > 0)`;

const TREES = `
select head.id as "institutionId", named.code, coalesce(head.size, 0)::float8 as size, head.root,
       ${EDGE} as edge
  from (select log.id, t.size, t.root from unnest($1::uuid[]) log (id)
    left join journal_tree t on t.institution_id = log.id) head
  left join institution named on named.institution_id = head.id
 order by head.id`;

type Row = Omit<Tree, 'root' | 'edge'> & { root: Buffer | null; edge: Buffer };

/** The trees of these logs as they were last sealed. @throws TreeDamaged */
export async function readTrees(
  client: pg.ClientBase,
  institutionIds: readonly string[],
): Promise<Tree[]> {
  const { rows } = await client.query<Row>(TREES, [institutionIds]);
  return rows.map((row) => {
    const edge = wholeEdge(row, row.size);
    const root = rootOfEdge(edge);
    if (row.root && !row.root.equals(root)) {
      throw new TreeDamaged(row.institutionId, 'its tiles do not give its last root');
    }
    return { ...row, root, edge };
  });
}

function wholeEdge(row: { institutionId: string; edge: Buffer }, size: number): Edge {
  try {
    return unpackEdge(size, row.edge);
  } catch (error) {
    throw new TreeDamaged(row.institutionId, (error as Error).message);
  }
}

const EDGE_AT = `select ${EDGE} as edge from (select $1::uuid as id, $2::bigint as size) head`;

/** The root a tree had when it was of this size, from its tiles. @throws TreeDamaged */
export async function rootAt(
  client: pg.ClientBase,
  institutionId: string,
  size: number,
): Promise<Buffer> {
  const { rows } = await client.query<{ edge: Buffer }>(EDGE_AT, [institutionId, size]);
  const edge = rows[0]?.edge ?? Buffer.alloc(0);
  return rootOfEdge(wholeEdge({ institutionId, edge }, size));
}

const LEAVES = `
select tree.id as "institutionId", string_agg(e.leaf_hash, '' order by p.position) as leaves
  from unnest($1::uuid[], $2::bigint[]) tree (id, size)
  join journal_position p on p.institution_id = tree.id
   and p.position >= tree.size and p.position < tree.size + ${LEAVES_AT_ONCE}
  join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
 group by tree.id`;

/** A log whose tree is to grow; with what was just placed in it, where that is at hand. */
export type Growing = {
  institutionId: string;
  /** The place of the first of `leaves`. */
  from?: number;
  /** Leaf hashes in the order of their places, up to {@link LEAVES_AT_ONCE}. */
  leaves?: Buffer;
};

/**
 * Takes leaves that have their places into their trees, in the caller's transaction: up to
 * {@link LEAVES_AT_ONCE} of each log. Those at hand are read again where the tree ends before them.
 *
 * @throws TreeDamaged, and whatever `watch` throws
 */
export async function growTrees(
  client: pg.ClientBase,
  growing: readonly Growing[],
  watch?: Watch,
): Promise<void> {
  const trees = await readTrees(
    client,
    growing.map(({ institutionId }) => institutionId),
  );
  await watch?.(client, trees);
  const sizes = new Map(trees.map(({ institutionId, size }) => [institutionId, size]));
  const leavesOf = new Map<string, Buffer>();
  for (const { institutionId, from, leaves } of growing) {
    if (leaves && from === sizes.get(institutionId)) leavesOf.set(institutionId, leaves);
  }
  const others = trees.filter(({ institutionId }) => !leavesOf.has(institutionId));
  for (const row of await readLeaves(client, others)) leavesOf.set(row.institutionId, row.leaves);
  const grown = trees.flatMap((tree) => {
    const leaves = leavesOf.get(tree.institutionId);
    return leaves ? [grownBy(tree, leaves)] : [];
  });
  if (grown.length > 0) await writeTrees(client, grown);
}

type Leaves = { institutionId: string; leaves: Buffer };

/** What has places behind these trees. */
async function readLeaves(client: pg.ClientBase, trees: readonly Tree[]): Promise<Leaves[]> {
  if (trees.length === 0) return [];
  const ids = trees.map(({ institutionId }) => institutionId);
  const sizes = trees.map(({ size }) => size);
  return (await client.query<Leaves>(LEAVES, [ids, sizes])).rows;
}

type Grown = { institutionId: string; size: number; root: Buffer; tiles: Tile[] };

function grownBy({ institutionId, edge }: Tree, leaves: Buffer): Grown {
  const growth = grow(edge, leaves);
  const before = new Map(tilesOfEdge(edge).map((tile) => [nameOf(tile), tile.width]));
  const open = tilesOfEdge(growth.edge).filter((tile) => before.get(nameOf(tile)) !== tile.width);
  return {
    institutionId,
    size: sizeOfEdge(growth.edge),
    root: rootOfEdge(growth.edge),
    tiles: [...growth.complete, ...open],
  };
}

const nameOf = ({ level, index }: Tile): string => `${level}/${index}`;

const WRITE = `
with tiles as (
  insert into journal_tile (institution_id, level, tile, hashes)
  select * from unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bytea[])
  on conflict (institution_id, level, tile) do update set hashes = excluded.hashes)
insert into journal_tree (institution_id, size, root)
select * from unnest($5::uuid[], $6::bigint[], $7::bytea[])
on conflict (institution_id) do update
  set size = excluded.size, root = excluded.root, sealed_at = excluded.sealed_at`;

async function writeTrees(client: pg.ClientBase, grown: readonly Grown[]): Promise<void> {
  const tiles = grown.flatMap(({ institutionId, tiles: of }) =>
    of.map((tile) => ({ institutionId, ...tile })),
  );
  await client.query(WRITE, [
    tiles.map(({ institutionId }) => institutionId),
    tiles.map(({ level }) => level),
    tiles.map(({ index }) => index),
    tiles.map(({ hashes }) => hashes),
    grown.map(({ institutionId }) => institutionId),
    grown.map(({ size }) => size),
    grown.map(({ root }) => root),
  ]);
}

const BEHIND = `
select i.institution_id as id from institution i
  cross join lateral (
    select p.position from journal_position p where p.institution_id = i.institution_id
     order by p.position desc limit 1) last
  left join journal_tree head on head.institution_id = i.institution_id
 where last.position >= coalesce(head.size, 0) limit 1`;

/** A log with places that its tree has not taken in: of a journal older than its tree, for one. */
export async function findBehind(client: pg.ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(BEHIND);
  return rows[0]?.id;
}
