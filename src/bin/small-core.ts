import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { environmentWith } from '../config.ts';

/** The small bank core beside the demo, where the tests that use it are installed. */
const CORE = fileURLToPath(new URL('../../test/core/main.ts', import.meta.url));
const ADDRESS_FILE = 'core.address';
const READY = /^Ready: (\S+)/;

export type CoreSetting = {
  bankUrl: string;
  /** Of the demo bank's core; without one it waits for a bank to work for. */
  token?: string | undefined;
};

/**
 * Starts the core, which ends with this process. Nothing where it is not installed. What the demo
 * has under way stays so until somebody asks the core for it.
 */
export function spawnSmallCore({ bankUrl, token = '' }: CoreSetting): ChildProcess | undefined {
  if (!existsSync(CORE)) return undefined;
  const env = environmentWith({ BANK_URL: bankUrl, CORE_TOKEN: token, CORE_PAST: 'asked' });
  return spawn(process.execPath, [...process.execArgv, CORE], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env,
  });
}

/** Waits until the core listens, and leaves its address in the data folder, for the tour. */
export async function leaveAddress(core: ChildProcess, dataDir: string): Promise<void> {
  const lines = createInterface({ input: core.stdout ?? Readable.from([]) });
  for await (const line of lines) {
    const address = READY.exec(line)?.[1];
    if (address) return writeFile(addressFile(dataDir), address);
  }
  throw new Error('the bank core ended before it was ready (核心系统未能启动)');
}

const addressFile = (dataDir: string): string => join(dataDir, ADDRESS_FILE);

/** Of the core that `npm start` runs. @throws Error where none does */
export async function smallCoreAddress(dataDir: string): Promise<string> {
  const address = await readFile(addressFile(dataDir), 'utf8').catch(() => undefined);
  if (address) return address;
  throw new Error(
    'No bank core runs here; npm start starts one. 未找到核心系统，请先执行 npm start。',
  );
}
