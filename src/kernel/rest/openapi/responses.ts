import { entryOf } from '../../errors.ts';
import { kernelErrors } from '../../kernel-errors.ts';
import { type JsonSchema, objectOf, refTo } from './json-schema.ts';

/** Refusals any authenticated request may meet. */
export const ANY_ERRORS = [
  'auth.unauthenticated',
  'auth.forbidden',
  'request.rate_limited',
  'request.overloaded',
  'server.fault',
] as const;

/** What reads may meet besides. */
export const READ_ERRORS = [...ANY_ERRORS, 'input.invalid', 'query.timeout'] as const;

/** What every command may meet besides. */
export const COMMAND_ERRORS = [
  ...ANY_ERRORS,
  'input.invalid',
  'input.too_large',
  'input.media_type',
  'object.not_found',
  'object.conflict',
  'object.referenced',
  'object.illegal',
  'command.contended',
  'command.unknown_outcome',
] as const;

export const KEY_ERRORS = [
  'idempotency.key_required',
  'idempotency.key_invalid',
  'idempotency.key_reused',
  'idempotency.in_flight',
] as const;

export const VERSION_ERRORS = ['object.version_required', 'object.stale'] as const;

export const PROBLEM: JsonSchema = {
  description: 'A refusal (RFC 9457); `type` leads to its page. 拒绝说明',
  ...objectOf({
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', description: 'Stable code of the error catalogue. 代码' },
  }),
  additionalProperties: true,
};

/** Responses many operations share, by name. */
export type Shared = Map<string, JsonSchema>;

/**
 * Refusals by status, each with the codes it may carry and what they say in both languages. Where
 * all are the kernel's own, the response is shared among the components.
 */
export function problemResponses(
  shared: Shared,
  codes: readonly string[],
): Record<string, JsonSchema> {
  const byStatus = Map.groupBy([...new Set(codes)].sort(), (code) => entryOf(code).status);
  const statuses = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    statuses.map(([status, own]) => {
      const response = problemResponse(status, own);
      if (!own.every((code) => code in kernelErrors)) return [String(status), response];
      const name = `${status}-${own.join('-')}`;
      shared.set(name, response);
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
}

/** Headers that come with a refusal of this status. */
const REFUSAL_HEADERS: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate',
  429: 'Retry-After',
  503: 'Retry-After',
};

function problemResponse(status: number, codes: readonly string[]): JsonSchema {
  const header = REFUSAL_HEADERS[status];
  const schema = { allOf: [refTo('Problem'), { properties: { code: { enum: codes } } }] };
  return {
    description: codes.map(line).join('\n'),
    ...(header ? { headers: headers(header) } : {}),
    content: { 'application/problem+json': { schema } },
  };
}

const line = (code: string): string => {
  const { en, zh } = entryOf(code);
  return `- \`${code}\`: ${en} ${zh}`;
};

/** Response headers by name, described once among the components. */
export const headers = (...names: string[]): JsonSchema =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

export const HEADERS: JsonSchema = {
  ETag: {
    description: 'The row version, as a strong tag; send it back as If-Match. 版本标签',
    schema: { type: 'string', pattern: '^"\\d{1,9}"$' },
  },
  Link: {
    description: 'RFC 8288: rel="next" leads to the next page; absent on the last. 下一页',
    schema: { type: 'string' },
  },
  'Idempotency-Replayed': {
    description: '`true` when the stored answer of an earlier request was sent again. 重放标记',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': {
    description: 'Seconds to wait. 等待秒数',
    schema: { type: 'integer', minimum: 0 },
  },
  'WWW-Authenticate': {
    description: 'How to authenticate: Bearer. 认证方式',
    schema: { type: 'string' },
  },
};

/** A JSON answer. */
export const answer = (description: string, schema: JsonSchema, more: JsonSchema = {}) => ({
  description,
  ...more,
  content: { 'application/json': { schema } },
});
