import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadConfig } from '../config.ts';
import { civilDate } from '../kernel/clock.ts';
import { openDatabase } from '../kernel/db/index.ts';
import { baseMonitor } from '../kernel/db/migrate.ts';
import { newId } from '../kernel/ids.ts';
import { createKeyRing } from '../kernel/vault/key-ring.ts';
import { firstKeys } from '../kernel/vault/vault.ts';
import { establish } from '../modules/institutions/index.ts';

/**
 * The first step in production: makes the operator of the platform with one person, whose tokens
 * then open institutions (`institution.open`) and keep the list of divisions. Run once, with
 * OWNER_DATABASE_URL and the KEY_ENCRYPTION_KEY the server runs with.
 */
const USAGE =
  'npm run found -- --issuer https://id.example --subject 0042 --name "Platform operator" --area 42';

const OPTIONS = {
  issuer: { type: 'string' },
  subject: { type: 'string' },
  name: { type: 'string' },
  area: { type: 'string' },
} as const;

type Given = Record<keyof typeof OPTIONS, string>;

function readArguments(): Given {
  const { values } = parseArgs({ options: OPTIONS, strict: true });
  const missing = Object.keys(OPTIONS).find((name) => !values[name as keyof Given]);
  if (missing) throw new Error(`--${missing} is missing\n${USAGE}`);
  return values as Given;
}

async function found(): Promise<void> {
  const given = readArguments();
  const config = loadConfig(process.env, 'found');
  const { ownerUrl } = config.database;
  if (!ownerUrl) throw new Error('OWNER_DATABASE_URL is not set. 未设置 OWNER_DATABASE_URL。');
  const database = openDatabase({
    ...config.database,
    url: ownerUrl,
    streamPoolSize: 1,
    onError: (error) => console.error(error.message),
  });
  try {
    const institution = newId();
    const ring = createKeyRing(config.keyEncryptionKeys, config.suite.cipher);
    const keys = firstKeys(ring, institution, config.suite);
    await database.transact({ institutionId: institution }, async (tx) => {
      const person = await establish(tx, {
        institution,
        code: 'OPERATOR',
        name: given.name,
        kind: 'OPERATOR',
        areaCode: given.area,
        administrator: {
          code: 'operator',
          name: given.name,
          issuer: given.issuer,
          subject: given.subject,
        },
        keys,
        today: civilDate(new Date()),
      });
      // The first rows of all have no journal yet; the monitor begins behind them.
      await baseMonitor(tx);
      return { value: person };
    });
    console.log(`The operator is ready: ${given.issuer} ${given.subject}. 平台运营方已建立。`);
  } finally {
    await database.close();
  }
}

const THERE_ALREADY = 'institution_code_key';

/** The code of the operator is unique, so the database says when there is one. */
function wordsOf(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    return error.constraint === THERE_ALREADY
      ? 'There is an operator already. 平台运营方已存在。'
      : error;
  }
  return error instanceof Error ? error.message : error;
}

try {
  await found();
} catch (error) {
  console.error(wordsOf(error));
  process.exitCode = 1;
}
