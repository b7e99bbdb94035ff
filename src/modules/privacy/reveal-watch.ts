/** Watches how many clear values one person reads within 24 hours. */
import { sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Emit } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { revealLimitsOn } from './reveal-rules.ts';

const DAY_MS = 86_400_000;

type Read = { actor: Actor; values: number; now: Date; today: string; emit: Emit };

/**
 * Counts these values with those of the last 24 hours, before they are kept: refuses
 * `privacy.reveal_blocked` beyond the limit, and raises one alert a day from the threshold on.
 */
export async function watchReading(
  tx: Tx,
  { actor, values, now, today, emit }: Read,
): Promise<void> {
  const { institutionId, personId } = actor;
  const since = new Date(now.getTime() - DAY_MS);
  const { settings, earlier, alerted } = await standing(tx, { institutionId, personId, since });
  const { alertAt, blockAt, ruleSet } = revealLimitsOn(settings, today);
  const total = earlier + values;
  if (total > blockAt) {
    throw refuse('privacy.reveal_blocked', { details: { read: earlier, limit: blockAt } });
  }
  if (total < alertAt || alerted) return;
  const id = newId();
  await tx
    .insertInto('reveal_alert')
    .values({
      institution_id: institutionId,
      id,
      person_id: personId,
      raised_at: now,
      values_count: total,
      threshold: alertAt,
      rule_set: ruleSet,
    })
    .execute();
  const objects = [
    { type: 'RevealAlert', id, version: 1 },
    { type: 'Person', id: personId },
  ];
  emit('privacy.reveal-alert', objects, { values: total, threshold: alertAt, ruleSet });
}

type Elsewhere = Read & { object: { type: 'PanelReviewer' | 'NoticeObjection'; id: string } };

/** The same for values of somebody who is no customer: counted, and kept to be counted. */
export async function countReading(tx: Tx, { object, ...read }: Elsewhere): Promise<void> {
  const { actor, values, now } = read;
  await watchReading(tx, read);
  await tx
    .insertInto('clear_reading')
    .values({
      institution_id: actor.institutionId,
      id: newId(),
      person_id: actor.personId,
      object_type: object.type,
      object_id: object.id,
      values_count: values,
      occurred_at: now,
    })
    .execute();
}

type Window = { institutionId: string; personId: string; since: Date };
type Standing = { settings: Record<string, unknown>; earlier: number; alerted: boolean };

/** The reader is locked first, so that readings at the same moment count each other. */
async function standing(tx: Tx, { institutionId, personId, since }: Window): Promise<Standing> {
  await tx
    .selectFrom('person')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('id', '=', personId)
    .forNoKeyUpdate()
    .execute();
  const { rows } = await sql<Standing>`
    select institution.settings,
      (select coalesce(sum(values_count), 0)::int from (
        select values_count from disclosure
        where institution_id = ${institutionId} and person_id = ${personId}
          and occurred_at > ${since}
        union all
        select values_count from clear_reading
        where institution_id = ${institutionId} and person_id = ${personId}
          and occurred_at > ${since}) as readings) as earlier,
      exists (select from reveal_alert
        where institution_id = ${institutionId} and person_id = ${personId}
          and raised_at > ${since}) as alerted
    from institution where institution_id = ${institutionId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`institution ${institutionId} is not there`);
  return row;
}
