import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Processors of what is measured, and the one of what loads it, as `taskset` writes them. */
export type Cores = { measured: string; load: string };

/**
 * Keeps this process, and all it starts from now on, off the last processor, which is for the load.
 * Otherwise a load that grows takes from a server what it then is said to have lost. Null where
 * there is one processor, or no `taskset`.
 */
export function divideCores(): Cores | null {
  const last = availableParallelism() - 1;
  if (last < 1) return null;
  const measured = last === 1 ? '0' : `0-${last - 1}`;
  try {
    execFileSync('taskset', ['-apc', measured, String(process.pid)], { stdio: 'ignore' });
    return { measured, load: String(last) };
  } catch {
    return null;
  }
}

/** A program on the load's own processor, where there is one. */
export const asLoad = (
  cores: Cores | null | undefined,
  file: string,
  given: readonly string[],
): [string, string[]] =>
  cores ? ['taskset', ['-c', cores.load, file, ...given]] : [file, [...given]];
