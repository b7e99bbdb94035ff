import { parseArgs } from 'node:util';
import { openChamber, runControl, type Verdict } from './run.ts';
import { SCENARIOS } from './scenarios/index.ts';

/**
 * `npm run torture -- [--seed N] [--only NAME] [--short]`: every scenario with our build, which must
 * keep every promise, and with each broken build, which must be caught. Ends with 1 otherwise.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    control: { type: 'string' },
    runs: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => console.log(line);

function tell({ scenario, control, seed, faults, counts, tookMs }: Verdict, isGood: boolean): void {
  const build = control ? `broken build ${control}` : 'our build';
  const word = control ? (isGood ? 'caught' : 'NOT CAUGHT') : isGood ? 'kept' : 'BROKEN';
  say(`${isGood ? 'ok' : 'FAILED'} ${scenario}, ${build}: ${word}, seed ${seed}, ${tookMs} ms`);
  const counted = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  say(`   ${counted.join(', ')}`);
  const shown = control && isGood ? faults.slice(0, 2) : faults;
  for (const fault of shown) say(`   ${fault}`);
}

const length = values.short ? 'short' : 'long';
const chosen = SCENARIOS.filter(({ name }) => !values.only || name === values.only);
if (chosen.length === 0) throw new Error(`--only: one of ${SCENARIOS.map(({ name }) => name)}`);
const chamber = openChamber();
let failed = 0;
try {
  for (let run = 0; run < Number(values.runs); run += 1) {
    const seed = Number(values.seed) + run;
    for (const scenario of chosen) {
      if (!values.control) {
        const verdict = await chamber.run(scenario, { seed, length });
        const isGood = verdict.faults.length === 0;
        tell(verdict, isGood);
        if (!isGood) failed += 1;
      }
      const controls = scenario.controls.filter((each) => (values.control ?? each) === each);
      for (const control of controls) {
        const verdict = await runControl(chamber, scenario, { seed, length: 'short', control });
        const isCaught = verdict.faults.length > 0;
        tell(verdict, isCaught);
        if (!isCaught) failed += 1;
      }
    }
  }
} finally {
  await chamber.close();
}
say(failed === 0 ? 'every promise was kept, every broken build was caught' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
