import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { test } from 'tap';
import { testDatabase } from '../helpers/database.ts';

const FOUND = fileURLToPath(new URL('../../src/bin/found.ts', import.meta.url));
const run = promisify(execFile);
const ARGUMENTS = [
  '--issuer',
  'https://id.example',
  '--subject',
  '42',
  '--name',
  '平台',
  '--area',
  '42',
];

test('founding makes the operator once, with a person who may open institutions', async (t) => {
  const { ownerUrl } = await testDatabase(t);
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    OWNER_DATABASE_URL: ownerUrl,
    KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const { stdout } = await run(process.execPath, [FOUND, ...ARGUMENTS], { env });
  t.match(stdout, 'The operator is ready');
  const client = new pg.Client(ownerUrl);
  await client.connect();
  t.teardown(() => client.end());
  const { rows } = await client.query(
    "select principal('https://id.example', '42', (now() at time zone 'Asia/Shanghai')::date)",
  );
  t.match(rows[0]?.principal, {
    institutionKind: 'OPERATOR',
    roles: ['OPERATOR'],
    grants: [{ scope: [''] }],
  });
  t.ok(rows[0]?.principal.grants[0].permissions.includes('institution.open'));
  await t.rejects(run(process.execPath, [FOUND, ...ARGUMENTS], { env }), /an operator already/);
  const unset = { ...env, KEY_ENCRYPTION_KEY: '' };
  await t.rejects(
    run(process.execPath, [FOUND, ...ARGUMENTS], { env: unset }),
    /KEY_ENCRYPTION_KEY/,
  );
});
