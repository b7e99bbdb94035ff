import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { applyPatch, type Patch } from './patch.ts';
import { patchesNamed } from './patches.ts';

/**
 * Loaded with `--import` before a program under torture. `TORTURE_PATCHES` names what is changed in
 * its sources while they are loaded; the parent process says over IPC at which failpoint this one
 * shall end, and after how many passes.
 */
const root = new URL('../../', import.meta.url);
const byUrl = Map.groupBy<string, Patch>(
  patchesNamed((process.env.TORTURE_PATCHES ?? '').split(',').filter(Boolean)),
  ({ file }) => new URL(file, root).href,
);

// Whatever is never loaded has to stand in its file all the same.
for (const [url, patches] of byUrl) {
  patches.reduce(applyPatch, readFileSync(fileURLToPath(url), 'utf8'));
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const patches = byUrl.get(url);
    if (!patches) return loaded;
    const source = readFileSync(fileURLToPath(url), 'utf8');
    return { ...loaded, source: patches.reduce(applyPatch, source) };
  },
});

/**
 * Where to end, and by how much the clock is off. With `hold` everything that comes to the failpoint
 * stands there for good, and so many end the program together.
 */
export type Arming = { failpoint: string; after: number; clockMs?: number; hold?: number };

/** Said to whoever armed it. */
export type Said = { armed: string } | { standing: number };

let armed: Arming | undefined;
let standing = 0;
const forever = new Promise<never>(() => undefined);

/** True where this pass is the one to end at. */
function due(failpoint: string): boolean {
  if (armed?.failpoint !== failpoint) return false;
  if (armed.hold !== undefined) return true;
  armed = { ...armed, after: armed.after - 1 };
  return armed.after < 0;
}

const end = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

/** Stands here with others until they are enough; then all of them end. */
function stand(): Promise<never> {
  standing += 1;
  if (standing >= (armed?.hold ?? 1)) end();
  process.send?.({ standing });
  return forever;
}

/** Nothing where this is not the place. */
const pass = (failpoint: string): Promise<never> | undefined =>
  due(failpoint) ? stand() : undefined;

process.on('message', (arming: Arming) => {
  armed = arming;
  standing = 0;
  Object.assign(globalThis, { tortureClockMs: arming.clockMs ?? 0 });
  process.send?.({ armed: arming.failpoint });
});
process.channel?.unref();

type Reply = { raw: import('node:http').ServerResponse; statusCode: number };

Object.assign(globalThis, {
  tortureClockMs: 0,
  torture: pass,
  /** A hook of the server: sends half of an answer with the length of the whole, then ends. */
  async tortureHalfSent(_request: unknown, { raw, statusCode }: Reply, payload: unknown) {
    if (!due('answer-half-sent')) return payload;
    const bytes = Buffer.from(String(payload));
    raw.writeHead(statusCode, { 'content-length': bytes.length });
    raw.write(bytes.subarray(0, bytes.length / 2));
    await turn();
    return stand();
  },
});
