import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Posting } from './books.ts';
import type { Faults } from './faults.ts';

const CORE = fileURLToPath(new URL('./main.ts', import.meta.url));
const READY = /^Ready: (\S+)/;

/** A program of this project beside the test; resolves once it has said where it listens. */
export async function startProgram(
  program: string,
  env: Record<string, string>,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [...process.execArgv, program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const url = READY.exec(line)?.[1];
    if (url) return { child, url };
  }
  throw new Error(`${program} ended before it was ready`);
}

export async function endProgram(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

export type CoreProcess = {
  url: string;
  books(): Promise<{ postings: Posting[]; waiting: number }>;
  post(path: string, body: unknown): Promise<unknown>;
  stop(): Promise<void>;
};

export type CoreSetting = { bankUrl: string; token: string; seed: number; faults: Partial<Faults> };

/** The bank core as a process of its own. */
export async function startCoreProcess(setting: CoreSetting): Promise<CoreProcess> {
  const { child, url } = await startProgram(CORE, {
    BANK_URL: setting.bankUrl,
    CORE_TOKEN: setting.token,
    CORE_SEED: String(setting.seed),
    CORE_FAULTS: JSON.stringify(setting.faults),
    CORE_POLL_MS: '100',
  });
  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${url}${path}`, init)).json();
  };
  return {
    url,
    books: () => ask('/books') as Promise<{ postings: Posting[]; waiting: number }>,
    post: ask,
    stop: () => endProgram(child, 'SIGTERM'),
  };
}
