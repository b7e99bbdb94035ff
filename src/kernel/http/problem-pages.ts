import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorEntry, entryOf, errorCatalogue, refuse } from '../errors.ts';
import { isKnownCode, problemUrl } from './problems.ts';
import '../kernel-errors.ts';

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem}' +
  'code{font-size:.95em}td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
const MAX_AGE = 'public, max-age=300';

/**
 * `GET /problems` and `GET /problems/:code`: what each problem type means, in both languages, as a
 * page for people and as JSON for programs. Public, like the catalogue itself.
 */
export function registerProblemPages(app: FastifyInstance): void {
  app.get('/problems', (request, reply) => {
    const codes = Object.keys(errorCatalogue()).sort();
    if (!wantsPage(request)) return sendJson(reply, { problems: codes.map(documentOf) });
    return sendPage(reply, 'Problems 错误目录', listOf(codes));
  });
  app.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params;
    if (!isKnownCode(code)) throw refuse('request.not_found');
    if (!wantsPage(request)) return sendJson(reply, documentOf(code));
    return sendPage(reply, code, articleOf(code, entryOf(code)));
  });
}

const wantsPage = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/html') ?? false;

function documentOf(code: string): Record<string, unknown> {
  const { status, en, zh } = entryOf(code);
  return { type: problemUrl(code), code, status, en, zh };
}

const sendJson = (reply: FastifyReply, body: unknown): FastifyReply =>
  reply.header('cache-control', MAX_AGE).header('vary', 'accept').send(body);

export const sendPage = (reply: FastifyReply, title: string, body: string): FastifyReply =>
  reply
    .header('content-security-policy', POLICY)
    .header('cache-control', MAX_AGE)
    .header('vary', 'accept')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">' +
        `<style>${STYLE}</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`,
    );

function listOf(codes: readonly string[]): string {
  const rows = codes.map((code) => {
    const { status, en, zh } = entryOf(code);
    const link = `<a href="${escapeHtml(problemUrl(code))}"><code>${escapeHtml(code)}</code></a>`;
    const words = `<span lang="zh-CN">${escapeHtml(zh)}</span><br><span lang="en">${escapeHtml(en)}</span>`;
    return `<tr><td>${link}</td><td>${status}</td><td>${words}</td></tr>`;
  });
  return `<table><tr><th>Code 代码</th><th>HTTP</th><th>Meaning 含义</th></tr>${rows.join('')}</table>`;
}

const articleOf = (code: string, { status, en, zh }: ErrorEntry): string =>
  `<p lang="zh-CN">${escapeHtml(zh)}</p><p lang="en">${escapeHtml(en)}</p>` +
  `<p>HTTP ${status} · REST <code>type: ${escapeHtml(problemUrl(code))}</code> · ` +
  `GraphQL <code>extensions.code: ${escapeHtml(code)}</code></p>` +
  '<p><a href="/problems">All problems 全部错误</a></p>';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each);
