import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;

/**
 * Replaces a file so that after a crash at any moment the old content is there, or the new one,
 * whole; when it returns, the new one is on the disk.
 */
export function writeDurably(path: string, content: string): void {
  const next = `${path}.new`;
  const file = openSync(next, 'w', OWNER_ONLY);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
