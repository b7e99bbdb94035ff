/** 日终挂起: loans a step could not work on. */
import type { Emit } from '../../kernel/commands/command.ts';
import type { Failed } from '../../kernel/commands/sparing.ts';
import { refusalOf } from '../../kernel/commands/translate.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';

type Of = { institutionId: string; day: { id: string }; step: string; now: Date; emit: Emit };

/** The words of an error may name somebody; its code does not. */
const codeOf = (error: unknown): string => refusalOf(error)?.code ?? 'server.fault';

/** Writes down what stood in the way, a fact for each; how many. */
export async function setAside(tx: Tx, of: Of, failed: readonly Failed[]): Promise<number> {
  const { institutionId, day, step, now, emit } = of;
  if (failed.length === 0) return 0;
  const rows = failed.map(({ id, error }) => ({
    institution_id: institutionId,
    id: newId(),
    day_end_id: day.id,
    step,
    loan_id: id,
    error_code: codeOf(error),
    found_at: now,
  }));
  await tx.insertInto('day_end_exception').values(rows).execute();
  for (const { id, loan_id, error_code: code } of rows) {
    const objects = [
      { type: 'DayEndException', id },
      { type: 'DayEnd', id: day.id },
      { type: 'Loan', id: loan_id },
    ];
    emit('day-end.loan-set-aside', objects, { step, code });
  }
  return rows.length;
}
