import { z } from 'zod';
import { CoreMismatchResolution } from '../../../generated/enums.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { type LoanRow, requireUntied } from '../../loans/index.ts';
import type { MismatchRow } from '../mismatches.ts';

export const onMismatch = { noun: 'CoreMismatch', table: 'core_mismatch' } as const;
type Settled = { by: string; today: string; resolution: string };

/** Closes a case; its new version. */
export async function settle(
  tx: Tx,
  mismatch: MismatchRow,
  { by, today, resolution }: Settled,
): Promise<number> {
  if (mismatch.status !== 'OPEN') throw refuse('core-mismatch.settled');
  const { version } = await tx
    .updateTable('core_mismatch')
    .set({ status: 'SETTLED', resolution, settled_by: by, settled_on: today })
    .where('institution_id', '=', mismatch.institution_id)
    .where('id', '=', mismatch.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

/** Whoever is tied to the borrower of the loan concerned has no say in what became of its money. */
export async function requireMayConclude(tx: Tx, context: Context<MismatchRow>): Promise<void> {
  const { institution_id, loan_id } = context.target;
  if (loan_id === null) return;
  const loan: LoanRow = await tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', institution_id)
    .where('id', '=', loan_id)
    .executeTakeFirstOrThrow();
  await requireUntied(tx, loan, context);
}

export const settleMismatch = command({
  name: 'core-mismatch.settle',
  permission: 'core-mismatch.settle',
  scope: 'institution',
  title: { en: 'Settle a mismatch', zh: '处理对账差错' },
  description: {
    en: 'Somebody has looked into what does not fit and says how it ends, with the reason; a second person lets it end so, for money that is dismissed here may be gone. Nothing is booked by it: a correction arrives as a report or a command of its own; `core-mismatch.allowed-actions` says which.',
    zh: '经核查后由人工说明理由，须经第二人复核后结案；本操作不入账，更正须另行报送或办理，办法见 core-mismatch.allowed-actions。',
  },
  on: onMismatch,
  input: z.object({
    resolution: enumeration('CoreMismatchResolution', CoreMismatchResolution),
  }),
  result: z.object({ mismatch: ref('CoreMismatch') }),
  acts: ['core-mismatch.settled'],
  reasonRequired: true,
  secondPerson: true,
  errors: ['core-mismatch.settled', 'core-mismatch.not_acceptable', 'loan.recused'],
  async handler(tx, { resolution }, context) {
    const { target, actor, emit, today } = context;
    await requireMayConclude(tx, context);
    // Taking the core's word books something: that is `core-mismatch.accept`.
    if (resolution === 'ACCEPTED') {
      throw refuse('core-mismatch.not_acceptable', { path: ['resolution'] });
    }
    const version = await settle(tx, target, { by: actor.personId, today, resolution });
    const object = { type: 'CoreMismatch', id: target.id, version };
    emit('core-mismatch.settled', [object], { kind: target.kind, resolution });
    return { mismatch: target.id };
  },
});
