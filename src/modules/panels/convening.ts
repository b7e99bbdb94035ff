/** Convening a panel: the pool, the draw, the subjects, and who is recused from the start. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { globalId, newId } from '../../kernel/ids.ts';
import { agreesToReview } from './consent.ts';
import { DRAW_ALGORITHM, type Drawn, drawMembers, type Lot, type Pool } from './draw.ts';
import { findRecusals, recordRecusals } from './recusals.ts';
import type { PanelItem, PanelRules, Scale } from './rules.ts';
import { rulesOn } from './rules-in-force.ts';
import { type PanelRow, panelObject } from './standing.ts';

/** Bounds of one panel, so that its facts fit into a leaf of the journal. */
export const MOST_SUBJECTS = 300;
const MOST_IN_POOL = 300;
const MOST_NAMED = 50;
const SEED_BYTES = 32;

export type Convening = {
  areaCode: string;
  round: string;
  /** On the scale of the rules where they have none of their own. */
  items: readonly (Omit<PanelItem, keyof Scale> & Partial<Scale>)[];
  seats: number | undefined;
  customerIds: readonly string[];
  /** The first panel and why there is a second one. */
  second?: { firstId: string; reason: string };
};
type Setting = Pick<Context, 'actor' | 'emit' | 'now' | 'today' | 'vault'>;

/** Draws and opens a panel; its key. */
export async function convene(tx: Tx, asked: Convening, setting: Setting): Promise<string> {
  const { actor, emit, now, today, vault } = setting;
  const { institutionId, personId } = actor;
  await lockDraws(tx, institutionId, asked);
  const { code, rules } = await rulesOn(tx, institutionId, today);
  const seats = seatsOf(asked.seats, rules);
  await requireSubjects(tx, asked, { institutionId, today });
  const pool = await poolOn(tx, { institutionId, areaCode: asked.areaCode, today });
  const lot = await lotOf(tx, institutionId, asked);
  const drawn = drawMembers(lot, pool, { seats, standby: rules.standby });
  if (drawn.length < seats) {
    throw refuse('panel.pool_too_small', { details: { seats, pool: drawn.length } });
  }
  const ruleSet = { code, rules };
  const panel = await insertPanel(tx, { asked, lot, pool, seats, ruleSet }, setting);
  const members = await insertMembers(tx, panel, drawn);
  await insertSubjects(tx, panel, asked.customerIds);
  const found = await findRecusals({ tx, vault }, panel);
  await recordRecusals(tx, { panel, found }, { basis: 'DETECTED', by: personId, now });
  const customers = asked.customerIds.map((id) => ({ type: 'Customer', id }));
  emit('panel.convened', [panelObject(panel), ...customers], {
    areaCode: asked.areaCode,
    round: asked.round,
    turn: panel.turn,
    algorithm: DRAW_ALGORITHM,
    ...lot,
    ...pool,
    seats,
    standby: rules.standby,
    members,
    ruleSet: code,
    recusals: found.length,
  });
  return panel.id;
}

function seatsOf(given: number | undefined, rules: PanelRules): number {
  const seats = given ?? rules.seats;
  if (seats < rules.fewestSeats) {
    throw refuse('panel.seats_too_few', {
      path: ['seats'],
      details: { fewest: rules.fewestSeats },
    });
  }
  return seats;
}

/** One draw of a village at a time: each takes a place, and customers, that the next must know. */
async function lockDraws(tx: Tx, institutionId: string, { areaCode }: Convening) {
  const name = `panel|${institutionId}|${areaCode}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

/**
 * Active customers of the village who agreed to be reviewed and whose data may be used.
 */
async function requireSubjects(
  tx: Tx,
  asked: Convening,
  { institutionId, today }: { institutionId: string; today: string },
): Promise<void> {
  const path = ['customerIds'];
  const agreed = agreesToReview(sql.ref('customer.institution_id'), sql.ref('customer.id'), today);
  const rows = await tx
    .selectFrom('customer')
    .select(['id', agreed.as('agreed')])
    .where('institution_id', '=', institutionId)
    .where('id', 'in', [...asked.customerIds])
    .where('area_code', '=', asked.areaCode)
    .where('status', '=', 'ACTIVE')
    .execute();
  if (rows.length !== asked.customerIds.length) throw refuse('panel.subject_elsewhere', { path });
  await mustNotWait(tx, asked, institutionId);
  const unasked = rows.filter((row) => !row.agreed).slice(0, MOST_NAMED);
  if (unasked.length === 0) return;
  const customers = unasked.map(({ id }) => globalId('Customer', id));
  throw refuse('panel.consent_missing', { path, details: { customers } });
}

/** Another round is no way to draw beside a panel that is open. */
async function mustNotWait(tx: Tx, { customerIds }: Convening, institutionId: string) {
  const waiting = await tx
    .selectFrom('panel_subject')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('customer_id', 'in', [...customerIds])
    .where('state', '=', 'PENDING')
    .limit(1)
    .executeTakeFirst();
  if (waiting) throw refuse('panel.subject_taken', { path: ['customerIds'] });
}

/** Who may be drawn today: in the pool, and where a person of the institution, still there. */
async function poolOn(
  tx: Tx,
  { institutionId, areaCode, today }: { institutionId: string; areaCode: string; today: string },
): Promise<Pool> {
  const { rows } = await sql<{ id: string; standing: string }>`
    select r.id, r.standing from panel_reviewer r
    where r.institution_id = ${institutionId} and r.area_code = ${areaCode}
      and r.valid_from <= ${today}::date and (r.valid_to is null or r.valid_to > ${today}::date)
      and (r.person_id is null or exists (select from person p
        where p.institution_id = r.institution_id and p.id = r.person_id and p.status = 'ACTIVE'))
    order by r.id limit ${MOST_IN_POOL}`.execute(tx);
  const of = (standing: string) =>
    rows.filter((row) => row.standing === standing).map(({ id }) => id);
  return { regulars: of('REGULAR'), substitutes: of('SUBSTITUTE') };
}

/**
 * The first free place among the panels of the village and round, and its seed. A cancelled panel
 * leaves place and seed to the next one, whatever its round is called: nobody draws again by
 * cancelling.
 */
async function lotOf(tx: Tx, institutionId: string, { areaCode, round }: Convening): Promise<Lot> {
  const { rows } = await sql<{ here: boolean; sequence: number; seed: string; status: string }>`
    select round = ${round} as here, sequence, seed, status from panel
    where institution_id = ${institutionId} and area_code = ${areaCode} and (round = ${round}
      or status = 'CANCELLED' and not exists (select from panel used
        where used.institution_id = ${institutionId} and used.area_code = ${areaCode}
          and used.seed = panel.seed and used.status <> 'CANCELLED'))
    order by here desc, sequence, id`.execute(tx);
  const taken = new Set(
    rows.filter((row) => row.here && row.status !== 'CANCELLED').map((row) => row.sequence),
  );
  let sequence = 1;
  while (taken.has(sequence)) sequence += 1;
  const left = rows.find((row) => row.sequence === sequence)?.seed;
  return { sequence, seed: left ?? randomBytes(SEED_BYTES).toString('hex') };
}

type NewPanel = {
  asked: Convening;
  lot: Lot;
  pool: Pool;
  seats: number;
  ruleSet: { code: string; rules: PanelRules };
};

function insertPanel(tx: Tx, made: NewPanel, { actor, today }: Setting): Promise<PanelRow> {
  const { scaleLow, scaleHigh } = made.ruleSet.rules;
  return tx
    .insertInto('panel')
    .values({
      institution_id: actor.institutionId,
      id: newId(),
      area_code: made.asked.areaCode,
      round: made.asked.round,
      turn: made.asked.second ? 2 : 1,
      first_id: made.asked.second?.firstId ?? null,
      second_reason: made.asked.second?.reason ?? null,
      ...made.lot,
      algorithm: DRAW_ALGORITHM,
      seats: made.seats,
      regular_ids: [...made.pool.regulars],
      substitute_ids: [...made.pool.substitutes],
      rule_set: made.ruleSet.code,
      rules: JSON.stringify(made.ruleSet.rules),
      items: JSON.stringify(
        made.asked.items.map((item) => ({ low: scaleLow, high: scaleHigh, ...item })),
      ),
      convened_by: actor.personId,
      convened_on: today,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The reviewers seated and standing by, in the order drawn. */
async function insertMembers(tx: Tx, panel: PanelRow, drawn: readonly Drawn[]): Promise<string[]> {
  const members = drawn.flatMap(({ reviewerId, place, seat }) =>
    seat === null ? [] : [{ reviewer_id: reviewerId, place, seat }],
  );
  const key = { institution_id: panel.institution_id, panel_id: panel.id };
  await tx
    .insertInto('panel_member')
    .values(members.map((member) => ({ ...key, id: newId(), ...member })))
    .execute();
  return members.map(({ reviewer_id }) => reviewer_id);
}

async function insertSubjects(tx: Tx, panel: PanelRow, customerIds: readonly string[]) {
  const { institution_id, id: panel_id, round, turn } = panel;
  const rows = customerIds.map((customer_id, index) => ({
    institution_id,
    id: newId(),
    panel_id,
    customer_id,
    number: index + 1,
    round,
    turn,
  }));
  await tx.insertInto('panel_subject').values(rows).execute();
}
