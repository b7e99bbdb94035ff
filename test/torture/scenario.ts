import type { Stage } from './stage.ts';

/**
 * `small-disk` needs an account that may mount; `made-up` has rows in every table that mean nothing;
 * `patroni` needs its programs and etcd's, and an account that may run them as another.
 */
export type GroundKind = 'ordinary' | 'small-disk' | 'made-up' | 'patroni';

/** Counted where at some moment nothing was known of a command. */
export const UNHEARD = 'commands unheard of';

/** One way for things to go wrong, with the broken builds it has to catch. */
export type Scenario = {
  readonly name: string;
  readonly about: string;
  /** Names of controls.ts. A run without its controls does not count. */
  readonly controls: readonly string[];
  /**
   * What has to have happened, by how its count begins, before a run of our build shows anything: the
   * faults themselves, and answers that callers never heard.
   */
  readonly happens: readonly string[];
  /** Only by hand: needs more than a minute, or more than this project brings. */
  readonly longOnly?: boolean;
  /** What it needs beneath it; an ordinary cluster when left out. */
  readonly ground?: GroundKind;
  /** Does its worst, then heals everything: server and sequencer are up when it returns. */
  run(stage: Stage): Promise<void>;
};
