/** Clear personal values are shown for a purpose only, and whoever answers for it may say no. */
import type { PersonalField, ProcessingPurpose } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Emit } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';

type Asking = { actor: Actor; purpose: ProcessingPurpose; today: string };

/** Fields that can be read in clear: those of the file, and what people wrote down beside it. */
export type ReadField = PersonalField | 'NOTE';

/** Clear values of one customer about to leave. */
export type Reading = Asking & {
  customerId: string;
  fields: readonly ReadField[];
  /** How many clear values there are. */
  values: number;
  now: Date;
  emit: Emit;
};

export type ReadingGuard = {
  /** Refuses a purpose nobody, or not this person, may read for. */
  checkPurpose(asking: Asking): void;
  /** Refuses a reading without a ground or beyond measure; else keeps it for the person concerned. */
  allow(tx: Tx, reading: Reading): Promise<void>;
};

const guards: ReadingGuard[] = [];

/** For the module that keeps the rules of personal data. */
export function guardReading(guard: ReadingGuard): void {
  guards.push(guard);
}

export function checkPurpose(asking: Asking): void {
  for (const guard of guards) guard.checkPurpose(asking);
}

export async function allowReading(tx: Tx, reading: Reading): Promise<void> {
  checkPurpose(reading);
  for (const guard of guards) await guard.allow(tx, reading);
}
