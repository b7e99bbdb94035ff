import pg from 'pg';

/**
 * Row by row, checks of foreign keys are half the work of a bulk load. A superuser leaves them out
 * and checks all of them once, at the end of the same transaction; others keep them.
 */
export type ForeignKeys = { check(): Promise<void> };

type Key = { name: string; child: string; parent: string; columns: string[]; targets: string[] };

export async function deferForeignKeys(client: pg.ClientBase): Promise<ForeignKeys> {
  const { rows } = await client.query<{ rolsuper: boolean }>(
    'select rolsuper from pg_roles where rolname = current_user',
  );
  if (!rows[0]?.rolsuper) return { check: async () => {} };
  await client.query('set local session_replication_role = replica');
  return {
    async check() {
      await client.query('set local session_replication_role = origin');
      for (const key of await keysOf(client)) await checkKey(client, key);
    },
  };
}

/** Every foreign key of our tables, its columns in the order of the key. */
async function keysOf(client: pg.ClientBase): Promise<Key[]> {
  const { rows } = await client.query<Key>(
    `select c.conname as name, c.conrelid::regclass::text as child,
        c.confrelid::regclass::text as parent,
        (select array_agg(a.attname::text order by place) from unnest(c.conkey)
           with ordinality as k (number, place)
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as columns,
        (select array_agg(a.attname::text order by place) from unnest(c.confkey)
           with ordinality as k (number, place)
         join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.number) as targets
      from pg_constraint c
      where c.contype = 'f' and c.connamespace = 'public'::regnamespace`,
  );
  return rows;
}

/** A key with a null in it refers to nothing (MATCH SIMPLE). */
async function checkKey(client: pg.ClientBase, key: Key): Promise<void> {
  const { child, parent, columns, targets, name } = key;
  const mine = columns.map((column) => `child.${pg.escapeIdentifier(column)}`);
  const theirs = targets.map((column) => `parent.${pg.escapeIdentifier(column)}`);
  const { rowCount } = await client.query(
    `select from ${child} as child where ${mine.map((column) => `${column} is not null`).join(' and ')}
      and not exists (select from ${parent} as parent
        where (${theirs.join(', ')}) = (${mine.join(', ')})) limit 1`,
  );
  if (rowCount !== 0) throw new Error(`the demo breaks the foreign key ${name}`);
}
