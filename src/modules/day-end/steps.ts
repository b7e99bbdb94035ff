/** The steps a day ends with, in their order, as data that modules register. */
import type { Bilingual, Emit } from '../../kernel/commands/command.ts';
import type { Failed } from '../../kernel/commands/sparing.ts';
import type { Tx } from '../../kernel/db/index.ts';
import type { Vault } from '../../kernel/vault/vault.ts';

/** What a part of a step has in its hands. */
export type StepContext = {
  institutionId: string;
  /** The business day that ends. */
  closes: string;
  /** The day after: what the loans are moved on to. */
  opens: string;
  /** Is it the first day an institution ever ends? Then nothing has been moved on before. */
  first: boolean;
  /** What the part before said of how far it came; null for the first part. */
  reached: string | null;
  now: Date;
  vault: Vault;
  emit: Emit;
};

export type Part = {
  /** Numbers by name; they are added up over the parts. */
  counts: Readonly<Record<string, number>>;
  /** Where the next part goes on; null when the step is done. */
  reached: string | null;
  /** Loans that stood in the way and were left out: set aside, for a person to look at. */
  failed?: readonly Failed[];
};

/**
 * A step is done in parts, each in a transaction of its own: at most some thousands of rows, at most
 * a few hundred facts. What it did before it must not do again when it goes on. One bad loan is left
 * out of it and named, so that the day goes on.
 */
export type DayEndStep = {
  /** UPPER_SNAKE, and never used for another step. */
  code: string;
  title: Bilingual;
  /** Facts its parts may write. */
  acts: readonly string[];
  run(tx: Tx, context: StepContext): Promise<Part>;
};

const steps: DayEndStep[] = [];
/** Facts of the command that runs them: its own, and those of all steps. */
export const dayEndActs = [
  'day-end.begun',
  'day-end.advanced',
  'day-end.loan-set-aside',
  'day-end.done',
];

/** Adds a step behind those there are. @throws Error for a code that is taken */
export function registerDayEndStep(step: DayEndStep): void {
  if (steps.some(({ code }) => code === step.code)) {
    throw new Error(`day-end step ${step.code} is registered twice`);
  }
  steps.push(step);
  dayEndActs.push(...step.acts.filter((act) => !dayEndActs.includes(act)));
}

export const dayEndSteps = (): readonly DayEndStep[] => steps;
