import { parseArgs } from 'node:util';
import { openChamber, runControl, type Verdict } from './run.ts';
import { SCENARIOS } from './scenarios/index.ts';

/**
 * `npm run torture -- [--seed N] [--runs N] [--only NAME,NAME] [--short]`: every scenario with our
 * build, which must keep every promise, and with each broken build, which must be caught; `--control
 * NAME` runs that build alone, and `none` our own alone, which then does not count. Ends with a table,
 * and with 1 where something failed.
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
const table: string[] = [];
let failed = 0;

/** How far a run of minutes is, for whoever waits for it. */
const PROGRESS_MS = 60_000;
let counts: Verdict['counts'] = {};
const watch = (of: Verdict['counts']): void => {
  counts = of;
};
const counted = (of: Verdict['counts']): string =>
  `   ${Object.entries(of).map(([what, count]) => `${count} ${what}`)}`;
setInterval(() => say(`so far:${counted(counts)}`), PROGRESS_MS).unref();

/** What keeps a run from its end is a failure of its own, and the others go on. */
async function attempt(what: string, run: () => Promise<Verdict>): Promise<void> {
  try {
    tell(await run());
  } catch (error) {
    failed += 1;
    say(`FAILED ${what} did not come to its end: ${error instanceof Error ? error.stack : error}`);
  }
}

/** A run in which nothing went wrong has kept nothing. */
const wordOf = ({ faults }: Verdict): string => (faults.length > 0 ? 'BROKEN' : 'SHOWS NOTHING');

function tell(verdict: Verdict): void {
  const { scenario, control, seed, faults, counts, asked, unknown, tookMs } = verdict;
  const { missing, shown } = verdict;
  const isGood = control ? shown.length > 0 : faults.length === 0 && missing.length === 0;
  if (!isGood) failed += 1;
  const word = control ? (isGood ? 'caught' : 'NOT CAUGHT') : isGood ? 'kept' : wordOf(verdict);
  say(`${isGood ? 'ok' : 'FAILED'} ${scenario}, ${control ?? 'our build'}: ${word}, seed ${seed}`);
  say(counted(counts));
  for (const fault of control && isGood ? shown.slice(0, 2) : faults) say(`   ${fault}`);
  for (const what of control ? [] : missing) say(`   it never came to: ${what}`);
  const seconds = (tookMs / 1000).toFixed(1);
  table.push(
    `| ${[scenario, control ?? 'ours', seed, seconds, asked, unknown, word].join(' | ')} |`,
  );
}

const length = values.short ? 'short' : 'long';
const only = values.only?.split(',');
const chosen = SCENARIOS.filter(({ name, longOnly }) =>
  only ? only.includes(name) : !(values.short && longOnly),
);
if (chosen.length === 0) throw new Error(`--only: some of ${SCENARIOS.map(({ name }) => name)}`);
const chamber = openChamber();
// Whoever ends this early leaves no database and no program behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void chamber.close().finally(() => process.exit(1)));
}
try {
  for (let run = 0; run < Number(values.runs); run += 1) {
    const seed = Number(values.seed) + run;
    for (const scenario of chosen) {
      const isOurs = !values.control || values.control === 'none';
      const what = `${scenario.name}, seed ${seed}`;
      if (isOurs) await attempt(what, () => chamber.run(scenario, { seed, length, watch }));
      const controls = scenario.controls.filter((each) => (values.control ?? each) === each);
      for (const control of controls) {
        const options = { seed, length: 'short', control, watch } as const;
        await attempt(`${what}, ${control}`, () => runControl(chamber, scenario, options));
      }
    }
  }
} finally {
  await chamber.close();
}
say('\n| scenario | build | seed | seconds | commands | unknown, asked again | |');
say('|---|---|---|---|---|---|---|');
for (const row of table) say(row);
say(failed === 0 ? 'every promise was kept, every broken build was caught' : `${failed} failed`);
// Connections that faults left half open are nobody's to wait for.
process.exit(failed === 0 ? 0 : 1);
