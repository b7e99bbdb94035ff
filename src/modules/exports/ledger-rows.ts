/** The rows of an exported ledger, from the set that was fixed when it was asked for. */
import { sql } from 'kysely';
import type { LedgerColumn } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Database } from '../../kernel/db/index.ts';
import { streamRows } from '../../kernel/db/row-stream.ts';
import { lackingSections } from '../profiles/index.ts';
import { scopeOf } from '../staff/index.ts';
import { type LedgerFound, ledgerColumns, type Writing } from './ledger-columns.ts';

export type LedgerFile = {
  actor: Actor;
  exportId: string;
  columns: readonly LedgerColumn[];
  today: string;
  named: Writing['named'];
};

/**
 * The heading in both languages, then the customers by code: as they are now, and only those the
 * actor still sees and whose files are still open.
 */
export async function* ledgerRows(
  database: Database,
  file: LedgerFile,
): AsyncGenerator<readonly string[]> {
  const { actor, columns, named, today } = file;
  const { institutionId } = actor;
  yield columns.map((name) => `${named('LedgerColumn', name)} ${name}`);
  const db = database.reader(institutionId);
  for await (const rows of streamRows(database.streams, { institutionId, query: query(file) })) {
    const lacking = columns.includes('LACKING')
      ? await lackingSections(
          db,
          institutionId,
          rows.map((row) => row.LACKING ?? null),
        )
      : [];
    for (const [index, row] of rows.entries()) {
      const writing = { named, today, lacking: lacking[index] ?? [] };
      yield columns.map((name) => ledgerColumns[name].written(row[name], writing));
    }
  }
}

function query({ actor, exportId, columns, today }: LedgerFile) {
  const found = columns.map((name) => sql`${ledgerColumns[name].found(today)} as ${sql.ref(name)}`);
  return sql<LedgerFound>`
    select ${sql.join(found)} from disclosure d
    join customer c on c.institution_id = d.institution_id and c.id = d.customer_id
    where d.institution_id = ${actor.institutionId} and d.export_id = ${exportId}
      and c.status = 'ACTIVE' and ${scopeOf(actor, sql.ref('c.territory_code'))}
    order by c.code`;
}
