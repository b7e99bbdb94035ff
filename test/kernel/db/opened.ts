import { openDatabase } from '../../../src/kernel/db/index.ts';
import { testDatabase } from '../../helpers/database.ts';

type Teardown = Parameters<typeof testDatabase>[0];

/** A database of the test's own, opened as the API role over one lane. */
export async function opened(t: Teardown) {
  const { url, ownerUrl } = await testDatabase(t);
  const database = openDatabase({
    url,
    readLanes: 1,
    poolSize: 2,
    streamPoolSize: 1,
    statementTimeoutMs: 10_000,
    lockTimeoutMs: 2_000,
    namedStatements: 100,
    onError: () => undefined,
  });
  t.teardown(() => database.close());
  return { ...database, ownerUrl };
}
