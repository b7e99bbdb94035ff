/** Where a copy of a log is taken from: the paths of c2sp.org/tlog-tiles, over HTTP or from the database. */
import type pg from 'pg';
import { CHECKPOINT_PATH, parseTilePath, type ReadTiles, tilePath } from '../../tlog/index.ts';
import { readBundle, tilesFrom } from './tile-rows.ts';

/** What lies at a path of the log. @throws Error where there is nothing */
export type LogSource = (path: string) => Promise<Buffer>;

const PATIENCE_MS = 30_000;

/** `url`: `https://host/public/logs/CODE`, or `https://host/v1/journal` with a token. */
export const overHttp =
  (url: string, token?: string): LogSource =>
  async (path) => {
    const address = `${url.replace(/\/$/, '')}/${path}`;
    const answer = await fetch(address, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    });
    if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };

export type LogInDatabase = { institutionId: string; note: string };

/** A log up to this checkpoint, as a member of jingtian_sequencer sees it. */
export const fromDatabase = (
  client: pg.ClientBase,
  { institutionId, note }: LogInDatabase,
): LogSource => {
  // One at a time: a connection has one statement under way.
  let last: Promise<unknown> = Promise.resolve();
  const query = (text: string, values: unknown[]): Promise<pg.QueryResult> => {
    const next = last.then(() => client.query(text, values));
    last = next.catch(() => undefined);
    return next;
  };
  const tiles = tilesFrom(query, institutionId);
  return async (path) => {
    if (path === CHECKPOINT_PATH) return Buffer.from(note);
    const name = parseTilePath(path);
    if (!name) throw new Error(`${path} is no path of a log`);
    const found =
      name.level === 'entries'
        ? await readBundle(query, institutionId, name)
        : (await tiles([name]))[0];
    if (!found?.length) throw new Error(`the database has no ${path} of its own checkpoint`);
    return Buffer.from(found);
  };
};

/** The tiles of a source, for proofs. */
export const tilesAt =
  (source: LogSource): ReadTiles =>
  (names) =>
    Promise.all(names.map((name) => source(tilePath(name))));
