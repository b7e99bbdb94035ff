import { z } from 'zod';

/** Forms of settings, each with what it accepts in both languages. */
const KEY_BYTES = 32;
const SWITCH = { truthy: ['1', 'on', 'true', 'yes'], falsy: ['0', 'off', 'false', 'no'] };

export const about = <T extends z.ZodType>(schema: T, en: string, zh: string) => ({
  schema,
  en,
  zh,
});

export const count = (from: number, to: number, fallback: number) =>
  about(
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number)
      .pipe(z.number().min(from).max(to))
      .default(fallback),
    `a whole number from ${from} to ${to} (default ${fallback})`,
    `${from} 至 ${to} 的整数(默认 ${fallback})`,
  );
export const onOff = () =>
  about(
    z.stringbool(SWITCH).optional(),
    'on or off (also 1/0, true/false)',
    'on 或 off(亦可 1/0、true/false)',
  );
export const postgresUrl = about(
  z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  'postgres://user:password@host:port/database',
  '形如 postgres://用户:密码@主机:端口/数据库',
);
/** Addresses and networks, separated by commas. */
export const networks = (en: string, zh: string) =>
  about(
    z
      .string()
      .default('')
      .transform((list) => list.split(/[\s,]+/).filter(Boolean))
      .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
    en,
    zh,
  );
export const text = (fallback: string) => about(z.string().default(fallback), 'text', '文本');

const KEY = /^(?:(\d{1,3}):)?([A-Za-z0-9+/]{43}=)$/;
const MAX_KEY_NUMBER = 255;

/** A wrapping key as `number:base64`; one without a number is number 1. */
export function readKey(text: string): { number: number; key: string } | null {
  const [, digits = '1', key = ''] = KEY.exec(text) ?? [];
  const number = Number(digits);
  const sound = Buffer.from(key, 'base64').length === KEY_BYTES;
  const numbered = number >= 1 && number <= MAX_KEY_NUMBER;
  return sound && numbered ? { number, key } : null;
}

/** Where a log's tiles lie, without the scheme: no spaces, and the institution's code follows. */
const ORIGIN = /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[\w.~-]+)*$/;
const MAX_ORIGIN = 160;
export const logOrigin = (fallback: string) =>
  about(
    z.string().max(MAX_ORIGIN).regex(ORIGIN).default(fallback),
    'the address of the logs without https://, such as bank.example/public/logs',
    '日志地址(不含 https://),形如 bank.example/public/logs',
  );

/** `<verifier key> <address>`, several separated by commas. */
export const witnessList = about(
  z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean)
        .map((each) => {
          const [key = '', url = '', ...rest] = each.split(/\s+/);
          return { key, url, rest };
        }),
    )
    .pipe(
      z.array(
        z.strictObject({
          key: z.string().regex(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/),
          url: z.url({ protocol: /^https?$/ }),
          rest: z.array(z.never()),
        }),
      ),
    ),
  'witnesses as <verifier key> <https address>, separated by commas (none by default)',
  '见证方,格式为 <验证公钥> <https 地址>,以逗号分隔(默认无)',
);
