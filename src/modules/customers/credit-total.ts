import type { Db } from '../../kernel/db/index.ts';
import type { CustomerKey } from './customer-work.ts';

/** All credit granted to one customer on a day, in fen: lines and loans, none counted twice. */
type CreditTotal = (db: Db, customer: CustomerKey & { today: string }) => Promise<bigint>;

let creditTotal: CreditTotal = async () => 0n;

/** Called once when it is loaded, by the module that knows lines and loans. */
export function provideCreditTotal(given: CreditTotal): void {
  creditTotal = given;
}

export const creditTotalOf: CreditTotal = (db, customer) => creditTotal(db, customer);
