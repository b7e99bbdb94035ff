import { readFileSync } from 'node:fs';
import type pg from 'pg';
import {
  type Edge,
  EMPTY_EDGE,
  grow,
  leafHash,
  type OpenCheckpoint,
  openCheckpoint,
  proveInclusion,
  type ReadTiles,
  readSigner,
  renameSignerKey,
  rootOfEdge,
  verifyInclusion,
} from '../../../src/tlog/index.ts';
import { isRepeatable } from '../client.ts';
import type { Invariant } from '../judge.ts';

/** A signed note as somebody saw it. */
export type Witnessed = { institutionId: string; origin: string; note: string };

/** The newest of every log. */
export async function checkpointsOf(owner: pg.Pool): Promise<Witnessed[]> {
  const { rows } = await owner.query<Witnessed>(
    `select distinct on (institution_id) institution_id as "institutionId", origin, note
       from journal_checkpoint order by institution_id, size desc`,
  );
  return rows;
}

/**
 * Every checkpoint anybody ever saw is signed and a beginning of the log as it stands; every
 * acknowledged command has its facts proved under the last one.
 */
export const checkpoints: Invariant = async ({ stage, asked }) => {
  const faults: string[] = [];
  const logs = Map.groupBy(stage.witness.seen(), ({ institutionId }) => institutionId);
  let told = 0;
  const acknowledged = asked
    .filter(({ intent, settled }) => settled?.outcome === 'DONE' && !isRepeatable(intent.command))
    .map(({ intent }) => intent.key);
  for (const [institutionId, seen] of logs) {
    const log = await readLog(stage.owner, institutionId);
    const opened = seen.map((each) => openedBy(stage.signingKeyFile, each));
    const roots = rootsAt(log.hashes, new Set(opened.map(({ size }) => size)));
    for (const { origin, size, root } of opened) {
      if (roots.get(size)?.equals(root)) continue;
      faults.push(`${origin} at ${size} was witnessed, and is not what the log began with`);
    }
    // Of those beyond the log's end enough is said already.
    const within = opened.filter(({ size }) => size <= log.hashes.length);
    const head = within.toSorted((a, b) => b.size - a.size)[0];
    if (!head) continue;
    const indexes = await toldUnder(stage.owner, institutionId, acknowledged);
    told += new Set(indexes.map(({ key }) => key)).size;
    faults.push(...(await unproved(stage.owner, log, { institutionId, head, indexes })));
  }
  const unseen = acknowledged.length - told;
  if (unseen > 0) faults.push(`${unseen} acknowledged commands are in no log that anybody signed`);
  return faults;
};

function openedBy(keyFile: string, { origin, note }: Witnessed) {
  const key = readFileSync(keyFile, 'utf8').trim();
  return openCheckpoint(note, [readSigner(renameSignerKey(key, origin)).verifier]);
}

type Log = { hashes: readonly Buffer[] };

async function readLog(owner: pg.Pool, institutionId: string): Promise<Log> {
  const { rows } = await owner.query<{ leaf: Buffer }>(
    `select e.leaf from journal_position p
       join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
      where p.institution_id = $1 order by p.position`,
    [institutionId],
  );
  return { hashes: rows.map(({ leaf }) => leafHash(leaf)) };
}

/** Where the facts of acknowledged commands stand. */
async function toldUnder(owner: pg.Pool, institutionId: string, keys: readonly string[]) {
  const { rows } = await owner.query<Told>(
    `select p.position::int as position, done.key from journal_position p
       join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
       join lateral (select convert_from(e.leaf, 'UTF8')::jsonb ->> 'key' as digest) leaf on true
       join (select i.key, encode(sha256(convert_to(i.institution_id || '|' || i.client_id || '|' || i.key,
         'UTF8')), 'hex') as digest from idempotency i
         where i.institution_id = $1 and i.key = any ($2)) done on done.digest = leaf.digest
      where p.institution_id = $1 order by p.position`,
    [institutionId, keys],
  );
  return rows;
}

/** Where a fact of a command stands. */
type Told = { position: number; key: string };

function rootsAt(hashes: readonly Buffer[], sizes: ReadonlySet<number>): Map<number, Buffer> {
  const roots = new Map<number, Buffer>();
  let edge: Edge = EMPTY_EDGE;
  let from = 0;
  for (const size of [...sizes].sort((a, b) => a - b)) {
    if (size > hashes.length) continue;
    ({ edge } = grow(edge, Buffer.concat(hashes.slice(from, size))));
    from = size;
    roots.set(size, rootOfEdge(edge));
  }
  return roots;
}

type Sought = { institutionId: string; head: OpenCheckpoint; indexes: readonly Told[] };

/** What cannot be proved to whoever has nothing but the last checkpoint, from the tiles that are kept. */
async function unproved(owner: pg.Pool, { hashes }: Log, sought: Sought): Promise<string[]> {
  const { institutionId, head, indexes } = sought;
  const { size, root } = head;
  const within = indexes.map(({ position }) => position).filter((index) => index < size);
  const beyond = indexes.length - within.length;
  const proofs = await proveInclusion(within, size, keptTiles(owner, institutionId));
  const faults = beyond > 0 ? [`${beyond} acknowledged facts are under no checkpoint`] : [];
  for (const [place, index] of within.entries()) {
    const [leaf, proof] = [hashes[index], proofs[place]];
    if (!leaf || !proof) throw new Error(`no proof of entry ${index} to look at`);
    try {
      verifyInclusion({ index, size, root, leaf, proof });
    } catch (error) {
      faults.push(`the proof of entry ${index} does not hold: ${(error as Error).message}`);
    }
  }
  return faults;
}

const keptTiles =
  (owner: pg.Pool, institutionId: string): ReadTiles =>
  async (names) => {
    const { rows } = await owner.query<{ hashes: Buffer }>(
      `select t.hashes from unnest($2::smallint[], $3::bigint[]) with ordinality as asked (level, tile, n)
         join journal_tile t on t.institution_id = $1 and t.level = asked.level
           and t.tile = asked.tile order by asked.n`,
      [institutionId, names.map(({ level }) => level), names.map(({ index }) => index)],
    );
    return rows.map((row) => row.hashes);
  };
