import type { Scenario } from '../scenario.ts';
import { clockMoved } from './clock-moved.ts';
import { diskFull } from './disk-full.ts';
import { duplicates } from './duplicates.ts';
import { eachStep } from './each-step.ts';
import { networkBroken } from './network-broken.ts';
import { postgresKilled } from './postgres-killed.ts';
import { sequencerKilled } from './sequencer-killed.ts';
import { serverKilled } from './server-killed.ts';
import { standbyPromoted } from './standby-promoted.ts';
import { webhooksKilled } from './webhooks-killed.ts';

export const SCENARIOS: readonly Scenario[] = [
  eachStep,
  serverKilled,
  postgresKilled,
  sequencerKilled,
  duplicates,
  clockMoved,
  networkBroken,
  diskFull,
  webhooksKilled,
  standbyPromoted,
];
