import pg from 'pg';
import { allowEverything } from '../contracts/everyone.ts';
import { sampleRows } from '../contracts/sample-rows.ts';
import { TEST_KEY, type TestApp } from '../helpers/app.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { foundInstitution } from '../helpers/world.ts';
import { begin, type Town } from './town.ts';

/** Of each table. */
const ROWS = 64;

const NOWHERE = { id: '', code: '' };

/**
 * A bank with rows in every table that mean nothing: whatever a command of the registry names is
 * there, in whatever state is wanted, and its administrator may do everything.
 */
export async function foundMadeUpTown({ ownerUrl }: TestDatabase): Promise<Town> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  const owner: TestApp['owner'] = async (text, values) =>
    (await pool.query(text, values)).rows as never;
  try {
    const { bankId } = await foundInstitution(pool, TEST_KEY);
    await allowEverything({ owner } as TestApp);
    const wanted = { institutions: [bankId], count: ROWS, withoutJournal: true };
    const samples = await sampleRows({ ownerUrl } as TestApp, wanted);
    const foundedAt = await begin(owner);
    const nobody = { west: NOWHERE, east: NOWHERE, consentText: '', households: [], loans: [] };
    return { institutionId: bankId, foundedAt, samples, ...nobody };
  } finally {
    await pool.end();
  }
}
