import { translate } from '../commands/translate.ts';
import { Refusal, refuse } from '../errors.ts';

/** Fastify's own complaints about a request, by code. */
const FASTIFY: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'input.too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'input.media_type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'input.invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'input.invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'input.invalid',
  FST_ERR_BAD_URL: 'request.not_found',
  FST_ERR_NOT_FOUND: 'request.not_found',
};

/** Postgres and socket conditions a caller may wait out. */
const PASSING: Readonly<Record<string, string>> = {
  '57014': 'query.timeout',
  '57P01': 'request.overloaded',
  '57P03': 'request.overloaded',
  '53300': 'request.overloaded',
  ECONNREFUSED: 'request.overloaded',
  ECONNRESET: 'request.overloaded',
};

/** The refusal an error stands for; undefined for a fault of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const known = code === undefined ? undefined : (FASTIFY[code] ?? PASSING[code]);
  if (known) return refuse(known);
  const translated = translate(error);
  if (translated instanceof Refusal) return translated;
  if (statusCode === 429) return refuse('request.rate_limited');
  if (statusCode === 503) return refuse('request.overloaded');
  return statusCode !== undefined && statusCode < 500 ? refuse('input.invalid') : undefined;
}
