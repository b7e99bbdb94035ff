import type { Scenario } from '../scenario.ts';
import { clockMoved } from './clock-moved.ts';
import { diskFull } from './disk-full.ts';
import { duplicates } from './duplicates.ts';
import { eachStep } from './each-step.ts';
import { everyCommand } from './every-command.ts';
import { leaderReplaced } from './leader-replaced.ts';
import { networkBroken } from './network-broken.ts';
import { poolerKilled } from './pooler-killed.ts';
import { postgresKilled } from './postgres-killed.ts';
import { sequencerKilled } from './sequencer-killed.ts';
import { serverKilled } from './server-killed.ts';
import { standbyFrozen, standbyPromoted } from './standby-promoted.ts';
import { webhooksKilled } from './webhooks-killed.ts';

export const SCENARIOS: readonly Scenario[] = [
  everyCommand,
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
  standbyFrozen,
  poolerKilled,
  leaderReplaced,
];
