import { test } from 'tap';
import { ConfigError, DEMO_KEY_ENCRYPTION_KEY, loadConfig, type Purpose } from '../src/config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://api:secret@db/jingtian',
  OWNER_DATABASE_URL: 'postgres://owner:secret@db/jingtian',
  SEQUENCER_DATABASE_URL: 'postgres://sequencer:secret@db/jingtian',
  WORKER_DATABASE_URL: 'postgres://worker:secret@db/jingtian',
  KEY_ENCRYPTION_KEY: KEY,
  JWKS_URL: 'https://id.example/jwks.json',
  JOURNAL_ORIGIN: 'bank.example/public/logs',
  JWT_ISSUER: 'https://id.example/',
};

const problemsOf = (env: Record<string, string>, purpose?: Purpose) => {
  try {
    loadConfig(env, purpose);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

test('an empty environment is a whole demo on this machine only', async (t) => {
  const config = loadConfig({});
  t.match(config, {
    environment: 'development',
    host: '127.0.0.1',
    port: 8080,
    dataDir: '.data',
    database: { url: undefined, ownerUrl: undefined, namedStatements: 500 },
    graphql: { jit: true, graphiql: true },
    tokens: { jwksUrl: undefined },
    keyEncryptionKeys: [{ number: 1, key: DEMO_KEY_ENCRYPTION_KEY }],
    suite: { cipher: 'aes-256-gcm', digest: 'hmac-sha256' },
    corsOrigins: [],
  });
  t.equal(Buffer.from(config.keyEncryptionKeys[0]?.key ?? '', 'base64').length, 32);
});

test('every level of the settings is frozen', async (t) => {
  const levels = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null
      ? [value, ...Object.values(value).flatMap(levels)]
      : [];
  const all = levels(loadConfig({}));
  t.ok(all.length > 4);
  for (const level of all) t.ok(Object.isFrozen(level));
});

test('what is set is read', async (t) => {
  const table: [Record<string, string>, object][] = [
    [{ PORT: '0' }, { port: 0 }],
    [
      { KEY_ENCRYPTION_KEY: `1:${KEY} 3:${DEMO_KEY_ENCRYPTION_KEY}` },
      {
        keyEncryptionKeys: [
          { number: 1, key: KEY },
          { number: 3, key: DEMO_KEY_ENCRYPTION_KEY },
        ],
      },
    ],
    [{ FIELD_CIPHER: 'sm4-hmac-sm3' }, { suite: { cipher: 'sm4-hmac-sm3' } }],
    [{ PORT: ' 9090 ' }, { port: 9090 }],
    [{ PORT: '' }, { port: 8080 }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
    [{ GRAPHQL_JIT: '0' }, { graphql: { jit: false } }],
    [{ GRAPHQL_JIT: '1' }, { graphql: { jit: true } }],
    [{ GRAPHIQL: 'off' }, { graphql: { graphiql: false } }],
    [{ NAMED_STATEMENTS: 'off' }, { database: { namedStatements: 0 } }],
    [{ NAMED_STATEMENTS: 'ON' }, { database: { namedStatements: 500 } }],
    [{ STATEMENT_TIMEOUT_MS: '2500' }, { database: { statementTimeoutMs: 2500 } }],
    [{ DATABASE_URL: 'postgresql://a:b@c:1/d' }, { database: { url: 'postgresql://a:b@c:1/d' } }],
    [
      { CORS_ORIGINS: 'https://a.example, http://localhost:3000' },
      { corsOrigins: ['https://a.example', 'http://localhost:3000'] },
    ],
    [{ DATA_DIR: '/d' }, { journal: { keyFile: '/d/journal/signing.key', witnesses: [] } }],
    [
      { JOURNAL_WITNESSES: 'w.example+0a0b0c0d+BAAA https://w.example/, v+00000000+BA== http://v' },
      {
        journal: {
          witnesses: [
            { key: 'w.example+0a0b0c0d+BAAA', url: 'https://w.example/' },
            { key: 'v+00000000+BA==', url: 'http://v' },
          ],
        },
      },
    ],
    [{ RATE_LIMIT_MAX: '5' }, { rateLimit: { max: 5, windowMs: 60_000 } }],
    [{ METRICS_TOKEN: '0123456789abcdef' }, { metricsToken: '0123456789abcdef' }],
    [
      { TRUSTED_PROXIES: '10.0.0.0/8, ::1 192.168.1.7' },
      { trustedProxies: ['10.0.0.0/8', '::1', '192.168.1.7'] },
    ],
    [PRODUCTION, { environment: 'production', graphql: { graphiql: false } }],
  ];
  for (const [env, expected] of table) t.match(loadConfig(env), expected, JSON.stringify(env));
});

test('a value of the wrong form is refused by name, in both languages, unrepeated', async (t) => {
  const table: Record<string, string[]> = {
    NODE_ENV: ['prod', 'Production'],
    PORT: ['-1', '65536', '80.5', '0x50', 'http'],
    LOG_LEVEL: ['loud'],
    DATABASE_URL: ['mysql://a:hidden@b/c', 'localhost'],
    POOL_SIZE: ['0', '501'],
    STATEMENT_TIMEOUT_MS: ['99', '10s'],
    NAMED_STATEMENTS: ['maybe'],
    GRAPHQL_JIT: ['2'],
    JWKS_URL: ['file:///etc/passwd', 'id.example'],
    KEY_ENCRYPTION_KEY: [
      'hidden',
      Buffer.alloc(31).toString('base64'),
      `${KEY}====`,
      `0:${KEY}`,
      `256:${KEY}`,
      `2:${KEY},2:${KEY}`,
      `${KEY},hidden`,
      ',',
    ],
    FIELD_CIPHER: ['sm4', 'des'],
    FIELD_DIGEST: ['md5'],
    CORS_ORIGINS: ['*', 'https://a.example/', 'https://a.example,b.example'],
    TRUSTED_PROXIES: ['true', '10.0.0.0/33', 'proxy.example'],
    METRICS_TOKEN: ['hidden', 'with spaces and hidden'],
    BODY_LIMIT_BYTES: ['1e6', '1023'],
    JOURNAL_ORIGIN: ['https://bank.example/logs', 'hidden logs', 'bank.example/', 'a+b', '/logs'],
    JOURNAL_WITNESSES: [
      'https://hidden.example',
      'hidden+00+x https://w.example',
      'w+00000000+AA x',
    ],
  };
  for (const [variable, values] of Object.entries(table)) {
    for (const value of values) {
      const problems = problemsOf({ [variable]: value });
      t.same(
        problems.map((problem) => problem.variable),
        [variable],
        `${variable}=${value}`,
      );
      t.match(problems[0], { en: /^Must be /, zh: /^应为/ });
      t.notMatch(JSON.stringify(problems), /hidden/);
    }
  }
});

test('production refuses what only a demo may do', async (t) => {
  const without = (...names: string[]): Record<string, string> =>
    Object.fromEntries(Object.entries(PRODUCTION).filter(([name]) => !names.includes(name)));
  const table: [string, Purpose, Record<string, string>, string[]][] = [
    ['all is set', 'serve', PRODUCTION, []],
    ['embedded database', 'serve', without('DATABASE_URL'), ['DATABASE_URL']],
    ['blank database', 'serve', { ...PRODUCTION, DATABASE_URL: ' ' }, ['DATABASE_URL']],
    ['no key', 'serve', without('KEY_ENCRYPTION_KEY'), ['KEY_ENCRYPTION_KEY']],
    [
      'demo key',
      'serve',
      { ...PRODUCTION, KEY_ENCRYPTION_KEY: DEMO_KEY_ENCRYPTION_KEY },
      ['KEY_ENCRYPTION_KEY'],
    ],
    ['demo issuer', 'serve', without('JWKS_URL', 'JWT_ISSUER'), ['JWKS_URL', 'JWT_ISSUER']],
    ['GraphiQL', 'serve', { ...PRODUCTION, GRAPHIQL: '1' }, ['GRAPHIQL']],
    ['GraphiQL off', 'serve', { ...PRODUCTION, GRAPHIQL: 'off' }, []],
    [
      'API as owner',
      'serve',
      { ...PRODUCTION, DATABASE_URL: PRODUCTION.OWNER_DATABASE_URL },
      ['DATABASE_URL'],
    ],
    [
      'nothing is set',
      'serve',
      { NODE_ENV: 'production' },
      ['DATABASE_URL', 'JOURNAL_ORIGIN', 'KEY_ENCRYPTION_KEY', 'JWKS_URL', 'JWT_ISSUER'],
    ],
    ['logs of no name', 'serve', without('JOURNAL_ORIGIN'), ['JOURNAL_ORIGIN']],
    ['a malformed value is told once', 'serve', { ...PRODUCTION, JWKS_URL: 'x' }, ['JWKS_URL']],
    ['migrations', 'migrate', { NODE_ENV: 'production' }, ['OWNER_DATABASE_URL']],
    [
      'sequencer',
      'sequence',
      { NODE_ENV: 'production' },
      ['SEQUENCER_DATABASE_URL', 'JOURNAL_ORIGIN'],
    ],
    ['verifier keys', 'sign', { NODE_ENV: 'production' }, ['JOURNAL_ORIGIN']],
    ['sequencer alone', 'sequence', without('DATABASE_URL', 'KEY_ENCRYPTION_KEY'), []],
    ['worker', 'work', { NODE_ENV: 'production' }, ['WORKER_DATABASE_URL', 'KEY_ENCRYPTION_KEY']],
    ['worker alone', 'work', without('DATABASE_URL', 'JWKS_URL', 'JWT_ISSUER'), []],
  ];
  for (const [name, purpose, env, expected] of table) {
    const problems = problemsOf(env, purpose);
    t.same(
      problems.map((problem) => problem.variable),
      expected,
      name,
    );
    for (const { en, zh } of problems) t.match(`${en}|${zh}`, /[a-z].*\|.*\p{Script=Han}/u);
    t.notMatch(JSON.stringify(problems), /secret/);
  }
});

test('the message holds one line for each problem', async (t) => {
  t.throws(() => loadConfig({ PORT: 'x', POOL_SIZE: 'x' }), {
    name: 'ConfigError',
    message: /^PORT: .+\nPOOL_SIZE: .+$/,
  });
});
