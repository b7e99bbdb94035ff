import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';
import { TEST_KEY, testApp } from '../helpers/app.ts';

const ROTATE = fileURLToPath(new URL('../../src/bin/rotate.ts', import.meta.url));
const run = promisify(execFile);

test('keys are turned over from the command line, for every institution', async (t) => {
  const app = await testApp(t);
  const secret = Buffer.alloc(32, 9).toString('base64');
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    WORKER_DATABASE_URL: app.workerUrl,
    KEY_ENCRYPTION_KEY: `2:${secret},1:${TEST_KEY.toString('base64')}`,
    FIELD_DIGEST: 'hmac-sm3',
    FIELD_CIPHER: 'sm4-hmac-sm3',
  };
  const rotate = (...args: string[]) => run(process.execPath, [ROTATE, ...args], { env });
  const { stdout, stderr } = await rotate('--digest');
  t.equal(stdout.match(/brought under the newest keys/g)?.length, 3, 'two banks and the operator');
  t.notMatch(stdout + stderr, secret);
  const keys = await app.owner(
    `select number, algorithm, status,
    get_byte(wrapped, 0) as format, get_byte(wrapped, 1) as key from digest_key
    where institution_id = $1 order by number`,
    [app.world.bankId],
  );
  t.same(keys, [
    { number: 0, algorithm: 'hmac-sha256', status: 'RETIRED', format: null, key: null },
    { number: 1, algorithm: 'hmac-sm3', status: 'CURRENT', format: 3, key: 2 },
  ]);
  const again = await rotate();
  t.match(again.stdout, ': 0 brought', 'a second run finds nothing to do');
  await t.rejects(rotate('--unknown'), /unknown/i);
});
