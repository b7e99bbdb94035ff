import type pg from 'pg';
import { findBehind, growTrees, LEAVES_AT_ONCE, TreeDamaged, type Watch } from './trees.ts';
import { FIELDS, FITTING_FIELDS, isMisfit, WORDS, wordsOf } from './words.ts';

/** 'jt' and the number of this use: one sequencer per database at any moment. */
const LOCK_KEY = 0x6a74_0001;

/** Places `from` to `size - 1` of an institution's log, sealed by one tick. */
export type SealedRange = { institutionId: string; from: bigint; size: bigint };

/**
 * `busy`: another sequencer is at work, or was faster. `sealed` may be empty; `unreadable` is how many
 * of the entries have not the form of one, where any.
 */
export type Tick =
  | { kind: 'busy' }
  | { kind: 'sealed'; ranges: readonly SealedRange[]; unreadable?: number };

/** The sequencer must not go on: the order it would give could be wrong or incomplete. */
export class SequencerHalted extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SequencerHalted';
  }
}

/**
 * Places every entry that became visible since the last tick and takes it into its log's tree, in
 * one transaction: either all of them and the moved snapshot, or nothing.
 *
 * Neither `id > last` (loses entries of transactions that commit late) nor `xid < xmin` (inverts
 * entries of one object) is right: what is new is the difference of two snapshots, and the order in
 * it is that of the ids. An open writer is looked up again next time and delays nobody.
 *
 * @param watch sees every tree before it grows, and may halt the sequencer
 * @throws SequencerHalted in another cluster than the one the snapshot was taken in, and where a
 *   tree is damaged.
 */
export const sequence = (client: pg.ClientBase, watch?: Watch): Promise<Tick> =>
  whateverTheForm((fields) =>
    inTransaction(client, async (state) => {
      refuseForeignSnapshot(state);
      return seal(client, { source: DIFFERENCE, values: [state.before, state.now], fields, watch });
    }),
  );

/**
 * Starts anew after a dump and restore, a logical move or an upgrade, where transaction ids began
 * again: places every entry that has no place yet, found by looking at all of them, and takes the
 * present snapshot of the present cluster as the starting point.
 */
export const rebase = (client: pg.ClientBase, watch?: Watch): Promise<Tick> =>
  whateverTheForm((fields) =>
    inTransaction(client, async () => {
      await client.query(REBASE);
      return seal(client, { source: ALL, values: [], fields, watch });
    }),
  );

/**
 * No leaf stops the sequencer. Fields are read fast, and where a leaf does not fit the whole tick is
 * done once more, leaf by leaf.
 */
const whateverTheForm = (work: (fields: Fields) => Promise<Tick>): Promise<Tick> =>
  work(FIELDS).catch((error: unknown) => {
    if (isMisfit(error)) return work(FITTING_FIELDS);
    throw error;
  });

type Fields = (leaf: string) => string;

/**
 * Takes up to a batch of places into a tree that is behind: of a journal that is older than its
 * tree, or after a tick that placed more than a batch. True while there may be more.
 */
export async function catchUp(client: pg.ClientBase, watch?: Watch): Promise<boolean> {
  let more = true;
  await asSequencer(client, async () => {
    const behind = await findBehind(client);
    more = behind !== undefined;
    if (behind) await growTrees(client, [{ institutionId: behind }], watch);
  });
  return more;
}

/** Runs work as the one sequencer of the database, in a transaction; false while another is at it. */
export async function asSequencer(
  client: pg.ClientBase,
  work: () => Promise<void>,
): Promise<boolean> {
  const nothing = { kind: 'sealed', ranges: [] } as const;
  const { kind } = await inTransaction(
    client,
    async () => work().then(() => nothing),
    'read committed',
  );
  return kind === 'sealed';
}

/**
 * How many committed entries older than a minute have no place. More than none is an alarm: the
 * sequencer is down, halted, or wrong. Looks at what was written since the places of five minutes ago,
 * and counts no further than 10,000 of a log, so that asking costs the same however long the journal is.
 */
export async function countOverdue(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ overdue: number }>(OVERDUE);
  return rows[0]?.overdue ?? 0;
}

type State = {
  locked: boolean;
  recovering: boolean;
  before: string;
  now: string;
  sameCluster: boolean;
  wentBack: boolean;
};

// The plan must not depend on statistics: the new rows are few, whatever the tables hold.
const open = (isolation: Isolation): string => `
begin isolation level ${isolation};
set local enable_seqscan = off;
set local jit = off;
select pg_try_advisory_xact_lock(${LOCK_KEY}) as locked,
       pg_is_in_recovery() as recovering,
       state.snapshot::text as before,
       pg_current_snapshot()::text as now,
       state.system_identifier = cluster.system_identifier as "sameCluster",
       pg_snapshot_xmax(state.snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as "wentBack"
  from journal_sequencer_state state, pg_control_system() cluster`;

const SERIALIZATION_FAILURE = '40001';

/**
 * Work that compares snapshots sees one of them throughout. Other work takes the lock first and
 * sees all that was committed before it had it.
 */
type Isolation = 'repeatable read' | 'read committed';

async function inTransaction(
  client: pg.ClientBase,
  work: (state: State) => Promise<Tick>,
  isolation: Isolation = 'repeatable read',
): Promise<Tick> {
  try {
    const opened = (await client.query(open(isolation))) as unknown as pg.QueryResult<State>[];
    const state = opened.at(-1)?.rows[0];
    if (!state) throw new SequencerHalted('journal_sequencer_state has lost its row');
    if (state.recovering) throw new SequencerHalted('the sequencer works on the primary only');
    const tick = state.locked ? await work(state) : BUSY;
    await client.query('commit');
    return tick;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    // A snapshot from before another sequencer's commit, met after its lock was free.
    if ((error as { code?: string }).code === SERIALIZATION_FAILURE) return BUSY;
    if (error instanceof TreeDamaged) throw new SequencerHalted(error.message);
    throw error;
  }
}

const BUSY: Tick = { kind: 'busy' };

function refuseForeignSnapshot(state: State): void {
  if (state.sameCluster && !state.wentBack) return;
  throw new SequencerHalted(
    'this database was restored or moved: the transaction ids its journal was sequenced by mean ' +
      'something else here. Run the sequencer once with --rebase',
  );
}

const UNPLACED = (entry: string): string => `(select p.position from journal_position p
  where p.institution_id = ${entry}.institution_id and p.entry_id = ${entry}.id) is null`;

/**
 * $1 the last snapshot, $2 the present one. The upper bound is always true for entries of this
 * cluster; with the look at the places it keeps out those that came with a restore and carry higher
 * transaction ids, once the ids reach them.
 */
const DIFFERENCE = `
  select e.institution_id, e.id, e.leaf, e.written_at from journal_entry e
   where e.xid >= pg_snapshot_xmax($1::pg_snapshot) and e.xid < pg_snapshot_xmax($2::pg_snapshot)
  union all
  select e.institution_id, e.id, e.leaf, e.written_at from journal_entry e
   where e.xid = any (array(select pg_snapshot_xip($1::pg_snapshot)))`;

const ALL = `select e.institution_id, e.id, e.leaf, e.written_at from journal_entry e where ${UNPLACED('e')}`;

const MOVE = `update journal_sequencer_state
   set snapshot = pg_current_snapshot(), moved_at = now(),
       system_identifier = (select system_identifier from pg_control_system())`;

const REBASE = `${MOVE}, based_at = pg_snapshot_xmax(pg_current_snapshot())`;

/**
 * Whether an entry has a place already is looked up where it may have one: not above the last that
 * was placed. The snapshot moves only when there is something to place, so an idle tick writes
 * nothing. Places read from \`moved\`: a sequencer that works on an outdated snapshot fails there,
 * before it places. An object named twice by one entry is found by it once, as it was named first.
 */
const sealing = (source: string, fields: Fields): string => `
with found as materialized (${source}),
heads as materialized (
  select log.institution_id, coalesce(last.position + 1, 0) as size,
         coalesce((select max(p.entry_id) from journal_position p
           where p.institution_id = log.institution_id), 0) as entry_id
    from (select distinct institution_id from found) log
    left join lateral (select p.position from journal_position p
      where p.institution_id = log.institution_id order by p.position desc limit 1) last on true),
placed as materialized (
  select f.institution_id, f.id as entry_id, sha256('\\x00'::bytea || f.leaf) as leaf_hash,
         ${fields('f.leaf')} as leaf, f.written_at,
         h.size + row_number() over (partition by f.institution_id order by f.id) - 1 as position,
         h.size as first
    from found f join heads h on h.institution_id = f.institution_id
   where f.id > h.entry_id or ${UNPLACED('f')}),
moved as (${MOVE} where exists (select from placed) returning snapshot),
positions as (
  insert into journal_position
         (institution_id, position, entry_id, ${WORDS})
  select institution_id, position, entry_id, ${wordsOf('leaf', 'written_at')}
    from moved, placed),
objects as (
  insert into journal_object (institution_id, object_type, object_id, position, object_version)
  select distinct on (p.institution_id, o.id collate "C", o.type collate "C", p.position)
         p.institution_id, o.type, o.id, p.position, o.version
    from moved, placed p, unnest((p.leaf).objects) with ordinality o (type, id, version, place)
   where p.leaf is not null and o.type is not null and o.id is not null
   order by p.institution_id, o.id collate "C", o.type collate "C", p.position, o.place)
select institution_id as "institutionId", min(position) as from, max(position) + 1 as size,
       string_agg(leaf_hash, '' order by position)
         filter (where position < first + ${LEAVES_AT_ONCE}) as leaves,
       count(*) filter (where (leaf is not null) is not true)::int as unreadable
  from placed group by institution_id order by institution_id`;

type Sealing = {
  source: string;
  values: string[];
  fields: Fields;
  watch: Watch | undefined;
};

type Placed = {
  institutionId: string;
  from: string;
  size: string;
  leaves: Buffer;
  unreadable: number;
};

async function seal(
  client: pg.ClientBase,
  { source, values, fields, watch }: Sealing,
): Promise<Tick> {
  const { rows } = await client.query<Placed>(sealing(source, fields), values);
  const ranges = rows.map(({ institutionId, from, size }) => ({
    institutionId,
    from: BigInt(from),
    size: BigInt(size),
  }));
  if (rows.length > 0) {
    const fresh = rows.map(({ institutionId, from, leaves }) => ({
      institutionId,
      from: Number(from),
      leaves,
    }));
    await growTrees(client, fresh, watch);
  }
  const unreadable = rows.reduce((sum, row) => sum + row.unreadable, 0);
  return { kind: 'sealed', ranges, ...(unreadable > 0 && { unreadable }) };
}

/** Below `entries_before` all that was written has been waiting for longer, and was told of then. */
const OVERDUE = `
select count(*)::int as overdue from journal_logs() log
 cross join lateral (
   select from journal_entry e
    where e.institution_id = log and e.written_at < now() - interval '1 minute'
      and e.id > entries_before(log, now() - interval '5 minutes')
      and not exists (select from journal_position p
        where p.institution_id = e.institution_id and p.entry_id = e.id)
    limit 10000) late`;
