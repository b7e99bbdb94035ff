import { runIn, type StatementConfig, type Tx } from '../db/index.ts';

export type RawRow = Record<string, unknown>;

/** Sends a statement whose text is kept, without building it again. */
export async function sendRaw(tx: Tx, statement: StatementConfig): Promise<RawRow[]> {
  const { rows } = await runIn(tx, statement);
  return rows as RawRow[];
}
