import type { TestDatabase } from '../helpers/database.ts';
import { openTortureCluster, type TortureCluster } from './cluster.ts';
import { judge } from './judge.ts';
import type { Scenario } from './scenario.ts';
import { type Length, openStage, sealed, settle } from './stage.ts';
import { foundTown, type Town } from './town.ts';
import { bearWitness } from './witness.ts';

/** What came of one run. */
export type Verdict = {
  scenario: string;
  control: string | null;
  seed: number;
  faults: readonly string[];
  counts: Readonly<Record<string, number>>;
  tookMs: number;
};

/** A place to torture in, with a town that every run begins from. */
export type Chamber = {
  run(scenario: Scenario, options: RunOptions): Promise<Verdict>;
  close(): Promise<void>;
};

export type RunOptions = { seed: number; length: Length; control?: string | undefined };
export async function openChamber(): Promise<Chamber> {
  const cluster = await openTortureCluster();
  try {
    const founded = await cluster.create();
    const town = await foundTown(founded);
    return {
      run: (scenario, options) => run({ cluster, founded, town }, scenario, options),
      close: () => cluster.stop(),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

type Ground = { cluster: TortureCluster; founded: TestDatabase; town: Town };

async function run(ground: Ground, scenario: Scenario, options: RunOptions): Promise<Verdict> {
  const started = performance.now();
  const { cluster, founded, town } = ground;
  const database = await cluster.create(founded.name);
  const { stage, close } = await openStage({ ...options, cluster, database, town });
  try {
    const witness = bearWitness(stage);
    await scenario.run(stage);
    await settle(stage);
    await sealed(stage);
    stage.witnessed = await witness.leave();
    const faults = await judge(stage);
    return {
      scenario: scenario.name,
      control: options.control ?? null,
      seed: options.seed,
      faults,
      counts: stage.counts,
      tookMs: Math.round(performance.now() - started),
    };
  } finally {
    await close();
    await cluster.drop(database);
  }
}

/** Seeds tried before a broken build counts as not caught. */
const TRIES = 5;

/** Runs a broken build until it is caught; its last verdict. */
export async function runControl(
  chamber: Chamber,
  scenario: Scenario,
  { seed, length, control }: RunOptions & { control: string },
): Promise<Verdict> {
  for (let tried = 0; ; tried += 1) {
    const verdict = await chamber.run(scenario, { seed: seed + tried, length, control });
    if (verdict.faults.length > 0 || tried === TRIES - 1) return verdict;
  }
}
