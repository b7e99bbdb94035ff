import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const INSTALL_LIMIT_MS = 150_000;
/** Test files run side by side, and apt wants to be alone. */
const LOCK = join(tmpdir(), 'jingtian-apt.lock');

/**
 * Installs Debian's packages where that is ours to do. No service of theirs is started: in runlevel 1
 * none is.
 *
 * @throws Error naming what is missing
 */
export async function installPackages(...packages: string[]): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`not installed: ${packages.join(', ')}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: string[]) =>
    run('flock', [LOCK, 'apt-get', ...args], { env, timeout: INSTALL_LIMIT_MS });
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', ...packages);
}
