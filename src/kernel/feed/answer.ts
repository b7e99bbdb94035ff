import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../db/index.ts';
import type { Counted } from '../http/admission.ts';
import { backOnceWritten } from '../http/written.ts';
import { pollFeed, streamFeed } from './follow.ts';
import { createOpenFeeds } from './open-feeds.ts';
import type { FeedView, Page } from './page.ts';
import { asArray, pieceByPiece } from './pieces.ts';

export const BATCH_TYPE = 'application/cloudevents-batch+json';
export const STREAM_TYPE = 'text/event-stream';
/** A reader that takes nothing for so long is cut off, and comes again where it stopped. */
const STALLED_MS = 60_000;

export type Feed = {
  /** Who reads, for limits. */
  reader: string;
  /** Looks again at who reads and what they may see, before every page. @throws Refusal */
  view(): Promise<FeedView>;
  after: bigint;
  limit: number;
  waitMs: number;
  /** Before a page leaves: what leaves in its place, once it is written down. */
  leaving?(page: Page, after: bigint): Promise<Page>;
};

export type FeedAnswers = {
  /** One page, once it has something or the time is over; `feed-cursor` says where to go on. */
  page(request: FastifyRequest, reply: FastifyReply, feed: Feed): Promise<FastifyReply>;
  /** Server-sent events for as long as the reader stays. */
  stream(request: FastifyRequest, reply: FastifyReply, feed: Feed): Promise<FastifyReply>;
};

export const wantsStream = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes(STREAM_TYPE) ?? false;

/** What waits holds no place among those who read: open feeds have a limit of their own. */
export const loadOfFeed = (request: FastifyRequest): Counted =>
  wantsStream(request) || (request.query as { wait?: string }).wait ? 'own' : 'read';

/** What answers readers of feeds on this app; what is open ends when the app closes. */
export function createFeedAnswers(app: FastifyInstance, database: Database): FeedAnswers {
  const feeds = createOpenFeeds();
  app.addHook('preClose', async () => feeds.end());
  return {
    async page(request, reply, { reader, view, after, limit, waitMs, leaving }) {
      const open = waitMs > 0 ? feeds.enter(reader) : undefined;
      if (open) reply.raw.once('close', open.leave);
      try {
        const signal = open?.signal ?? NEVER;
        const found = await pollFeed({ database, view, after, signal }, { limit, waitMs });
        const page = leaving ? await leaving(found, after) : found;
        return reply
          .headers({ 'feed-cursor': String(page.cursor), 'feed-head': String(page.head) })
          .header('link', `<${nextOf(request, page.cursor)}>; rel="next"`)
          .type(`${BATCH_TYPE}; charset=utf-8`)
          .send(backOnceWritten(reply.raw, asArray(page.pieces)));
      } finally {
        open?.leave();
      }
    },
    async stream(request, reply, { reader, view, after }) {
      const { signal, leave } = feeds.enter(reader);
      reply.raw.once('close', leave);
      const pages = streamFeed({ database, view, after, signal });
      try {
        const first = await pages.next();
        request.raw.socket.setTimeout(STALLED_MS, () => request.raw.socket.destroy());
        return reply
          .header('x-accel-buffering', 'no')
          .type(`${STREAM_TYPE}; charset=utf-8`)
          .send(pieceByPiece(reply.raw, first, pages));
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

const NEVER = new AbortController().signal;

/** The same question from there on. */
function nextOf({ url }: FastifyRequest, cursor: bigint): string {
  const [path = '', query] = url.split('?', 2);
  const asked = new URLSearchParams(query);
  asked.set('after', String(cursor));
  return `${path}?${asked}`;
}
