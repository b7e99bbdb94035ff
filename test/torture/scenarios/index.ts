import type { Scenario } from '../scenario.ts';
import { clockMoved } from './clock-moved.ts';
import { duplicates } from './duplicates.ts';
import { eachStep } from './each-step.ts';
import { postgresKilled } from './postgres-killed.ts';
import { sequencerKilled } from './sequencer-killed.ts';
import { serverKilled } from './server-killed.ts';

export const SCENARIOS: readonly Scenario[] = [
  eachStep,
  serverKilled,
  postgresKilled,
  sequencerKilled,
  duplicates,
  clockMoved,
];
