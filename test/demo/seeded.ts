import pg from 'pg';
import type { Test } from 'tap';
import { type SeedOptions, seedDemo } from '../../src/demo/seed.ts';
import { TEST_KEY } from '../helpers/app.ts';
import { type TestDatabase, testDatabase } from '../helpers/database.ts';

export const TODAY = '2026-03-02';

/** Three towns and few customers: everything the whole county has, in seconds. */
export const SMALL = { towns: 3, households: 1_500, loans: 600, today: TODAY };

export type Seeded = {
  db: TestDatabase;
  owner: pg.Client;
  seed(more?: Partial<SeedOptions>): ReturnType<typeof seedDemo>;
  rows<T extends object>(text: string, values?: unknown[]): Promise<T[]>;
};

/** A database of its own, connected to as the owner; not seeded yet. */
export async function demoDatabase(t: Pick<Test, 'teardown'>): Promise<Seeded> {
  const db = await testDatabase(t);
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  return {
    db,
    owner,
    seed: (more = {}) =>
      seedDemo({ ownerUrl: db.ownerUrl, keyEncryptionKey: TEST_KEY, ...SMALL, ...more }),
    rows: async (text, values) => (await owner.query(text, values)).rows,
  };
}
