/** Processor time, which a busy neighbour distorts less than the clock on the wall. */
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

/** Seconds of processor used so far; both NaN where they cannot be read on this machine. */
export type Used = { server: number; postgres: number };

/** Linux counts in hundredths of a second, whatever its own clock. */
const TICKS_PER_SECOND = 100;

type Times = { parent: number; own: number; ofEnded: number };

/** Fields 4 and 14 to 17 of /proc/<pid>/stat, behind the name, which may hold anything. */
async function timesOf(pid: number | string): Promise<Times | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return { parent, own: user + system, ofEnded: endedUser + endedSystem };
}

/** Found while a connection is open: the parent of the process that serves it. */
async function postmasterOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return (await timesOf(rows[0]?.pid ?? 0))?.parent ?? 0;
  } finally {
    await client.end();
  }
}

/** Reads what a server of ours, and Postgres with all its processes, have used. */
export async function meter(url: string, pid: number | undefined): Promise<() => Promise<Used>> {
  const postmaster = await postmasterOf(url);
  return async () => {
    const server = (await timesOf(pid ?? 0))?.own ?? Number.NaN;
    const top = await timesOf(postmaster);
    const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
    const all = await Promise.all(names.map(timesOf));
    const children = all.flatMap((each) => (each?.parent === postmaster ? [each.own] : []));
    const running = children.reduce((sum, each) => sum + each, 0);
    const postgres = top ? top.own + top.ofEnded + running : Number.NaN;
    return { server: server / TICKS_PER_SECOND, postgres: postgres / TICKS_PER_SECOND };
  };
}
