import type { TestDatabase } from '../helpers/database.ts';
import { openTortureCluster, type TortureCluster } from './cluster.ts';
import { judge } from './judge.ts';
import type { GroundKind, Scenario } from './scenario.ts';
import { mountSmallDisk } from './small-disk.ts';
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
/** Clusters are opened when the first scenario needs them, and shared by the others. */
export function openChamber(): Chamber {
  const grounds = new Map<GroundKind, Promise<Ground>>();
  const groundOf = (kind: GroundKind): Promise<Ground> => {
    const ground = grounds.get(kind) ?? openGround(kind);
    grounds.set(kind, ground);
    return ground;
  };
  return {
    run: async (scenario, options) =>
      run(await groundOf(scenario.ground ?? 'ordinary'), scenario, options),
    async close() {
      const opened = await Promise.allSettled(grounds.values());
      for (const ground of opened) if (ground.status === 'fulfilled') await ground.value.close();
    },
  };
}

type Ground = {
  cluster: TortureCluster;
  founded: TestDatabase;
  town: Town;
  close(): Promise<void>;
};

/** Little log, so that the disk is filled by what is in it. */
const FRUGAL = { max_wal_size: '64MB', min_wal_size: '32MB', wal_keep_size: '0' };

async function openGround(kind: GroundKind): Promise<Ground> {
  const disk = kind === 'small-disk' ? await mountSmallDisk() : undefined;
  const opened = await openTortureCluster(disk?.folder, disk ? FRUGAL : {});
  const cluster = disk ? { ...opened, disk } : opened;
  const close = async (): Promise<void> => {
    await cluster.stop();
    await disk?.unmount();
  };
  try {
    const founded = await cluster.create();
    return { cluster, founded, town: await foundTown(founded), close };
  } catch (error) {
    await close();
    throw error;
  }
}

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
    for (const look of stage.looks) await look();
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
