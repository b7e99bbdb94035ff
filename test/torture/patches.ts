import { CONTROLS } from './controls.ts';
import { FAILPOINTS } from './failpoints.ts';
import type { NamedPatch, Patch } from './patch.ts';
import { TOOLS } from './tools.ts';

export const PATCHES: Readonly<Record<string, NamedPatch>> = {
  ...FAILPOINTS,
  ...CONTROLS,
  ...TOOLS,
};

export const patchesNamed = (names: readonly string[]): Patch[] =>
  names.flatMap((name) => {
    const named = PATCHES[name];
    if (!named) throw new Error(`no patch is called ${name}`);
    return [...named.patches];
  });
