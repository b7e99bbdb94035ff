import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asLoad, type Cores } from './cores.ts';

/** One HTTP request as it goes over the wire; `{n}` in it becomes a number used once. */
export type WireRequest = {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
};

export type Load = {
  address: string;
  requests: readonly WireRequest[];
  seconds: number;
  connections: number;
  /** Where `{n}` starts to count, so that rounds never repeat a number. */
  from?: number;
  /** Where it has a processor to itself. */
  cores?: Cores | null | undefined;
};

/** Latencies are in milliseconds. */
export type Measured = {
  requestsPerSecond: number;
  p50: number;
  p99: number;
  bytesPerRequest: number;
};

const execute = promisify(execFile);
const MARK = 'wrk-summary';
const US_PER_MS = 1_000;
const US_PER_S = 1_000_000;
export const NUMBER = '{n}';
/** `{n}` has one width, so that content lengths hold. */
const NUMBER_WIDTH = 10;

/** @throws Error saying how to get wrk */
export function requireWrk(): void {
  try {
    execFileSync('wrk', ['-v'], { stdio: 'ignore' });
  } catch (error) {
    // wrk prints its version and exits with 1.
    if ((error as { code?: string }).code !== 'ENOENT') return;
    throw new Error('The load generator wrk is missing: apt-get install wrk, or brew install wrk');
  }
}

/** Loads one server for a fixed time from a process of its own, cycling through the requests. */
export async function load(options: Load): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-wrk-'));
  try {
    const script = join(folder, 'load.lua');
    await writeFile(script, scriptOf(options));
    const { connections, seconds, address, cores } = options;
    const given = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', script];
    const { stdout } = await execute(...asLoad(cores, 'wrk', [...given, address]));
    return summaryOf(stdout, address);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function scriptOf({ address, requests, from = 0 }: Load): string {
  const { host } = new URL(address);
  const texts = requests.map((request) => {
    const parts = wireText(request, host).split(NUMBER);
    return `{${parts.map((part) => JSON.stringify(part)).join(',')}}`;
  });
  return `
local texts = {
${texts.join(',\n')}
}
local index, number = 0, ${from}
request = function()
  index = index % #texts + 1
  number = number + 1
  local parts = texts[index]
  if #parts == 1 then return parts[1] end
  return table.concat(parts, string.format("%0${NUMBER_WIDTH}d", number))
end
done = function(summary, latency)
  local e = summary.errors
  print(string.format("${MARK} %d %d %d %d %.1f %.1f", summary.requests, summary.duration,
    summary.bytes, e.connect + e.read + e.write + e.timeout + e.status,
    latency:percentile(50), latency:percentile(99)))
end
`;
}

/** The bytes of a request but for its numbers. */
export function wireText({ method, path, headers, body }: WireRequest, host: string): string {
  const numbers = (body ?? '').split(NUMBER).length - 1;
  const length = Buffer.byteLength(body ?? '') + numbers * (NUMBER_WIDTH - NUMBER.length);
  const lines = {
    host,
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(length) }),
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${body ?? ''}`;
}

function summaryOf(stdout: string, address: string): Measured {
  const line = stdout.split('\n').find((each) => each.startsWith(MARK)) ?? '';
  const [requests = 0, duration = 0, bytes = 0, errors = 0, p50 = 0, p99 = 0] = line
    .split(' ')
    .slice(1)
    .map(Number);
  if (requests === 0) throw new Error(`no answers from ${address}:\n${stdout}`);
  if (errors > 0) throw new Error(`${errors} of ${requests} requests to ${address} failed`);
  return {
    requestsPerSecond: (requests * US_PER_S) / duration,
    p50: p50 / US_PER_MS,
    p99: p99 / US_PER_MS,
    bytesPerRequest: bytes / requests,
  };
}
