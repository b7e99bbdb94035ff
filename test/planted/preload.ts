import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { applyPatch } from '../torture/patch.ts';
import { plantedFault } from './faults.ts';

/** Loaded with `--import` before a test: the fault that `PLANTED` names is in the product it tests. */
const root = new URL('../../', import.meta.url);
const byUrl = Map.groupBy(
  plantedFault(process.env.PLANTED ?? '').patches,
  ({ file }) => new URL(file, root).href,
);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const patches = byUrl.get(url);
    if (!patches) return loaded;
    const source = readFileSync(fileURLToPath(url), 'utf8');
    return { ...loaded, source: patches.reduce(applyPatch, source) };
  },
});
