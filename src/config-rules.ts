import type { ConfigProblem, Purpose, Values } from './config.ts';

/** The wrapping key of a machine that was given none. Public, so production refuses it. */
export const DEMO_KEY_ENCRYPTION_KEY = Buffer.alloc(32, 'jingtian demo key').toString('base64');
export const DEMO_ISSUER = 'urn:jingtian:demo';
export const DEMO_ORIGIN = 'demo.jingtian.example/public/logs';

type Rule = ConfigProblem & { of: Purpose[]; broken: (values: Values) => boolean };

const needsDatabase = (variable: keyof Values, purpose: Purpose, role: [string, string]): Rule => ({
  variable,
  of: [purpose],
  broken: (values) => values[variable] === undefined,
  en:
    'Production does not run on the embedded database. Set it to the PostgreSQL 15-18 database ' +
    `of ${role[0]}: postgres://user:password@host:5432/jingtian.`,
  zh: `生产环境不使用内嵌数据库,请设为${role[1]}的 PostgreSQL 15-18 连接地址。`,
});

const userOf = (url: string | undefined): string | undefined => url && URL.parse(url)?.username;

/** What is fine on one's own machine and not in front of real people's data. */
const PRODUCTION_RULES: Rule[] = [
  needsDatabase('DATABASE_URL', 'serve', ['the API role', ' API 角色']),
  needsDatabase('OWNER_DATABASE_URL', 'migrate', ['the owner of the tables', '数据表所有者']),
  needsDatabase('SEQUENCER_DATABASE_URL', 'sequence', ['the sequencer role', '排序进程角色']),
  needsDatabase('WORKER_DATABASE_URL', 'work', ['the worker role', '作业进程角色']),
  needsDatabase('WORKER_DATABASE_URL', 'rotate', ['the worker role', '作业进程角色']),
  {
    variable: 'JOURNAL_ORIGIN',
    of: ['serve', 'sequence', 'sign'],
    broken: ({ JOURNAL_ORIGIN: origin }) => origin === DEMO_ORIGIN,
    en: 'Is not set, so the logs would go by the name of the demo. Set it to where the logs are served, without https://, such as bank.example/public/logs.',
    zh: '未设置,日志将沿用演示名称。请设为日志的公开地址(不含 https://),如 bank.example/public/logs。',
  },
  {
    variable: 'DATABASE_URL',
    of: ['serve', 'migrate'],
    broken: ({ DATABASE_URL: api, OWNER_DATABASE_URL: owner }) =>
      Boolean(userOf(api)) && userOf(api) === userOf(owner),
    en: 'Names the owner of the tables, whom row-level security does not bind. Give the API a role of its own.',
    zh: '与数据表所有者为同一角色,行级安全对其无效;请为 API 使用单独的角色。',
  },
  {
    variable: 'KEY_ENCRYPTION_KEY',
    of: ['serve', 'work', 'rotate', 'found'],
    // An older key may be it: what it wrapped is yet to be wrapped anew.
    broken: ({ KEY_ENCRYPTION_KEY: keys }) =>
      keys.toSorted((a, b) => b.number - a.number)[0]?.key === DEMO_KEY_ENCRYPTION_KEY,
    en: 'Is the public demo key, so personal data would lie open. Set 32 random bytes: openssl rand -base64 32.',
    zh: '仍为公开的演示密钥,个人信息将形同明文。请设为 32 个随机字节:openssl rand -base64 32。',
  },
  {
    variable: 'JWKS_URL',
    of: ['serve'],
    broken: ({ JWKS_URL: jwks }) => jwks === undefined,
    en: "Is not set, so the demo issuer would let anyone in. Set the address of your OpenID provider's keys.",
    zh: '未设置,演示签发方会放行任何人。请设为贵方 OpenID 服务的公钥地址。',
  },
  {
    variable: 'JWT_ISSUER',
    of: ['serve'],
    broken: ({ JWT_ISSUER: issuer }) => issuer === DEMO_ISSUER,
    en: 'Is the demo issuer. Set the "iss" of the tokens of your OpenID provider.',
    zh: '仍为演示签发方。请设为贵方 OpenID 服务令牌中的 iss。',
  },
  {
    variable: 'GRAPHIQL',
    of: ['serve'],
    broken: ({ GRAPHIQL: graphiql }) => graphiql === true,
    en: 'Is on. Production serves no GraphiQL: leave it out or set it to off.',
    zh: '已开启。生产环境不提供 GraphiQL,请删除该变量或设为 off。',
  },
];

export const brokenRules = (values: Values, purpose: Purpose): ConfigProblem[] =>
  PRODUCTION_RULES.filter((rule) => rule.of.includes(purpose) && rule.broken(values)).map(
    ({ variable, en, zh }) => ({ variable, en, zh }),
  );
