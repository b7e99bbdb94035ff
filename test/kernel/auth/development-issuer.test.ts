import { readdir, stat } from 'node:fs/promises';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { test } from 'tap';
import { loadConfig } from '../../../src/config.ts';
import { openDevelopmentIssuer } from '../../../src/kernel/auth/development-issuer.ts';

const configOf = (dataDir: string) => loadConfig({ DATA_DIR: dataDir });

test('several processes at once make one key, closed to others', async (t) => {
  const folder = t.testdir({});
  const config = configOf(`${folder}/data`);
  const [first, second, third] = await Promise.all([
    openDevelopmentIssuer(config),
    openDevelopmentIssuer(config),
    openDevelopmentIssuer(config),
  ]);
  const files = await readdir(config.dataDir);
  t.same(files, ['demo-issuer.jwk.json'], 'no draft is left behind');
  const { mode } = await stat(`${config.dataDir}/demo-issuer.jwk.json`);
  t.equal(mode & 0o777, 0o600);
  const token = await first.issueToken('li.wei');
  for (const { issuer } of [second, third, await openDevelopmentIssuer(config)]) {
    t.match((await jwtVerify(token, issuer.keyOf)).payload, { sub: 'li.wei' });
  }
});

test('its tokens are access tokens of the demo', async (t) => {
  const config = configOf(t.testdir({}));
  const { issueToken } = await openDevelopmentIssuer(config);
  const token = await issueToken('li.wei', { ttlS: 60 });
  t.match(decodeProtectedHeader(token), { alg: 'EdDSA', typ: 'at+jwt', kid: /^[\w-]{43}$/ });
  const claims = decodeJwt(token);
  t.match(claims, { iss: config.tokens.issuer, aud: 'jingtian', client_id: 'demo' });
  t.equal(Number(claims.exp) - Number(claims.iat), 60);
});

test('it opens neither in production nor beside another issuer', async (t) => {
  const config = configOf(t.testdir({}));
  const production = openDevelopmentIssuer({ ...config, environment: 'production' });
  await t.rejects(production, /production/);
  const jwksUrl = 'https://id.example/jwks.json';
  const beside = openDevelopmentIssuer({ ...config, tokens: { ...config.tokens, jwksUrl } });
  await t.rejects(beside, /JWKS_URL/);
  t.same(await readdir(config.dataDir), []);
});
