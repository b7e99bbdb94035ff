import type { Emit, FactObject } from '../../kernel/commands/command.ts';

/** A leaf holds some hundreds of objects; a long list becomes several facts. */
const PER_FACT = 300;

export type ListedEntry = { id: string; customerId: string; version: number };

/** One act about many entries, so that each stands in the history of its customer too. */
export function emitListed(
  emit: Emit,
  { act, noticeId, entries }: { act: string; noticeId: string; entries: readonly ListedEntry[] },
): void {
  for (let start = 0; start < entries.length; start += PER_FACT) {
    const part = entries.slice(start, start + PER_FACT);
    const objects: FactObject[] = [{ type: 'Notice', id: noticeId }];
    for (const { id, customerId, version } of part) {
      objects.push({ type: 'NoticeEntry', id, version }, { type: 'Customer', id: customerId });
    }
    emit(act, objects, { entries: part.length });
  }
}
