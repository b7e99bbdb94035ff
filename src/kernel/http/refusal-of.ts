import { translate } from '../commands/translate.ts';
import { Refusal, refuse } from '../errors.ts';

/** Fastify's own complaints about a request, by code. */
const FASTIFY: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'input.too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'input.media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'input.invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'input.invalid',
  FST_ERR_BAD_URL: 'request.not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'request.not_found',
  FST_ERR_NOT_FOUND: 'request.not_found',
};

/** Postgres and socket conditions a caller may wait out. */
const PASSING: Readonly<Record<string, string>> = {
  '55P03': 'request.overloaded',
  '57014': 'query.timeout',
  '57P01': 'request.overloaded',
  '57P02': 'request.overloaded',
  '08006': 'request.overloaded',
  '57P03': 'request.overloaded',
  '53300': 'request.overloaded',
  ECONNREFUSED: 'request.overloaded',
  ECONNRESET: 'request.overloaded',
  EHOSTUNREACH: 'request.overloaded',
  EPIPE: 'request.overloaded',
  ETIMEDOUT: 'request.overloaded',
};

type Complaint = { code: string; statusCode: number; message: string; routine: string };

const PROTOCOL_VIOLATION = '08P01';

/** What poolers say when a server or a place is missing, under a code that Postgres uses for faults. */
const isOfPooler = ({ code, routine }: Partial<Complaint>): boolean =>
  code === PROTOCOL_VIOLATION && routine === undefined;

/** What node-postgres says, without a code, when the server goes away or has no connection left. */
const CONNECTION_LOST = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'timeout exceeded when trying to connect',
  'timeout expired',
]);

/** The refusal an error stands for; undefined for a fault of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, statusCode, message } = error as Partial<Complaint>;
  if (message !== undefined && CONNECTION_LOST.has(message)) return refuse('request.overloaded');
  if (isOfPooler(error)) return refuse('request.overloaded');
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY') return refuse('input.invalid', { path: ['body'] });
  const known = code === undefined ? undefined : (FASTIFY[code] ?? PASSING[code]);
  if (known) return refuse(known);
  const translated = translate(error);
  if (translated instanceof Refusal) return translated;
  if (statusCode === 429) return refuse('request.rate_limited');
  if (statusCode === 503) return refuse('request.overloaded');
  return statusCode !== undefined && statusCode < 500 ? refuse('input.invalid') : undefined;
}
