/** What else looks at a file as soon as it is opened or says something new. */
import type { Tx } from '../../kernel/db/index.ts';

type Written = { institutionId: string; customerId: string; today: string };
type Watcher = (tx: Tx, written: Written) => Promise<void>;

const watchers: Watcher[] = [];

/** For modules above this one; runs in the transaction that wrote the file. */
export function watchFiles(watcher: Watcher): void {
  watchers.push(watcher);
}

export async function fileWritten(tx: Tx, written: Written): Promise<void> {
  for (const watcher of watchers) await watcher(tx, written);
}
