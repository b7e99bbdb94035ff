/** Who the caller is to a change of a loan: seats, ties, and what was voted so far. */

import type { Actor } from '../../kernel/auth/actor.ts';
import { permissionsAt } from '../../kernel/auth/actor.ts';
import { type Db, type Tx, together } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { seated } from '../credit-authority/index.ts';
import { isTied, type LoanRow, territoryOf, untiedSeats } from '../loans/index.ts';
import { type DeliberatedToday, deliberatedToday } from './change-deliberation.ts';
import {
  type ChangeAct,
  type ChangeActor,
  type ChangeFacts,
  changeRefusal,
} from './change-workflow.ts';
import { type ChangeRow, changeFacts, principalOn } from './stored-changes.ts';

export type Asking = { actor: Actor; today: string; vault?: Vault };
export type Changing = { loan: LoanRow; change: ChangeRow };

export type Before = {
  facts: ChangeFacts;
  decider: ChangeActor;
  /** The deliberation by today's matrix; null once it is decided. */
  deliberated: DeliberatedToday | null;
};

/** The caller before a change, as its rules see both. */
export async function beforeChange(
  db: Db | Tx,
  { loan, change }: Changing,
  asking: Asking,
): Promise<Before> {
  const { actor, today } = asking;
  const [stored, tied, territoryCode, principalFen] = await together([
    changeFacts(db, change),
    isTied(db, loan, asking),
    territoryOf(db, loan),
    principalOn(db, loan, today),
  ]);
  const { personId } = actor;
  const permissions = permissionsAt(actor, territoryCode);
  const facts = { ...stored, amountFen: principalFen };
  const decider = { personId, permissions, tied, seats: [] };
  if (facts.status !== 'PROPOSED') return { facts, decider, deliberated: null };
  const deliberated = await deliberatedToday(db, { loan, change, principalFen, today });
  const { picture: deliberation } = deliberated;
  const barred = new Set(facts.barred);
  const sitting = { ...asking, territoryCode, deciding: 'CHANGE' as const, barred };
  const seats = seated(deliberation, await untiedSeats(db, loan, sitting));
  return { facts: { ...facts, deliberation }, decider: { ...decider, seats }, deliberated };
}

/** Refuses what the rules do not allow this person on this change now; who the two are otherwise. */
export async function requireActable(
  tx: Tx,
  changing: Changing,
  { act, ...asking }: Asking & { act: ChangeAct },
): Promise<Before> {
  const before = await beforeChange(tx, changing, asking);
  const { facts, decider } = before;
  const code = changeRefusal(facts, act, decider);
  if (!code) return before;
  if (code !== 'loan-change.above_limit') throw refuse(code);
  const most = decider.seats.reduce(
    (best, { limitFen }) => (limitFen > best ? limitFen : best),
    0n,
  );
  throw refuse(code, { details: { limit: yuanOf(most), amount: yuanOf(facts.amountFen) } });
}
