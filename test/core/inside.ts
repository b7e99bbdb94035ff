import { civilDate } from '../../src/kernel/clock.ts';
import type { BankCore } from '../../src/tour/index.ts';
import { type Core, startCore } from './core.ts';
import { type Faults, NO_FAULTS } from './faults.ts';

export type Inside = BankCore & { stop(): Promise<void> };
type Setting = {
  bankUrl: () => string;
  tokenOf: (subject: string) => Promise<string>;
  faults?: Faults;
};

const POLL_MS = 50;
const SEED = 1;

/** The bank core within the process of a test, as the tour wants it. */
export function coreInside({ bankUrl, tokenOf, faults = NO_FAULTS }: Setting): Inside {
  const day = (): string => civilDate(new Date());
  let core: Core | undefined;
  return {
    async workFor(subject) {
      const token = await tokenOf(subject);
      core = startCore({ bankUrl, token, seed: SEED, faults, day, pollMs: POLL_MS });
    },
    async takeIn(repayment) {
      if (!core) throw new Error('the core works for nobody yet');
      core.outbox.tell(core.books.takeIn(repayment, day()));
    },
    stop: async () => core?.stop(),
  };
}
