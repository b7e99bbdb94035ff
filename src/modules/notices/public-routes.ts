import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../kernel/errors.ts';
import { checkJson } from '../../kernel/http/json-values.ts';
import { parseGlobalId } from '../../kernel/ids.ts';
import type { PublicServices } from '../../kernel/module.ts';
import { addressOf, BOARD_PATH, slugOf } from './public-address.ts';
import { feedOf } from './public-feed.ts';
import { registerPublicObjections } from './public-objections.ts';
import {
  entryId,
  noticeId,
  type Page,
  readBoards,
  readNotice,
  readNotices,
} from './public-rows.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const ATOM_TYPE = 'application/atom+xml; charset=utf-8';
const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 100;
/** Answers may be kept, but are asked about again: a name taken off must not live on in a cache. */
const CACHE = 'public, no-cache';

const query = z.strictObject({
  first: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
  after: z.string().max(128).optional(),
  format: z.enum(['json', 'atom']).optional(),
});

/**
 * `GET /public/notices`, `/public/notices/{institution}` (JSON or Atom) and
 * `/public/notices/{institution}/{id}`, without a login; and objections to what is listed there.
 */
export function registerPublicNotices(app: FastifyInstance, services: PublicServices): void {
  const { pipeline } = services;
  app.get(BOARD_PATH, async (request, reply) => {
    const boards = await readBoards(pipeline);
    const institutions = boards.map((board) => ({ ...board, url: `${BOARD_PATH}/${board.slug}` }));
    return send(request, reply, { type: JSON_TYPE, body: JSON.stringify({ institutions }) });
  });

  app.get(`${BOARD_PATH}/:institution`, async (request, reply) => {
    const { institution } = request.params as { institution: string };
    const { format, ...asked } = queryOf(request);
    const page = pageOf(asked, 'notice');
    const list = await readNotices(pipeline, slugOf(institution), page);
    if (!list) throw refuse('object.not_found', { path: ['institution'] });
    reply.header('vary', 'accept');
    const atom = format === 'atom' || (format === undefined && wantsAtom(request));
    if (atom)
      return send(request, reply, { type: ATOM_TYPE, body: feedOf(list, originOf(request)) });
    const notices = list.notices.map(({ updatedAt: _, ...notice }) => ({
      ...notice,
      id: noticeId(notice.id),
      url: `${BOARD_PATH}/${list.institution.slug}/${noticeId(notice.id)}`,
    }));
    linkNext(reply, { page, last: notices.at(-1)?.id, count: notices.length });
    const body = JSON.stringify({ institution: list.institution, notices });
    return send(request, reply, { type: JSON_TYPE, body });
  });

  app.get(`${BOARD_PATH}/:institution/:notice`, async (request, reply) => {
    const page = pageOf(queryOf(request), 'noticeentry');
    const found = await readNotice(services, addressOf(request), page);
    if (!found) throw refuse('object.not_found', { path: ['notice'] });
    const entries = found.entries.map((entry) => ({ ...entry, id: entryId(entry.id) }));
    linkNext(reply, { page, last: entries.at(-1)?.id, count: entries.length });
    const body = JSON.stringify({ ...found, id: noticeId(found.id), entries });
    return send(request, reply, { type: JSON_TYPE, body });
  });

  registerPublicObjections(app, services);
}

function queryOf(request: FastifyRequest): z.output<typeof query> {
  checkJson(request.query);
  const parsed = query.safeParse(request.query);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.filter((part) => typeof part !== 'symbol') ?? [];
  throw refuse('input.invalid', { path });
}

type Asked = { first: number; after?: string | undefined };

/** The bare key behind a cursor, which is the id of the last row seen. */
function pageOf({ first, after }: Asked, prefix: string): Page {
  if (after === undefined) return { after: null, limit: first };
  const parsed = parseGlobalId(after);
  if (parsed?.prefix !== prefix) throw refuse('input.invalid', { path: ['after'] });
  return { after: parsed.id, limit: first };
}

/** Where the caller reached us, by a Host that is one. */
function originOf({ protocol, host }: FastifyRequest): string {
  const origin = `${protocol}://${host}`;
  if (!URL.canParse(origin)) throw refuse('input.invalid', { path: ['host'] });
  return new URL(origin).origin;
}

const wantsAtom = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('application/atom+xml') ?? false;

type Paged = { page: Page; last: string | undefined; count: number };

/** A full page may have another behind it. */
function linkNext(reply: FastifyReply, { page, last, count }: Paged): void {
  if (last === undefined || count < page.limit) return;
  const path = reply.request.url.split('?', 1)[0];
  reply.header('link', `<${path}?first=${page.limit}&after=${last}>; rel="next"`);
}

type Answer = { type: string; body: string };

/** Every answer has a strong tag, and is not for search engines: notices end. */
function send(request: FastifyRequest, reply: FastifyReply, { type, body }: Answer): FastifyReply {
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  reply
    .header('etag', tag)
    .header('cache-control', CACHE)
    .header('x-robots-tag', 'noindex, noarchive');
  const known = request.headers['if-none-match']?.split(',').map((each) => each.trim());
  if (known?.includes(tag)) return reply.code(304).send();
  return reply.type(type).send(body);
}
