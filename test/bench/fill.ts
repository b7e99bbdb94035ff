import pg from 'pg';
import { newId } from '../../src/kernel/ids.ts';
import { newDataKey } from '../../src/kernel/vault/vault.ts';
import { rolesOf } from '../../src/modules/institutions/roles.ts';
import { BANK } from './county.ts';
import { fillStatements, foundation, TABLES_FILLED } from './fill-statements.ts';

export type Filling = {
  ownerUrl: string;
  keyEncryptionKey: Buffer;
  households: number;
  log: (line: string) => void;
};

/**
 * Fills an empty, migrated database by set-based SQL. The rows satisfy the tables' constraints and
 * nothing more: sealed columns hold no names, and there is no journal of how they came about.
 */
export async function fill({ ownerUrl, keyEncryptionKey, households, log }: Filling) {
  const started = performance.now();
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Rows are right by construction, and two million look-ups per foreign key take their time.
    await client.query('set session_replication_role = replica');
    await client.query("set maintenance_work_mem = '512MB'");
    for (const statement of foundation()) await client.query(statement);
    await insertRoles(client);
    const { row } = newDataKey(keyEncryptionKey, BANK);
    await client.query('insert into data_key (institution_id, id, wrapped) values ($1, $2, $3)', [
      row.institution_id,
      row.id,
      row.wrapped,
    ]);
    const restore = await setIndexesAside(client, TABLES_FILLED);
    for (const statement of fillStatements(households)) await client.query(statement);
    for (const statement of restore) await client.query(statement);
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
  const seconds = (performance.now() - started) / 1_000;
  log(`filled ${households} households in ${seconds.toFixed(1)} s`);
}

async function insertRoles(client: pg.Client): Promise<void> {
  for (const role of rolesOf('BANK')) {
    await client.query(
      `insert into role (institution_id, id, code, name_en, name_zh, permissions, scope_kind,
         approval_limit_fen) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        BANK,
        newId(),
        role.code,
        role.nameEn,
        role.nameZh,
        role.permissions,
        role.scopeKind,
        role.approvalLimitFen,
      ],
    );
  }
}

type Aside = { remove: string; restore: string };

/** Drops the indexes of the big tables, and returns what makes them again, much faster, in bulk. */
export async function setIndexesAside(
  client: pg.Client,
  tables: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<Aside>(
    `select coalesce(
       'alter table ' || i.indrelid::regclass || ' drop constraint ' || quote_ident(c.conname),
       'drop index ' || i.indexrelid::regclass) as remove,
     coalesce('alter table ' || i.indrelid::regclass || ' add constraint '
       || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid),
       pg_get_indexdef(i.indexrelid)) as restore
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'x'
     where i.indrelid::regclass::text = any($1)
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid
         and k.contype in ('p', 'u'))`,
    [tables],
  );
  for (const { remove } of rows) await client.query(remove);
  return rows.map(({ restore }) => restore);
}
