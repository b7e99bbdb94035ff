import type { NamedPatch } from './patch.ts';

/** Neither failpoints nor faults: what makes a run of seconds show what takes nature weeks. */
export const TOOLS: Readonly<Record<string, NamedPatch>> = {
  'quick-sequencer': {
    why: 'the sequencer ticks all the time',
    patches: [
      {
        file: 'src/kernel/journal/sequence-loop.ts',
        find: 'export const SEQUENCER_PERIOD_MS = 200;',
        put: 'export const SEQUENCER_PERIOD_MS = 5;',
      },
    ],
  },
  'movable-clock': {
    why: 'the clock of the program stands where the torture puts it',
    patches: [
      {
        file: 'src/kernel/clock.ts',
        find: 'now: () => new Date() };',
        put: 'now: () => new Date(Date.now() + (globalThis as any).tortureClockMs) };',
      },
    ],
  },
};
