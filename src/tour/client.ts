import { newId } from '../kernel/ids.ts';

/** How the tour reaches a running server. */
export type Transport = (request: {
  method: 'GET' | 'POST';
  path: string;
  /** The login the request is made with; none for public pages. */
  subject: string;
  headers: Record<string, string>;
  body?: unknown;
}) => Promise<{ status: number; headers: Record<string, string>; text: string }>;

export type Json = null | string | number | boolean | Json[] | { [name: string]: Json };

/** A part of an answer by its path; null where there is none. */
export function at(value: Json, ...path: (string | number)[]): Json {
  let found: Json | undefined = value;
  for (const part of path) {
    if (found === null || typeof found !== 'object') return null;
    found = (found as { [name: string | number]: Json })[part];
  }
  return found ?? null;
}

export function textAt(value: Json, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== 'string') throw new Error(`no text at ${path.join('.')}`);
  return found;
}

export const listAt = (value: Json, ...path: (string | number)[]): Json[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

/** Calls made by named people, each printed with its answer. */
export type Client = {
  get(subject: string, path: string): Promise<Json>;
  /** A file as its text; undefined while it is not there. */
  file(subject: string, path: string): Promise<string | undefined>;
  /** A command on nothing yet: `POST /v1/...`. */
  post(subject: string, path: string, body: unknown, given?: Given): Promise<Json>;
  /** A command on an object: its version is read first and sent as If-Match. */
  change(
    subject: string,
    path: string,
    verb: string,
    given?: Given & { body?: unknown },
  ): Promise<Json>;
  graphql(subject: string, query: string, variables?: Record<string, unknown>): Promise<Json>;
  /** A public request, without a login. */
  open(path: string, body: unknown): Promise<Json>;
  /** A request that has to be refused with this code. */
  refused(subject: string, path: string, code: string, body: unknown): Promise<void>;
};

export type Given = { reason?: string; dryRun?: boolean };

type Answer = { status: number; headers: Record<string, string>; text: string };
type Print = (line: string) => void;

/** Long answers are cut in print, not in use. */
const SHOWN_CHARACTERS = 600;

const short = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)} … (${text.length})` : text;

export function createClient(send: Transport, print: Print): Client {
  const call = async (request: Parameters<Transport>[0]): Promise<Answer> => {
    const { method, path, subject, body } = request;
    print(`  → ${method} ${path}  [${subject || 'public'}]`);
    if (body !== undefined) print(`    ${short(JSON.stringify(body))}`);
    const answer = await send(request);
    print(`  ← ${answer.status} ${short(answer.text)}`);
    return answer;
  };
  const succeed = async (request: Parameters<Transport>[0]): Promise<Answer> => {
    const answer = await call(request);
    if (answer.status >= 400) {
      throw new Error(`${request.method} ${request.path}: ${answer.status} ${answer.text}`);
    }
    return answer;
  };
  const command = async (
    subject: string,
    path: string,
    { body, given, headers }: { body: unknown; given: Given; headers: Record<string, string> },
  ): Promise<Json> => {
    const all = { ...headers, ...commandHeaders(given) };
    const { text } = await succeed({ method: 'POST', path, subject, headers: all, body });
    const answer = JSON.parse(text) as Json;
    return at(answer, 'result') ?? at(answer, 'approval');
  };
  return {
    async get(subject, path) {
      const { text } = await succeed({ method: 'GET', path, subject, headers: {} });
      return JSON.parse(text);
    },
    async file(subject, path) {
      const { status, text } = await call({ method: 'GET', path, subject, headers: {} });
      if (status !== 200 && status !== 404) throw new Error(`GET ${path}: ${status} ${text}`);
      return status === 200 ? text : undefined;
    },
    post: (subject, path, body, given = {}) => command(subject, path, { body, given, headers: {} }),
    async change(subject, path, verb, { body = {}, ...given } = {}) {
      const read = await succeed({ method: 'GET', path, subject, headers: {} });
      const headers = { 'if-match': read.headers.etag ?? '*' };
      return command(subject, `${path}/${verb}`, { body, given, headers });
    },
    async graphql(subject, query, variables = {}) {
      const body = { query, variables };
      const request = { method: 'POST', path: '/graphql', subject, headers: {}, body } as const;
      const answer = JSON.parse((await succeed(request)).text) as Json;
      const errors = at(answer, 'errors');
      if (errors) throw new Error(JSON.stringify(errors));
      return at(answer, 'data');
    },
    async open(path, body) {
      const headers = commandHeaders({});
      const { text } = await succeed({ method: 'POST', path, subject: '', headers, body });
      return JSON.parse(text);
    },
    async refused(subject, path, code, body) {
      const headers = { ...commandHeaders({}), 'if-match': '*' };
      const answer = await call({ method: 'POST', path, subject, headers, body });
      if (at(JSON.parse(answer.text) as Json, 'code') !== code)
        throw new Error(`${path}: expected ${code}, got ${answer.text}`);
    },
  };
}

const commandHeaders = ({ reason, dryRun }: Given): Record<string, string> => ({
  'idempotency-key': newId(),
  ...(reason ? { reason: encodeURIComponent(reason) } : {}),
  ...(dryRun ? { 'dry-run': 'true' } : {}),
});
