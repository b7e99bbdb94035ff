import pg from 'pg';
import { civilDate } from '../kernel/clock.ts';
import type { KeyRing } from '../kernel/vault/key-ring.ts';
import { assignStaff } from './assignments.ts';
import { readCounty } from './county.ts';
import { factBookOf } from './facts.ts';
import { deferForeignKeys } from './foreign-keys.ts';
import { tellFoundations } from './foundation-facts.ts';
import { loadFoundations } from './foundations.ts';
import { foundInstitutions } from './institutions.ts';
import { loadCustomers } from './load-customers.ts';
import { type Loader, openLoader, type Progress } from './loader.ts';
import { DEMO_BANK } from './people.ts';
import type { Setting } from './setting.ts';
import { hireStaff } from './staff.ts';
import { drawTerritory } from './territory.ts';
import { isUntold, markUntold } from './untold.ts';

export type SeedOptions = {
  /** Of the role that owns the tables; it must bypass row security (a superuser does). */
  ownerUrl: string;
  /** The server's, or it cannot open what is sealed here. */
  keyEncryptionKey: Buffer | KeyRing;
  /** Households and merchants together; 20,000 by default. */
  households?: number;
  /** 1,500 by default, and never more than rated customers allow. */
  loans?: number;
  /** Share of the customers that are rated; 0.6 by default, and at most 0.64. */
  ratedShare?: number;
  /** Of 24 towns only so many, for small counties of tests. */
  towns?: number;
  seed?: number;
  /** The civil date everything is told as of; today in China by default. */
  today?: string;
  log?: (line: string) => void;
  progress?: Progress;
};

/**
 * `seeded` is false when the bank was there already: then nothing is touched. `isWhole` is false
 * until its story is told, too.
 */
export type SeedResult = {
  seeded: boolean;
  isWhole: boolean;
  rows: Readonly<Record<string, number>>;
  ms: number;
};

export const DEMO_HOUSEHOLDS = 20_000;
export const DEMO_LOANS = 1_500;
const DEMO_RATED_SHARE = 0.6;
const DEMO_SEED = 429_005;
/** Two seeders at once: the second waits and finds the bank there. */
const SEED_LOCK = 20_250_603;

/**
 * Loads the demo county in one transaction: all of it or nothing. The same seed and day give the
 * same county, ciphertexts aside. Does nothing when the bank exists.
 *
 * @throws Error when the role of `ownerUrl` is bound by row security.
 */
export async function seedDemo(options: SeedOptions): Promise<SeedResult> {
  const started = performance.now();
  const client = new pg.Client({ connectionString: options.ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [SEED_LOCK]);
    await requireOwner(client);
    if (await bankExists(client)) {
      const isWhole = !(await isUntold(client));
      await client.query('rollback');
      if (isWhole) options.log?.('the demo county is there already (演示数据已存在)');
      return { seeded: false, isWhole, rows: {}, ms: performance.now() - started };
    }
    const loader = openLoader(client, options);
    const foreignKeys = await deferForeignKeys(client);
    await loadCounty(loader, settingOf(options), options.keyEncryptionKey);
    await loader.step('foreign keys', () => foreignKeys.check());
    await markUntold(client);
    await client.query('commit');
    await loader.step('analyze', () => client.query('analyze'));
    return { seeded: true, isWhole: false, rows: loader.rows, ms: performance.now() - started };
  } finally {
    await client.end();
  }
}

const settingOf = (options: SeedOptions): Setting => ({
  seed: options.seed ?? DEMO_SEED,
  today: options.today ?? civilDate(new Date()),
  households: options.households ?? DEMO_HOUSEHOLDS,
  loans: options.loans ?? DEMO_LOANS,
  ratedShare: options.ratedShare ?? DEMO_RATED_SHARE,
  towns: options.towns,
});

/** COPY is refused on tables with row security to a role that is bound by it. */
async function requireOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(
    'select rolsuper or rolbypassrls as free from pg_roles where rolname = current_user',
  );
  if (rows[0]?.free) return;
  throw new Error(
    'The demo is loaded with COPY by the owner of the tables, who must be a superuser or have ' +
      'BYPASSRLS: alter role <owner> bypassrls. ' +
      '演示数据由表所有者用 COPY 导入,该角色须为超级用户或具有 BYPASSRLS。',
  );
}

async function bankExists(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query('select from institution where code = $1', [DEMO_BANK]);
  return rowCount !== 0;
}

async function loadCounty(loader: Loader, setting: Setting, keyEncryptionKey: Buffer | KeyRing) {
  const county = readCounty(setting.towns);
  const territory = drawTerritory(county, setting);
  const institutions = foundInstitutions(county, setting);
  const staff = hireStaff(county, setting);
  const assignments = assignStaff({ county, territory, staff }, setting);
  const world = { county, territory, institutions, staff, assignments, setting };
  const dataKey = await loadFoundations(loader, world, keyEncryptionKey);
  const book = factBookOf(institutions.bank.id, setting);
  tellFoundations(world, book);
  await loader.step('customers, ratings and loans', () =>
    loadCustomers(loader, world, { dataKey, book }),
  );
  await loader.step('journal', () => loader.copy('journal_entry', book.take()));
}
