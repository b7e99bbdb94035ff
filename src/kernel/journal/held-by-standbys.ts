/** What no failover takes back, asked for before anything is signed. */
import type pg from 'pg';
import { WAIT_FOR_STANDBY } from '../db/standby.ts';

/** How large each log is, by institution, in what the synchronous standbys have. */
export type Held = ReadonlyMap<string, number>;

/** A signature would be given for what may be lost. */
export class StandbyNotWaitedFor extends Error {
  constructor() {
    super('the wait for a standby was cancelled: nothing is signed until one has what was sealed');
    this.name = 'StandbyNotWaitedFor';
  }
}

// A record of its own makes this COMMIT wait for all that stands before it, whoever wrote that.
const BARRIER = `
begin isolation level read committed;
select institution_id as id, size::float8 as size from journal_tree;
select pg_logical_emit_message(true, 'jingtian', ''::text);
commit`;

/**
 * A tick's COMMIT looks like success where the wait for its standby was cancelled, and so does that of
 * a sequencer that died since: what is sealed may then be lost in a failover. This waits again, for
 * the logs as they stand now. Without synchronous standbys it is one more flush to disk.
 *
 * @throws StandbyNotWaitedFor where this wait is cancelled, too
 */
export async function heldByStandbys(client: pg.ClientBase): Promise<Held> {
  let isCancelled = false;
  const onNotice = ({ routine }: { routine?: string | undefined }): void => {
    if (routine === WAIT_FOR_STANDBY) isCancelled = true;
  };
  client.on('notice', onNotice);
  try {
    const results = (await client.query(BARRIER)) as unknown as pg.QueryResult<Size>[];
    if (isCancelled) throw new StandbyNotWaitedFor();
    return new Map(results[1]?.rows.map(({ id, size }) => [id, size]));
  } finally {
    client.off('notice', onNotice);
  }
}

type Size = { id: string; size: number };
