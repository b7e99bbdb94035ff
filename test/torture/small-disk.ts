import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A disk that can be full. */
export type SmallDisk = {
  folder: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
};

const run = promisify(execFile);
const SIZE = '900m';
const BLOCK = Buffer.alloc(1_048_576);
const ENTERABLE = 0o711;

/** @throws Error where this account may not mount */
export async function mountSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'jingtian-small-disk-'));
  const options = ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder];
  await run('mount', options).catch(async (error) => {
    await rmdir(folder);
    throw error;
  });
  await chmod(folder, ENTERABLE);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => write(ballast),
    free: () => rm(ballast, { force: true }),
    async unmount() {
      await run('umount', [folder]);
      await rmdir(folder);
    },
  };
}

/** As much as there is room for, to the last byte. */
async function write(path: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    for (let size = BLOCK.length; size >= 1; ) {
      const written = await file.write(BLOCK.subarray(0, size)).catch(() => null);
      if (written === null || written.bytesWritten < size) size = Math.floor(size / 2);
    }
  } finally {
    await file.close();
  }
}
