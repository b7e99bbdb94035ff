/** Compares what the journal says with what the tables hold, both ways. */
import type pg from 'pg';
import { type Finding, SHOWN } from './finding.ts';
import { leafFindings } from './leaves.ts';
import { rowFindings, type Told } from './rows.ts';
import { treeFindings } from './tree.ts';

export type { Finding } from './finding.ts';
export type { Told } from './rows.ts';
export { SHOWN };

/**
 * All that does not fit in the log and the rows of one institution, at one moment; at most
 * {@link SHOWN} of each kind. The connection is of a member of jingtian_worker.
 *
 * It tells what somebody who can write to the database has done past the program. What was changed
 * together with the tiles it cannot tell: that shows against a checkpoint kept elsewhere.
 */
export async function monitorInstitution(
  client: pg.ClientBase,
  institutionId: string,
  told: readonly Told[],
): Promise<Finding[]> {
  await client.query('begin isolation level repeatable read');
  try {
    await client.query("select set_config('app.institution', $1, true)", [institutionId]);
    const { findings, size } = await treeFindings(client, institutionId);
    findings.push(...(await leafFindings(client, institutionId, size)));
    findings.push(...(await rowFindings(client, institutionId, told)));
    return findings;
  } finally {
    await client.query('rollback');
  }
}

/** Every institution there is. */
export async function institutionIds(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'select institution_id as id from job_institutions()',
  );
  return rows.map(({ id }) => id);
}
