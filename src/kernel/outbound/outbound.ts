import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { refuse } from '../errors.ts';
import { type Address, addressOf, type Judge, judgeOf, type Networks } from './addresses.ts';

const RESOLVE_MS = 3_000;
/** Of an answer no more is read. */
const ANSWER_BYTES = 16 * 1024;
const SOCKETS_PER_HOST = 8;
const MAX_URL = 2_048;

/** All addresses of a name. Tests put their own in its place. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export type Sent = { status: number; headers: http.IncomingHttpHeaders };
export type Post = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  timeoutMs: number;
};

/** Calls addresses that people have written down, and only those that may be called. */
export type Outbound = {
  /** @throws Refusal `outbound.address` for what may not be called, `outbound.unresolved` */
  check(url: string): Promise<void>;
  /**
   * The name is resolved once, every address of it judged, and the connection made to the one that
   * was judged: another answer of the name servers cannot lead it elsewhere. Nothing is followed.
   *
   * @throws Refusal as `check`; Error when there is no answer within the time
   */
  post(call: Post): Promise<Sent>;
  close(): void;
};

export type OutboundOptions = { networks: Networks; resolve?: Resolve };

const resolveAll: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

export function createOutbound({ networks, resolve = resolveAll }: OutboundOptions): Outbound {
  const judge = judgeOf(networks);
  const pool = { keepAlive: true, maxSockets: SOCKETS_PER_HOST };
  const agents = { 'http:': new http.Agent(pool), 'https:': new https.Agent(pool) };
  const targetOf = async (text: string): Promise<Target> => {
    const url = urlOf(text);
    return { url, address: choose(judge, url, await addressesOf(url, resolve)) };
  };
  return {
    async check(text) {
      await targetOf(text);
    },
    async post(call) {
      const target = await targetOf(call.url);
      const agent = target.url.protocol === 'https:' ? agents['https:'] : agents['http:'];
      return send(target, call, agent);
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

type Target = { url: URL; address: Address };

function urlOf(text: string): URL {
  const url = URL.parse(text);
  const plain = url && url.username === '' && url.password === '' && url.hash === '';
  const known = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !plain || !known || text.length > MAX_URL) {
    throw refuse('outbound.address', { path: ['url'] });
  }
  return url;
}

/** The name between brackets is an address already; others are asked of the name servers. */
async function addressesOf({ hostname }: URL, resolve: Resolve): Promise<Address[]> {
  const literal = addressOf(hostname.replace(/^\[|\]$/g, ''));
  if (literal) return [literal];
  const late = AbortSignal.timeout(RESOLVE_MS);
  const answers = await Promise.race([
    resolve(hostname).catch(() => []),
    new Promise<readonly string[]>((done) => late.addEventListener('abort', () => done([]))),
  ]);
  const known = answers.map(addressOf).filter((each) => each !== null);
  if (known.length === 0) throw refuse('outbound.unresolved', { path: ['url'] });
  return known;
}

/** One address that may not be called makes the whole name suspect. */
function choose(judge: Judge, { protocol }: URL, addresses: readonly Address[]): Address {
  const open = protocol === 'https:' ? judge.reachable : judge.named;
  const [first] = addresses;
  if (!first || !addresses.every(open)) throw refuse('outbound.address', { path: ['url'] });
  return first;
}

function send({ url, address }: Target, call: Post, agent: http.Agent): Promise<Sent> {
  const { request } = url.protocol === 'https:' ? https : http;
  const { headers, body, timeoutMs } = call;
  const name = addressOf(url.hostname.replace(/^\[|\]$/g, '')) ? {} : { servername: url.hostname };
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        ...name,
        host: address.text,
        family: address.family === 'ipv4' ? 4 : 6,
        port: url.port || (url.protocol === 'https:' ? 443 : 80),
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { ...headers, host: url.host, 'content-length': body.length },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (answer) => {
        // The status is the answer; the rest is read only to keep the connection.
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
        let read = 0;
        answer.on('error', () => undefined);
        answer.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > ANSWER_BYTES) answer.destroy();
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}
