import { existsSync, readFileSync } from 'node:fs';
import { test } from 'tap';
import { applyPatch } from '../torture/patch.ts';
import { PLANTED, plantedFault } from './faults.ts';

const inProject = (file: string) => new URL(`../../${file}`, import.meta.url);

test('every planted fault has its place in the product, and a test that is to see it', async (t) => {
  for (const [name, { patches, by }] of Object.entries(PLANTED)) {
    for (const [file, of] of Map.groupBy(patches, (patch) => patch.file)) {
      const source = readFileSync(inProject(file), 'utf8');
      t.not(of.reduce(applyPatch, source), source, `${name} in ${file}`);
    }
    t.ok(existsSync(inProject(by)), `${name} is looked for by ${by}`);
  }
  t.throws(() => plantedFault('nothing'), /no fault is called nothing/);
});
