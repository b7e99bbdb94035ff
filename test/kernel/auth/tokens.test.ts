import { createHmac } from 'node:crypto';
import { type CryptoKey, exportSPKI, importJWK } from 'jose';
import { test } from 'tap';
import { type Issuer, localIssuer } from '../../../src/kernel/auth/issuers.ts';
import { createAuthenticator } from '../../../src/kernel/auth/tokens.ts';
import {
  type Claims,
  goodClaims,
  handMade,
  ISSUER,
  seconds,
  sign,
  signingKey,
  UNKNOWN_EXTENSION,
} from './signing.ts';

const NOW = new Date('2026-03-02T02:00:00Z');
const PERSON = {
  institutionId: '01900000-0000-7000-8000-000000000001',
  institutionKind: 'BANK',
  personId: '01900000-0000-7000-8000-000000000002',
  code: 'li.wei',
  roles: ['GRID_OFFICER'],
  approvalLimitFen: '900719925474099312',
};
const PRINCIPAL = { ...PERSON, grants: [{ permissions: ['grid.read'], scope: ['429005'] }] };

const keys = {
  ed: await signingKey('EdDSA', 'ed'),
  es: await signingKey('ES256', 'es'),
  ps: await signingKey('PS256', 'ps'),
  rs: await signingKey('RS256', 'rs'),
  other: await signingKey('EdDSA', 'other'),
  es384: await signingKey('ES384', 'es384'),
};
const { ed, es, ps, rs, es384, other } = keys;

/** An authenticator whose look-up knows everyone, counts, and can be held or moved in time. */
function setUp() {
  const state = {
    now: NOW,
    lookups: 0,
    verifications: 0,
    answer: PRINCIPAL as unknown,
    down: false,
  };
  const published = [ed, es, ps, rs, es384].map(({ publicJwk }) => publicJwk);
  const first = localIssuer(ISSUER, { keys: published });
  const counting: Issuer = {
    ...first,
    keyOf: (...asked) => {
      state.verifications += 1;
      return first.keyOf(...asked);
    },
  };
  const authenticator = createAuthenticator({
    issuers: [counting, localIssuer('https://second.example/', { keys: [other.publicJwk] })],
    audience: 'jingtian',
    clock: { now: () => state.now },
    pipeline: {
      async run() {
        state.lookups += 1;
        if (state.down) throw new Error('database gone');
        return { rows: [{ principal: state.answer }] } as never;
      },
    },
  });
  const after = (ms: number): void => {
    state.now = new Date(state.now.getTime() + ms);
  };
  return { ...authenticator, state, after };
}

const good = (change: Claims = {}): Claims => ({ ...goodClaims(NOW, 'li.wei'), ...change });
const REFUSED = { code: 'auth.unauthenticated', path: [], details: undefined };

test('a good token of every allowed algorithm speaks for its person', async (t) => {
  for (const key of [ed, es, ps, rs]) {
    const { authenticate } = setUp();
    const actor = await authenticate(`Bearer ${await sign(key, good())}`);
    t.same(
      actor,
      {
        ...PERSON,
        clientId: 'branch-app',
        permissions: new Set(['grid.read']),
        scope: ['429005'],
        approvalLimitFen: 900719925474099312n,
      },
      key.alg,
    );
  }
});

test('the client is azp, client_id or sub, in this order', async (t) => {
  const table: [Claims, string][] = [
    [{ azp: 'first', client_id: 'second' }, 'first'],
    [{ client_id: 'second' }, 'second'],
    [{ client_id: undefined }, 'li.wei'],
  ];
  for (const [claims, client] of table) {
    const { authenticate } = setUp();
    const token = await sign(ed, good(claims));
    t.equal((await authenticate(`bearer ${token}`)).clientId, client);
  }
});

test('each issuer signs with its own keys only', async (t) => {
  const { authenticate } = setUp();
  const second = 'https://second.example/';
  const own = await sign(other, good({ iss: second }));
  t.match(await authenticate(`Bearer ${own}`), { code: 'li.wei' });
  const posing = await sign(other, good(), { kid: 'ed' });
  await t.rejects(authenticate(`Bearer ${posing}`), REFUSED);
  const crossed = await sign(ed, good({ iss: second }));
  await t.rejects(authenticate(`Bearer ${crossed}`), REFUSED);
});

test('claims at the edge of the tolerance', async (t) => {
  const now = seconds(NOW);
  const table: [Claims, boolean][] = [
    [{ exp: now - 4 }, true],
    [{ exp: now - 6 }, false],
    [{ nbf: now + 4 }, true],
    [{ nbf: now + 6 }, false],
    [{ iat: now + 4 }, true],
    [{ iat: now + 6 }, false],
    [{ aud: ['elsewhere', 'jingtian'] }, true],
    [{ aud: ['elsewhere'] }, false],
  ];
  for (const [claims, accepted] of table) {
    const { authenticate } = setUp();
    const answer = authenticate(`Bearer ${await sign(ed, good(claims))}`);
    if (accepted) t.match(await answer, { code: 'li.wei' }, JSON.stringify(claims));
    else await t.rejects(answer, REFUSED, JSON.stringify(claims));
  }
});

const spki = await exportSPKI((await importJWK(rs.publicJwk)) as CryptoKey);
const withSecret = (secret: string | Buffer): string => {
  const unsigned = handMade({ alg: 'HS256', typ: 'at+jwt', kid: 'rs' }, good()).slice(0, -1);
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
};
const valid = await sign(ed, good());
const [head = '', body = '', signature = ''] = valid.split('.');
const changed = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

/** Authorization headers nobody may get in with. */
const BAD: Record<string, string | undefined> = {
  'no header': undefined,
  'an empty header': '',
  'no token': 'Bearer ',
  'another scheme': `Basic ${valid}`,
  'no scheme': valid,
  'two tokens': `Bearer ${valid} ${valid}`,
  'not a token': 'Bearer abc',
  'three parts of nothing': 'Bearer a.b.c',
  'an encrypted token': 'Bearer a.b.c.d.e',
  'alg none': `Bearer ${handMade({ alg: 'none', typ: 'at+jwt' }, good())}`,
  'alg none with a signature': `Bearer ${handMade({ alg: 'none', typ: 'at+jwt' }, good(), signature)}`,
  'alg None': `Bearer ${handMade({ alg: 'None', typ: 'at+jwt', kid: 'ed' }, good(), signature)}`,
  'HS256 with the public key in PEM': `Bearer ${withSecret(spki)}`,
  'HS256 with the public key as JSON': `Bearer ${withSecret(JSON.stringify(rs.publicJwk))}`,
  'HS256 with an empty secret': `Bearer ${withSecret(Buffer.alloc(0))}`,
  'no signature': `Bearer ${head}.${body}.`,
  'a changed signature': `Bearer ${head}.${body}.${changed(signature)}`,
  'changed claims': `Bearer ${head}.${handMade({}, good({ sub: 'boss' })).split('.')[1]}.${signature}`,
  'an algorithm outside the list': `Bearer ${await sign(es384, good())}`,
  'a key nobody published': `Bearer ${await sign(other, good())}`,
  'an unknown kid': `Bearer ${await sign(ed, good(), { kid: 'gone' })}`,
  'a key of its own': `Bearer ${await sign(other, good(), { jwk: other.publicJwk, kid: undefined })}`,
  'a key address of its own': `Bearer ${await sign(other, good(), { jku: 'http://127.0.0.1:1/', kid: undefined })}`,
  'typ JWT': `Bearer ${await sign(ed, good(), { typ: 'JWT' })}`,
  'no typ': `Bearer ${await sign(ed, good(), { typ: undefined })}`,
  'another issuer': `Bearer ${await sign(ed, good({ iss: 'https://evil.example/' }))}`,
  'the issuer without its slash': `Bearer ${await sign(ed, good({ iss: ISSUER.slice(0, -1) }))}`,
  'no issuer': `Bearer ${await sign(ed, good({ iss: undefined }))}`,
  'another audience': `Bearer ${await sign(ed, good({ aud: 'other-api' }))}`,
  'no audience': `Bearer ${await sign(ed, good({ aud: undefined }))}`,
  expired: `Bearer ${await sign(ed, good({ exp: seconds(NOW) - 60 }))}`,
  'no expiry': `Bearer ${await sign(ed, good({ exp: undefined }))}`,
  'expiry as text': `Bearer ${await sign(ed, good({ exp: '2099-01-01' }))}`,
  'not valid yet': `Bearer ${await sign(ed, good({ nbf: seconds(NOW) + 60 }))}`,
  'issued in the future': `Bearer ${await sign(ed, good({ iat: seconds(NOW) + 60 }))}`,
  'no time of issue': `Bearer ${await sign(ed, good({ iat: undefined }))}`,
  'no subject': `Bearer ${await sign(ed, good({ sub: undefined }))}`,
  'an empty subject': `Bearer ${await sign(ed, good({ sub: '' }))}`,
  'a subject that is no text': `Bearer ${await sign(ed, good({ sub: 7 }))}`,
  'a subject with NUL': `Bearer ${await sign(ed, good({ sub: 'li\0wei' }))}`,
  'a subject that is too long': `Bearer ${await sign(ed, good({ sub: 'x'.repeat(256) }))}`,
  'a client that is no text': `Bearer ${await sign(ed, good({ azp: { a: 1 } }))}`,
  'a client that is too long': `Bearer ${await sign(ed, good({ azp: 'x'.repeat(129) }))}`,
  'claims it must understand and does not': `Bearer ${await sign(ed, good(), { crit: [UNKNOWN_EXTENSION], [UNKNOWN_EXTENSION]: 1 })}`,
  oversized: `Bearer ${await sign(ed, good({ padding: 'x'.repeat(8_000) }))}`,
};

test('whatever is wrong with a token, the answer is one and says nothing', async (t) => {
  for (const [name, authorization] of Object.entries(BAD)) {
    const { authenticate, recognise, state } = setUp();
    await t.rejects(authenticate(authorization), REFUSED, name);
    t.equal(recognise(authorization), undefined, `${name} is not recognised`);
    t.equal(state.lookups, 0, `${name} asks the database nothing`);
  }
});

test('a verdict is kept for a minute and never past the expiry', async (t) => {
  const { authenticate, after, state } = setUp();
  const token = `Bearer ${await sign(ed, good({ exp: seconds(NOW) + 90 }))}`;
  const steps: [number, number][] = [
    [0, 1],
    [59_999, 1],
    [1, 2],
    [29_999, 2],
    [1, 3],
  ];
  for (const [ms, verifications] of steps) {
    after(ms);
    await authenticate(token);
    t.equal(state.verifications, verifications);
  }
  after(5_000);
  await t.rejects(authenticate(token), REFUSED, 'five seconds past its expiry');
});

test('a person is looked up again after five seconds, also when the clock went back', async (t) => {
  const { authenticate, after, state } = setUp();
  const token = `Bearer ${valid}`;
  const first = await authenticate(token);
  after(4_999);
  t.equal(await authenticate(token), first, 'the same actor');
  t.equal(state.lookups, 1);
  state.answer = { ...PRINCIPAL, grants: [] };
  after(1);
  t.equal((await authenticate(token)).permissions.size, 0, 'a revoked right is gone');
  after(-5_000);
  await authenticate(token);
  t.equal(state.lookups, 3);
  state.answer = null;
  after(5_000);
  await t.rejects(authenticate(token), REFUSED, 'who has left is nobody');
  state.answer = PRINCIPAL;
  await authenticate(token);
  t.equal(state.lookups, 5, 'who comes back gets in at once');
});

test('requests at the same moment share one look-up, also when it fails', async (t) => {
  const { authenticate, state } = setUp();
  const token = `Bearer ${valid}`;
  const all = await Promise.all(Array.from({ length: 50 }, () => authenticate(token)));
  t.equal(new Set(all).size, 1);
  t.equal(state.lookups, 1);
  const failing = setUp();
  failing.state.down = true;
  const answers = await Promise.allSettled([1, 2].map(() => failing.authenticate(token)));
  for (const answer of answers) t.match(answer, { reason: { message: 'database gone' } });
  failing.state.down = false;
  t.match(await failing.authenticate(token), { code: 'li.wei' }, 'and the next one tries again');
});

test('tokens of one client and person are recognised as one, until they expire', async (t) => {
  const { authenticate, recognise, after } = setUp();
  const [one, two, stranger] = await Promise.all([
    sign(ed, good({ jti: '1' })),
    sign(ed, good({ jti: '2' })),
    sign(ed, good({ azp: 'another-app' })),
  ]);
  t.equal(recognise(`Bearer ${one}`), undefined, 'not before it was verified');
  for (const token of [one, two, stranger]) await authenticate(`Bearer ${token}`);
  t.ok(recognise(`Bearer ${one}`));
  t.equal(recognise(`Bearer ${one}`), recognise(`Bearer ${two}`));
  t.not(recognise(`Bearer ${one}`), recognise(`Bearer ${stranger}`));
  after(300_000);
  t.equal(recognise(`Bearer ${one}`), undefined);
});
