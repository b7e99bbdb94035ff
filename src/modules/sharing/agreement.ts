/** An agreement as whoever pulls under it finds it. */
import type { Selectable } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { inForceOn } from './rules.ts';

export type AgreementRow = Selectable<DB['data_agreement']>;
type Standing = Pick<AgreementRow, 'client_id' | 'grade' | 'status' | 'valid_from' | 'valid_to'>;

/** Another body's agreement is not there. @throws Refusal `object.not_found` */
export function mustBeClient(
  agreement: Standing | undefined,
  actor: Actor,
  named = 'id',
): Standing {
  if (agreement?.client_id !== actor.personId) throw refuse('object.not_found', { path: [named] });
  return agreement;
}

/** @throws Refusal `shared-event.not_in_force`, `shared-event.counts_only` */
export function mustShowFacts(agreement: Standing, today: string): void {
  mustBeInForce(agreement, today);
  if (agreement.grade === 'COUNTS') throw refuse('shared-event.counts_only');
}

/** @throws Refusal `shared-event.not_in_force` */
export function mustBeInForce({ status, valid_from, valid_to }: Standing, today: string): void {
  const standing = { status: status as 'APPROVED', valid_from, valid_to };
  if (!inForceOn(standing, today)) throw refuse('shared-event.not_in_force');
}

/** The agreement of a key; undefined where the institution has none. */
export const findAgreement = (
  db: Db,
  institutionId: string,
  key: string,
): Promise<AgreementRow | undefined> =>
  db
    .selectFrom('data_agreement')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('id', '=', key)
    .executeTakeFirst();

/**
 * Whoever pulls under it, and who reads agreements in the institution. Anybody else finds nothing.
 *
 * @throws Refusal `object.not_found`
 */
export function mustBePartyOrReader(
  agreement: AgreementRow | undefined,
  actor: Actor,
): AgreementRow {
  const reads = actor.permissions.has('data-agreement.read');
  const found = agreement && (reads || agreement.client_id === actor.personId);
  if (!found) throw refuse('object.not_found', { path: ['agreementId'] });
  return agreement;
}
