import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'tap';
import { type Issuer, remoteIssuer } from '../../../src/kernel/auth/issuers.ts';
import { createAuthenticator } from '../../../src/kernel/auth/tokens.ts';
import { goodClaims, ISSUER, sign, signingKey } from './signing.ts';

const NOW = new Date();
const key = await signingKey('RS256', 'first');
const stranger = await signingKey('RS256', 'stranger');

type Teardown = { teardown(end: () => unknown): void };
type Provider = { url: string; fetches: number; status: number };

/** An OpenID provider's key endpoint on this machine. */
async function provider(t: Teardown): Promise<Provider> {
  const state = { url: '', fetches: 0, status: 200 };
  const server = createServer((_request, response) => {
    state.fetches += 1;
    response.writeHead(state.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: [key.publicJwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  return state;
}

const enterBy = (issuer: Issuer) => {
  const { authenticate } = createAuthenticator({
    issuers: [issuer],
    audience: 'jingtian',
    clock: { now: () => NOW },
    pipeline: {
      run: async () =>
        ({
          rows: [
            {
              principal: {
                institutionId: 'a',
                institutionKind: 'BANK',
                personId: 'b',
                code: 'li.wei',
                roles: [],
                grants: [],
                approvalLimitFen: '0',
              },
            },
          ],
        }) as never,
    },
  });
  return async (signer: typeof key, header = {}) =>
    authenticate(`Bearer ${await sign(signer, goodClaims(NOW, 'li.wei'), header)}`);
};

test('keys are fetched once, and invented key ids cause no more fetches', async (t) => {
  const state = await provider(t);
  const errors: Error[] = [];
  const onError = (error: Error) => errors.push(error);
  const enter = enterBy(remoteIssuer({ issuer: ISSUER, jwksUrl: state.url, onError }));
  t.match(await enter(key), { code: 'li.wei' });
  t.equal(state.fetches, 1);
  for (const kid of ['a', 'b', 'c']) {
    await t.rejects(enter(stranger, { kid }), { code: 'auth.unauthenticated' });
  }
  await t.rejects(enter(stranger, { kid: 'first' }), { code: 'auth.unauthenticated' });
  t.equal(state.fetches, 1);
  t.same(errors, []);
});

test('keys that cannot be fetched are not the caller’s fault', async (t) => {
  const state = await provider(t);
  state.status = 503;
  const errors: Error[] = [];
  const onError = (error: Error) => errors.push(error);
  const enter = enterBy(remoteIssuer({ issuer: ISSUER, jwksUrl: state.url, onError }));
  await t.rejects(enter(key), { code: 'request.overloaded' });
  t.equal(errors.length, 1);
  state.status = 200;
  t.match(await enter(key), { code: 'li.wei' }, 'and it works when they come');
});
