import pg from 'pg';
import { newId } from '../../../src/kernel/ids.ts';
import { journalInsert } from '../../../src/kernel/journal/append.ts';
import { type FactObject, leafOf } from '../../../src/kernel/journal/leaf.ts';

const PERSON = '01900000-0000-7000-8000-00000000000a';

/** What a client needs of a tap test. */
type Teardown = { teardown(end: () => Promise<void>): void };

/** A connection that ends with the test; one that a test kills does not end the process. */
export async function connect(t: Teardown, connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => client.end().catch(() => undefined));
  return client;
}

export const leafAbout = (...objects: FactObject[]): Buffer =>
  leafOf(
    { act: 'grid.split', objects },
    {
      id: newId(),
      at: new Date('2026-03-01T00:00:00Z'),
      actor: { person: PERSON, client: 'test' },
      requestId: 'request-1',
    },
  );

/** Opens a transaction of an institution, as a command does. */
export async function begin(client: pg.Client, institutionId: string): Promise<void> {
  await client.query('begin');
  await client.query("select set_config('app.institution', $1, true)", [institutionId]);
}

/** Writes leaves in the open transaction; their ids, in order. */
export async function append(
  client: pg.Client,
  institutionId: string,
  leaves: Buffer[],
): Promise<string[]> {
  const { text, values } = journalInsert(institutionId, leaves);
  const { rows } = await client.query<{ id: string }>(`${text} returning id`, values);
  return rows.map(({ id }) => id);
}

/** Writes `count` entries of an institution in a transaction of their own. */
export async function write(
  client: pg.Client,
  institutionId: string,
  count = 1,
): Promise<string[]> {
  await begin(client, institutionId);
  const leaves = Array.from({ length: count }, () => leafAbout({ type: 'Grid', id: newId() }));
  const ids = await append(client, institutionId, leaves);
  await client.query('commit');
  return ids;
}

/** Entry ids of an institution by place, `[position, entry id]`. */
export async function places(
  client: pg.Client,
  institutionId: string,
): Promise<[string, string][]> {
  const { rows } = await client.query<{ position: string; entry_id: string }>(
    `select position, entry_id from journal_position where institution_id = $1 order by position`,
    [institutionId],
  );
  return rows.map(({ position, entry_id }) => [position, entry_id]);
}

/** The places a log must have: dense from 0, in this order. */
export const dense = (entryIds: readonly string[]): [string, string][] =>
  entryIds.map((id, index) => [String(index), id]);
