import type { FastifyRequest } from 'fastify';
import { refuse } from '../errors.ts';
import type { JsonSchema } from '../rest/openapi/json-schema.ts';
import { isCleanText } from '../text.ts';
import { wantsStream } from './answer.ts';

export const MAX_LIMIT = 1_000;
export const DEFAULT_LIMIT = 100;
/** Under the minute after which proxies give up. */
export const MAX_WAIT_S = 50;
const MS_PER_S = 1_000;

const PLACE = /^(-1|\d{1,18})$/;
const COUNT = /^\d{1,4}$/;

export type FeedQuery = {
  after: bigint;
  limit: number;
  waitMs: number;
  /** The values of each filter that was given, of at least one. */
  filters: ReadonlyMap<string, string[]>;
};

/**
 * What a reader asks of a feed: where to go on (`Last-Event-ID` before `after`), how much, how long
 * to wait, and filters as lists separated by commas. Anything else is refused.
 */
export function feedQuery(request: FastifyRequest, filterNames: readonly string[]): FeedQuery {
  const query = request.query as Record<string, unknown>;
  const stream = wantsStream(request);
  const known = ['after', ...(stream ? [] : ['limit', 'wait']), ...filterNames];
  for (const [name, value] of Object.entries(query)) {
    const sound = typeof value === 'string' && value !== '' && isCleanText(value);
    if (!known.includes(name) || !sound) throw refuse('input.invalid', { path: [name] });
  }
  const given = query as Record<string, string>;
  const filters = filterNames.flatMap((name) => {
    const list = given[name];
    return list === undefined ? [] : [[name, list.split(',')] as const];
  });
  return {
    after: stream ? startOf(request, given.after) : placeIn(given.after, 'after'),
    limit: whole(given, 'limit', { least: 1, most: MAX_LIMIT, otherwise: DEFAULT_LIMIT }),
    waitMs: whole(given, 'wait', { least: 0, most: MAX_WAIT_S, otherwise: 0 }) * MS_PER_S,
    filters: new Map(filters),
  };
}

/** A stream that reconnects goes on where it stopped, whatever its address says. */
function startOf({ headers }: FastifyRequest, after: string | undefined): bigint {
  const last = headers['last-event-id'];
  return typeof last === 'string' && last !== ''
    ? placeIn(last, 'last-event-id')
    : placeIn(after, 'after');
}

function placeIn(text: string | undefined, name: string): bigint {
  if (text === undefined) return -1n;
  if (!PLACE.test(text)) throw refuse('input.invalid', { path: [name] });
  return BigInt(text);
}

type Range = { least: number; most: number; otherwise: number };

function whole(
  given: Record<string, string>,
  name: string,
  { least, most, otherwise }: Range,
): number {
  const text = given[name];
  if (text === undefined) return otherwise;
  const count = COUNT.test(text) ? Number(text) : -1;
  if (count < least || count > most) throw refuse('input.invalid', { path: [name] });
  return count;
}

const query = (name: string, description: string, schema: JsonSchema): JsonSchema => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

/** The same, as the contract describes it. */
export const feedParameters: readonly JsonSchema[] = [
  query(
    'after',
    'The last place already seen, which is the `feed-cursor` of the last answer or the id of the last event; from the first fact without it. 上次消费位置',
    { type: 'string', pattern: PLACE.source },
  ),
  query('limit', 'Most events in a page. 每页最多条数', {
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
  }),
  query('wait', 'Seconds to wait where there is nothing yet. 无新事实时的等待秒数', {
    type: 'integer',
    minimum: 0,
    maximum: MAX_WAIT_S,
    default: 0,
  }),
];

/** A filter of a feed: some values, separated by commas. */
export const feedFilter = (name: string, description: string): JsonSchema =>
  query(name, description, { type: 'string' });

export const lastEventId: JsonSchema = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'Of a stream that reconnects; goes before `after`. 断线重连位置',
  schema: { type: 'string', pattern: PLACE.source },
};
