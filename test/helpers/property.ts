import fc, { type RunDetails } from 'fast-check';

/** The county's own code: a run says the same thing about the same source, wherever it runs. */
const SEED = 429_005;

const { PROPERTY_SEED = String(SEED), PROPERTY_PATH: path, PROPERTY_REPLAY } = process.env;

/** Which of the steps of `fc.commands` are taken again, as a counterexample says. */
export const replayed = PROPERTY_REPLAY === undefined ? {} : { replayPath: PROPERTY_REPLAY };

/** One of several runs side by side has a seed of its own. */
export const seeded = (number: number): { seed?: number } =>
  PROPERTY_SEED === 'random' ? {} : { seed: Number(PROPERTY_SEED) + number };

/** Says what failed, and what to put before the command so that it fails in the same way again. */
function reporter(run: RunDetails<unknown>): void {
  if (!run.failed) return;
  const message = fc.defaultReportMessage(run);
  const taken = /replayPath="([^"]*)"/.exec(message)?.[1];
  const settings = [
    `PROPERTY_SEED=${run.seed}`,
    ...(run.counterexamplePath === null ? [] : [`PROPERTY_PATH=${run.counterexamplePath}`]),
    ...(taken === undefined ? [] : [`PROPERTY_REPLAY='${taken}'`]),
  ];
  throw new Error(`${message}\nTo repeat it: ${settings.join(' ')}`, { cause: run.errorInstance });
}

/**
 * fast-check with one seed for every run; `PROPERTY_SEED=random` looks for new counterexamples, and
 * what a failure prints repeats it.
 */
fc.configureGlobal({
  reporter,
  ...seeded(0),
  ...(path === undefined ? {} : { path }),
});

export { fc };
