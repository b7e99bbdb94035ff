import type { TestDatabase } from '../helpers/database.ts';
import { openTortureCluster, type TortureCluster } from './cluster.ts';
import { CONTROLS } from './controls.ts';
import { judge } from './judge.ts';
import { askedIn } from './ledger.ts';
import { foundMadeUpTown } from './made-up-town.ts';
import { openPatroniCluster } from './patroni/cluster.ts';
import { type GroundKind, type Scenario, UNHEARD } from './scenario.ts';
import { mountSmallDisk } from './small-disk.ts';
import { type Length, openStage, sealed, settle } from './stage.ts';
import { foundTown, type Town } from './town.ts';

/** What came of one run. */
export type Verdict = {
  scenario: string;
  control: string | null;
  seed: number;
  faults: readonly string[];
  /** What had to happen and did not: a run of ours without it shows nothing. */
  missing: readonly string[];
  /** Of a broken build: the faults that are its own, and not those of a busy machine. */
  shown: readonly string[];
  counts: Readonly<Record<string, number>>;
  /** Keys that were asked for, and those of which nothing was known at some moment. */
  asked: number;
  unknown: number;
  tookMs: number;
};

/** A place to torture in, with a town that every run begins from. */
export type Chamber = {
  run(scenario: Scenario, options: RunOptions): Promise<Verdict>;
  close(): Promise<void>;
};

export type RunOptions = {
  seed: number;
  length: Length;
  control?: string | undefined;
  /** Given what is counted, for whoever wants to look on. */
  watch?: (counts: Readonly<Record<string, number>>) => void;
};
/** Clusters are opened when the first scenario needs them, and shared by the others. */
export function openChamber(): Chamber {
  const clusters = new Map<ClusterKind, Promise<OpenCluster>>();
  const clusterOf = (kind: ClusterKind): Promise<OpenCluster> => {
    const cluster = clusters.get(kind) ?? OPENING[kind]();
    clusters.set(kind, cluster);
    return cluster;
  };
  const grounds = new Map<GroundKind, Promise<Ground>>();
  const groundOf = (kind: GroundKind): Promise<Ground> => {
    const ground = grounds.get(kind) ?? prepare(kind);
    grounds.set(kind, ground);
    return ground;
  };
  const prepare = async (kind: GroundKind): Promise<Ground> => {
    const { cluster } = await clusterOf(kind === 'made-up' ? 'ordinary' : kind);
    const founded = await cluster.create();
    const found = kind === 'made-up' ? foundMadeUpTown : foundTown;
    return { cluster, founded, town: await found(founded) };
  };
  return {
    run: async (scenario, options) =>
      run(await groundOf(scenario.ground ?? 'ordinary'), scenario, options),
    async close() {
      const opened = await Promise.allSettled(clusters.values());
      for (const cluster of opened) if (cluster.status === 'fulfilled') await cluster.value.close();
    },
  };
}

type Ground = { cluster: TortureCluster; founded: TestDatabase; town: Town };
type ClusterKind = Exclude<GroundKind, 'made-up'>;
type OpenCluster = { cluster: TortureCluster; close(): Promise<void> };

/** Little log, so that the disk is filled by what is in it. */
const FRUGAL = { max_wal_size: '64MB', min_wal_size: '32MB', wal_keep_size: '0' };

const opened = (cluster: TortureCluster): OpenCluster => ({
  cluster,
  close: () => cluster.stop(),
});

const OPENING: Readonly<Record<ClusterKind, () => Promise<OpenCluster>>> = {
  ordinary: async () => opened(await openTortureCluster()),
  patroni: async () => opened(await openPatroniCluster()),
  async 'small-disk'() {
    const disk = await mountSmallDisk();
    const close = (): Promise<void> => disk.unmount();
    const cluster = await openTortureCluster(disk.folder, FRUGAL).catch(async (error) => {
      await close();
      throw error;
    });
    return { cluster: { ...cluster, disk }, close: () => cluster.stop().then(close) };
  },
};

async function run(ground: Ground, scenario: Scenario, options: RunOptions): Promise<Verdict> {
  const started = performance.now();
  const { cluster, founded, town } = ground;
  const database = await cluster.create(founded.name);
  const { stage, close } = await openStage({ ...options, cluster, database, town });
  options.watch?.(stage.counts);
  try {
    await scenario.run(stage);
    await settle(stage);
    await sealed(stage);
    for (const look of stage.looks) await look();
    // Looking takes time, in which more may have been written.
    await sealed(stage);
    await stage.witness.leave();
    const faults = await judge(stage);
    const asked = askedIn(stage.ledger.entries());
    const unknown = asked.filter(({ heard }) => heard.some(({ outcome }) => outcome === 'UNKNOWN'));
    if (unknown.length > 0) stage.counts[UNHEARD] = unknown.length;
    const shows = CONTROLS[options.control ?? '']?.shows;
    return {
      scenario: scenario.name,
      control: options.control ?? null,
      seed: options.seed,
      faults,
      missing: missingIn(scenario, stage.counts),
      shown: faults.filter((fault) => shows?.test(fault)),
      counts: stage.counts,
      asked: asked.length,
      unknown: unknown.length,
      tookMs: Math.round(performance.now() - started),
    };
  } finally {
    await close();
    await cluster.drop(database);
  }
}

const missingIn = ({ happens }: Scenario, counts: Verdict['counts']): string[] =>
  happens.filter((what) => !Object.keys(counts).some((name) => name.startsWith(what)));

/** Seeds tried before a broken build counts as not caught. */
const TRIES = 5;

/** Runs a broken build until it is caught by what it breaks; its last verdict. */
export async function runControl(
  chamber: Chamber,
  scenario: Scenario,
  { seed, ...options }: RunOptions & { control: string },
): Promise<Verdict> {
  for (let tried = 0; ; tried += 1) {
    const verdict = await chamber.run(scenario, { ...options, seed: seed + tried });
    if (verdict.shown.length > 0 || tried === TRIES - 1) return verdict;
  }
}
