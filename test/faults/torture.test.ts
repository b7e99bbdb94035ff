import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { applyPatch } from '../torture/patch.ts';
import { PATCHES } from '../torture/patches.ts';
import { openChamber, runControl } from '../torture/run.ts';
import { duplicates } from '../torture/scenarios/duplicates.ts';
import { everyCommand } from '../torture/scenarios/every-command.ts';
import { SCENARIOS } from '../torture/scenarios/index.ts';
import { postgresKilled } from '../torture/scenarios/postgres-killed.ts';
import { sequencerKilled } from '../torture/scenarios/sequencer-killed.ts';

/** The short form: `npm run torture` is the long one. */
const SEED = Number(process.env.TORTURE_SEED ?? 429_005);

/** Each broken build once, where it is caught the soonest. */
const SHORT = [
  { scenario: everyCommand, controls: ['outbox-outside-transaction'] },
  { scenario: postgresKilled, controls: ['acknowledge-before-commit'] },
  { scenario: sequencerKilled, controls: ['id-above-last', 'xmin-horizon'] },
  { scenario: duplicates, controls: ['key-looked-up-first', 'read-modify-write'] },
];

test('every failpoint and every broken build finds its places', async (t) => {
  for (const [name, { patches }] of Object.entries(PATCHES)) {
    for (const [file, of] of Map.groupBy(patches, (patch) => patch.file)) {
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      t.not(of.reduce(applyPatch, source), source, `${name} in ${file}`);
    }
  }
  t.ok(
    SCENARIOS.every(({ controls }) => controls.length > 0),
    'no scenario without a broken build it has to catch',
  );
});

test('nothing acknowledged is lost, nothing is doubled', async (t) => {
  const chamber = openChamber();
  t.teardown(() => chamber.close());
  for (const { scenario, controls } of SHORT) {
    const options = { seed: SEED, length: 'short' } as const;
    const { faults, missing } = await chamber.run(scenario, options);
    t.same(faults, [], `${scenario.name}, seed ${SEED}`);
    t.same(missing, [], `${scenario.name} is tortured`);
    for (const control of controls) {
      const verdict = await runControl(chamber, scenario, { ...options, control });
      t.comment(`${control}, seed ${verdict.seed}: ${verdict.shown[0] ?? verdict.faults[0]}`);
      t.not(verdict.shown.length, 0, `${control} is caught by ${scenario.name}`);
    }
  }
});
