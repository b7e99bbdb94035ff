import type { NamedPatch } from './patch.ts';

/** Neither failpoints nor faults: what makes a run of seconds show what takes nature weeks. */
export const TOOLS: Readonly<Record<string, NamedPatch>> = {
  'quick-sequencer': {
    why: 'the sequencer ticks, and asks witnesses, all the time',
    patches: [
      {
        file: 'src/kernel/journal/cosign.ts',
        find: 'export const COSIGN_PERIOD_MS = 5_000;',
        put: 'export const COSIGN_PERIOD_MS = 50;',
      },
      {
        file: 'src/kernel/journal/sequence-loop.ts',
        find: 'export const SEQUENCER_PERIOD_MS = 200;',
        put: 'export const SEQUENCER_PERIOD_MS = 5;',
      },
      {
        file: 'src/kernel/journal/sequence-loop.ts',
        find: 'const SIGNING_PERIOD_MS = 1_000;',
        put: 'const SIGNING_PERIOD_MS = 5;',
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
  'quick-deliveries': {
    why: 'leases of the dead end soon, and what failed is tried again soon',
    patches: [
      {
        file: 'src/modules/webhooks/deliveries.ts',
        find: "const LEASE = '60 seconds';",
        put: "const LEASE = '2 seconds';",
      },
      {
        file: 'src/modules/webhooks/rules.ts',
        find: 'return Math.round(Math.min(wanted, LONGEST_PAUSE_MS));',
        put: 'return Math.round(Math.min(wanted, 100));',
      },
    ],
  },
};
