import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

/** What one client may still spend on queries, refilled evenly; per server process. */
export type Budget = {
  /** Takes what is requested; false, and when to come back, if there is not enough. */
  take(client: string, cost: number): { granted: boolean; available: number; retryAfterS: number };
  /** Gives back what was not used. */
  refund(client: string, cost: number): number;
  restoreRate: number;
};

export type BudgetOptions = { clock: Clock; maximum: number; restoreRate: number };

const CLIENTS = 10_000;
const MS_PER_S = 1_000;

export function createBudget({ clock, maximum, restoreRate }: BudgetOptions): Budget {
  const accounts = new LRUCache<string, { available: number; at: number }>({ max: CLIENTS });
  const accountOf = (client: string) => {
    const now = clock.now().getTime();
    const known = accounts.get(client) ?? { available: maximum, at: now };
    const restored = ((now - known.at) / MS_PER_S) * restoreRate;
    known.available = Math.min(maximum, known.available + Math.max(0, restored));
    known.at = now;
    accounts.set(client, known);
    return known;
  };
  return {
    restoreRate,
    take(client, cost) {
      const account = accountOf(client);
      if (account.available < cost) {
        const retryAfterS = Math.ceil((cost - account.available) / restoreRate);
        return { granted: false, available: Math.floor(account.available), retryAfterS };
      }
      account.available -= cost;
      return { granted: true, available: Math.floor(account.available), retryAfterS: 0 };
    },
    refund(client, cost) {
      const account = accountOf(client);
      account.available = Math.min(maximum, account.available + cost);
      return Math.floor(account.available);
    },
  };
}
