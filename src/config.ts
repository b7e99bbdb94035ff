import { join } from 'node:path';
import { z } from 'zod';
import {
  about,
  count,
  logOrigin,
  networks,
  onOff,
  postgresUrl,
  readKey,
  text,
  witnessList,
} from './config-forms.ts';
import { brokenRules, DEMO_ISSUER, DEMO_KEY_ENCRYPTION_KEY, DEMO_ORIGIN } from './config-rules.ts';

export { DEMO_KEY_ENCRYPTION_KEY } from './config-rules.ts';

/** What a process is about to do; each needs other settings to be safe in production. */
export type Purpose =
  | 'serve'
  | 'migrate'
  | 'sequence'
  | 'sign'
  | 'work'
  | 'rotate'
  | 'token'
  | 'found';

const STATEMENTS_KEPT = 500;
const NOTICE_MS = 5_000;

/** Every variable this program reads, with what it accepts. An empty one counts as not set. */
const VARIABLES = {
  NODE_ENV: about(
    z.enum(['development', 'test', 'production']).default('development'),
    'development, test or production',
    'development、test 或 production',
  ),
  HOST: text('127.0.0.1'),
  PORT: count(0, 65_535, 8080),
  LOG_LEVEL: about(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    'fatal, error, warn, info, debug, trace or silent',
    'fatal、error、warn、info、debug、trace 或 silent',
  ),
  DATA_DIR: text('.data'),
  npm_lifecycle_event: text(''),
  DATABASE_URL: postgresUrl,
  OWNER_DATABASE_URL: postgresUrl,
  SEQUENCER_DATABASE_URL: postgresUrl,
  WORKER_DATABASE_URL: postgresUrl,
  LISTEN_DATABASE_URL: postgresUrl,
  IDEMPOTENCY_KEPT_DAYS: count(1, 3_650, 30),
  WEBHOOK_DELIVERIES_KEPT_DAYS: count(2, 3_650, 30),
  WEBHOOK_ENDPOINTS: count(1, 1_000, 20),
  FEED_POLL_MS: count(100, 60_000, 1_000),
  READ_LANES: count(1, 64, 4),
  POOL_SIZE: count(1, 500, 10),
  STATEMENT_TIMEOUT_MS: count(100, 600_000, 10_000),
  LOCK_TIMEOUT_MS: count(50, 600_000, 3_000),
  COMMIT_PATIENCE_MS: count(1_000, 600_000, 30_000),
  NAMED_STATEMENTS: onOff(),
  GRAPHQL_JIT: onOff(),
  GRAPHIQL: onOff(),
  JOURNAL_ORIGIN: logOrigin(DEMO_ORIGIN),
  JOURNAL_KEY_FILE: text(''),
  JOURNAL_GUARD_DIR: text(''),
  JOURNAL_MIRROR_DIR: text(''),
  JOURNAL_WITNESSES: witnessList,
  JWT_ISSUER: text(DEMO_ISSUER),
  JWT_AUDIENCE: text('jingtian'),
  JWKS_URL: about(
    z.url({ protocol: /^https?$/ }).optional(),
    'https://issuer/path/to/jwks.json',
    '形如 https://签发方/jwks.json',
  ),
  KEY_ENCRYPTION_KEY: about(
    z
      .string()
      .default(DEMO_KEY_ENCRYPTION_KEY)
      .transform((list) =>
        list
          .split(/[\s,]+/)
          .filter(Boolean)
          .map(readKey),
      )
      .pipe(z.array(z.object({ number: z.number().int(), key: z.string() })).min(1))
      .refine((keys) => new Set(keys.map(({ number }) => number)).size === keys.length),
    '32 random bytes in base64 (openssl rand -base64 32), or several as 2:new,1:old',
    '32 个随机字节的 base64(openssl rand -base64 32),多个密钥写作 2:新,1:旧',
  ),
  FIELD_CIPHER: about(
    z.enum(['aes-256-gcm', 'sm4-hmac-sm3']).default('aes-256-gcm'),
    'aes-256-gcm or sm4-hmac-sm3',
    'aes-256-gcm 或 sm4-hmac-sm3',
  ),
  FIELD_DIGEST: about(
    z.enum(['hmac-sha256', 'hmac-sm3']).default('hmac-sha256'),
    'hmac-sha256 or hmac-sm3',
    'hmac-sha256 或 hmac-sm3',
  ),
  CORS_ORIGINS: about(
    z
      .string()
      .default('')
      .transform((list) => list.split(/[\s,]+/).filter(Boolean))
      .pipe(z.array(z.url().refine((url) => URL.parse(url)?.origin === url))),
    'origins separated by commas, such as https://front.example (none by default)',
    '以逗号分隔的来源,例如 https://front.example(默认无)',
  ),
  WEBHOOK_NETWORKS: networks(
    'networks beside the public ones that webhooks may go to, such as 10.20.0.0/16 (none by default)',
    '除公网外允许推送的网段,例如 10.20.0.0/16(默认无)',
  ),
  TRUSTED_PROXIES: networks(
    'addresses or networks separated by commas, such as 10.0.0.0/8 (none by default)',
    '以逗号分隔的地址或网段,例如 10.0.0.0/8(默认无)',
  ),
  METRICS_TOKEN: about(
    z
      .string()
      .regex(/^[\w.~+/-]{16,256}=*$/)
      .optional(),
    'at least 16 letters and digits: openssl rand -hex 24',
    '至少 16 位的字母与数字:openssl rand -hex 24',
  ),
  BODY_LIMIT_BYTES: count(1_024, 104_857_600, 1_048_576),
  RATE_LIMIT_MAX: count(1, 10_000_000, 6_000),
  RATE_LIMIT_WINDOW_MS: count(1_000, 3_600_000, 60_000),
  MAX_LOOP_DELAY_MS: count(50, 600_000, 1_000),
  READS_IN_FLIGHT: count(1, 1_000_000, 200),
  WRITES_IN_FLIGHT: count(1, 1_000_000, 100),
  SHUTDOWN_NOTICE_MS: about(
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .optional(),
    'milliseconds from 0 to 99999',
    '0 至 99999 毫秒',
  ),
};

export type Values = { [K in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[K]['schema']> };
type Environment = Readonly<Record<string, string | undefined>>;

/** One thing wrong with the settings, and how to set it right. */
export type ConfigProblem = { variable: string; en: string; zh: string };

/** All that is wrong with the settings at once, in both languages. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ variable, en, zh }) => `${variable}: ${en} ${zh}`).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Values are never repeated in a message: some are secrets. */
const readVariables = (env: Environment): { values: Values; problems: ConfigProblem[] } => {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [variable, { schema, en, zh }] of Object.entries(VARIABLES)) {
    const result = schema.safeParse(env[variable]?.trim() || undefined);
    if (result.success) values[variable] = result.data;
    else problems.push({ variable, en: `Must be ${en}.`, zh: `应为${zh}。` });
  }
  return { values: values as Values, problems };
};

const shape = (values: Values) => ({
  environment: values.NODE_ENV,
  host: values.HOST,
  /** 0 takes a free one. */
  port: values.PORT,
  logLevel: values.LOG_LEVEL,
  /** Where the embedded database and other files of this machine live. */
  dataDir: values.DATA_DIR,
  /** A script of npm's, which tells it to end by ending the shell between them. */
  underNpm: values.npm_lifecycle_event !== '',
  database: Object.freeze({
    /** Of the API role. Without one the embedded database is started. */
    url: values.DATABASE_URL,
    ownerUrl: values.OWNER_DATABASE_URL,
    sequencerUrl: values.SEQUENCER_DATABASE_URL,
    workerUrl: values.WORKER_DATABASE_URL,
    /** Where to listen for new places of a log, where the other addresses lead to a pooler. */
    listenUrl: values.LISTEN_DATABASE_URL,
    /** How often logs that somebody waits for are looked at, whatever is announced. */
    pollMs: values.FEED_POLL_MS,
    readLanes: values.READ_LANES,
    poolSize: values.POOL_SIZE,
    statementTimeoutMs: values.STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: values.LOCK_TIMEOUT_MS,
    /** How long a caller waits for the word on COMMIT before the outcome is unknown to it. */
    commitPatienceMs: values.COMMIT_PATIENCE_MS,
    /** How many statements a connection keeps by name; 0 behind poolers that lose them. */
    namedStatements: values.NAMED_STATEMENTS === false ? 0 : STATEMENTS_KEPT,
  }),
  graphql: Object.freeze({
    jit: values.GRAPHQL_JIT ?? true,
    graphiql: values.GRAPHIQL ?? values.NODE_ENV !== 'production',
  }),
  tokens: Object.freeze({
    issuer: values.JWT_ISSUER,
    audience: values.JWT_AUDIENCE,
    /** Without one the demo issuer signs and verifies with a key of this machine. */
    jwksUrl: values.JWKS_URL,
  }),
  /** Wrap the keys of the institutions: the one of the highest number does, all can unwrap. */
  keyEncryptionKeys: Object.freeze(values.KEY_ENCRYPTION_KEY.map((key) => Object.freeze(key))),
  /** What new fields and digests are made with; older ones stay readable. */
  suite: Object.freeze({ cipher: values.FIELD_CIPHER, digest: values.FIELD_DIGEST }),
  journal: Object.freeze({
    /** What the name of every log begins with; the institution's code follows. */
    origin: values.JOURNAL_ORIGIN,
    /** Of the sequencer process alone: its signer keys, and what it signed last of each log. */
    keyFile: values.JOURNAL_KEY_FILE || join(values.DATA_DIR, 'journal', 'signing.key'),
    guardFolder: values.JOURNAL_GUARD_DIR || join(values.DATA_DIR, 'journal', 'signed'),
    /** Where the sequencer keeps a copy of every log; none without. */
    mirrorFolder: values.JOURNAL_MIRROR_DIR || undefined,
    witnesses: Object.freeze(values.JOURNAL_WITNESSES.map(({ key, url }) => ({ key, url }))),
  }),
  jobs: Object.freeze({
    /** For how many days the answer to a command is kept under its key. */
    idempotencyKeptDays: values.IDEMPOTENCY_KEPT_DAYS,
    /** For how many days a delivery of a webhook is kept once it is over. */
    webhookDeliveriesKeptDays: values.WEBHOOK_DELIVERIES_KEPT_DAYS,
  }),
  corsOrigins: Object.freeze(values.CORS_ORIGINS),
  /** Whose X-Forwarded-For names the caller; from anyone else the header means nothing. */
  trustedProxies: Object.freeze(values.TRUSTED_PROXIES),
  /** Where webhooks may go beside public addresses, and may go in plain http. */
  webhookNetworks: Object.freeze(values.WEBHOOK_NETWORKS),
  /** How many addresses of an institution are sent to at once. */
  webhookEndpoints: values.WEBHOOK_ENDPOINTS,
  /** What /metrics asks for. Without one it answers this machine only, and in production nobody. */
  metricsToken: values.METRICS_TOKEN,
  bodyLimitBytes: values.BODY_LIMIT_BYTES,
  /** Mean delay of the event loop from which on requests are turned away with 503. */
  maxLoopDelayMs: values.MAX_LOOP_DELAY_MS,
  /** Requests in the house at once, above which others are turned away with 503. */
  inFlight: Object.freeze({ read: values.READS_IN_FLIGHT, write: values.WRITES_IN_FLIGHT }),
  /** How long /readyz says that the process stops before it does: longer than balancers look. */
  shutdownNoticeMs: values.SHUTDOWN_NOTICE_MS ?? (values.NODE_ENV === 'production' ? NOTICE_MS : 0),
  /** Requests of one client in one window. */
  rateLimit: Object.freeze({ max: values.RATE_LIMIT_MAX, windowMs: values.RATE_LIMIT_WINDOW_MS }),
});

/** The settings of one process; frozen. */
export type Config = Readonly<ReturnType<typeof shape>>;

/**
 * Reads every setting from the environment; nothing else in the program does.
 *
 * @throws ConfigError with every problem at once: values of the wrong form, and in production
 *   whatever would expose real data.
 */
export const loadConfig = (env: Environment = process.env, purpose: Purpose = 'serve'): Config => {
  const { values, problems } = readVariables(env);
  const broken = values.NODE_ENV === 'production' ? brokenRules(values, purpose) : [];
  const known = new Set(problems.map((problem) => problem.variable));
  const all = [...problems, ...broken.filter(({ variable }) => !known.has(variable))];
  if (all.length > 0) throw new ConfigError(all);
  return Object.freeze(shape(values));
};

/** The environment of a process started beside this one: ours, with some settings of its own. */
export const environmentWith = (
  settings: Record<string, string>,
): Record<string, string | undefined> => ({
  ...process.env,
  ...settings,
});
