import { CompiledQuery } from 'kysely';
import type { StatementConfig, Tx } from '../db/index.ts';

export type RawRow = Record<string, unknown>;

/** Sends a statement whose text is kept, without building it again. */
export async function sendRaw(tx: Tx, statement: StatementConfig): Promise<RawRow[]> {
  const query = CompiledQuery.raw(statement.text, [...statement.values]);
  const { rows } = await tx.executeQuery<RawRow>(query);
  return rows;
}
