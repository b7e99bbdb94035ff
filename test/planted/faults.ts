/**
 * Faults somebody could make in earnest in lending, each with the test that has to see it. Nothing of
 * them is in the product: `npm run planted` puts one at a time into the files as they are loaded.
 */
import type { Patch } from '../torture/patch.ts';
import { AFTER_THE_LOAN } from './after-the-loan.ts';
import { BEFORE_THE_MONEY } from './before-the-money.ts';
import { OWED } from './owed.ts';

export type Planted = {
  readonly why: string;
  readonly patches: readonly Patch[];
  /** The test file that sees it. */
  readonly by: string;
};

export const PLANTED: Readonly<Record<string, Planted>> = {
  ...BEFORE_THE_MONEY,
  ...OWED,
  ...AFTER_THE_LOAN,
};

/** @throws Error where there is none of that name: a test must not pass for want of a fault */
export function plantedFault(name: string): Planted {
  const planted = PLANTED[name];
  if (!planted) throw new Error(`no fault is called ${name}`);
  return planted;
}
