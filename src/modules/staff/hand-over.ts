import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { HandOverStatus } from '../../generated/enums.ts';
import { type Actor, holdsAt } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { LockedGrid } from './territory.ts';
import type { Decider, HandOverRefusal, Sides } from './workflow.ts';

export type HandOverRow = Selectable<DB['hand_over']>;

/** Managers decide in their own territory; a side decides wherever its grid lies. */
export const deciderOn = (actor: Actor, grid: LockedGrid): Decider => ({
  personId: actor.personId,
  manages: holdsAt(actor, 'staff.manage', grid.code),
});

export type PrimaryOn = { institutionId: string; gridId: string; personId: string; day: string };

/** The assignment by which a person is primary of a grid on a day, locked. */
export const primaryOn = (tx: Tx, { institutionId, gridId, personId, day }: PrimaryOn) =>
  tx
    .selectFrom('assignment')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('grid_id', '=', gridId)
    .where('person_id', '=', personId)
    .where('role', '=', 'PRIMARY')
    .where('valid_from', '<=', day)
    .where((or) => or.or([or('valid_to', 'is', null), or('valid_to', '>', day)]))
    .forNoKeyUpdate()
    .executeTakeFirst();

type Decision = {
  status: Exclude<HandOverStatus, 'PROPOSED'>;
  may: (sides: Sides, by: Decider) => HandOverRefusal;
  by: Decider;
  now: Date;
  reason: string | null;
  /** Makes the receiver's assignment and gives its key; only an acceptance has one. */
  assignment?: () => Promise<string>;
};

/** Decides a locked hand-over, once. */
export async function decide(tx: Tx, row: HandOverRow, decision: Decision): Promise<void> {
  if (row.status !== 'PROPOSED') throw refuse('staff.hand_over_decided');
  const sides = {
    fromPersonId: row.from_person_id,
    toPersonId: row.to_person_id,
    proposedById: row.proposed_by_id,
  };
  const refusal = decision.may(sides, decision.by);
  if (refusal) throw refuse(refusal);
  const assignment = (await decision.assignment?.()) ?? null;
  await tx
    .updateTable('hand_over')
    .set({
      status: decision.status,
      decided_by_id: decision.by.personId,
      decided_at: decision.now,
      decision_reason: decision.reason,
      assignment_id: assignment,
    })
    .where('institution_id', '=', row.institution_id)
    .where('id', '=', row.id)
    .execute();
}
