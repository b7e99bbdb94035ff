/** A panel and the caller as the workflow sees them. */
import { type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import { type Actor, inScope } from '../../kernel/auth/actor.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import {
  type PanelAction,
  type PanelActor,
  type PanelFacts,
  type PanelState,
  refusalOf,
} from './workflow.ts';

export type PanelRow = Selectable<DB['panel']>;
export const onPanel = { noun: 'Panel', table: 'panel' } as const;

export type Seat = 'SITTING' | 'STANDBY' | 'EXCUSED';
/** `personId` is null for a villager. */
export type MemberRow = { id: string; place: number; seat: Seat; personId: string | null };

export const panelObject = ({ id, version }: { id: string; version: number }): FactObject => ({
  type: 'Panel',
  id,
  version,
});

/** Everybody who was drawn, in the order of the draw. */
export async function membersOf(db: Db, panel: PanelRow): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select m.id, m.place, m.seat, r.person_id as "personId" from panel_member m
    join panel_reviewer r on r.institution_id = m.institution_id and r.id = m.reviewer_id
    where m.institution_id = ${panel.institution_id} and m.panel_id = ${panel.id}
    order by m.place`.execute(db);
  return rows;
}

export async function factsOf(db: Db, panel: PanelRow): Promise<PanelFacts> {
  const second = await db
    .selectFrom('panel')
    .select('id')
    .where('institution_id', '=', panel.institution_id)
    .where('first_id', '=', panel.id)
    .where('status', '<>', 'CANCELLED')
    .executeTakeFirst();
  const { turn } = panel;
  return { state: panel.status as PanelState, turn, hasSecond: second !== undefined };
}

/** A village lies in a territory that begins above it, and partly in one that begins inside it. */
export const touches = (actor: Actor, areaCode: string): boolean =>
  inScope(actor, areaCode) || actor.scope.some((prefix) => prefix.startsWith(areaCode));

export function panelActorOf(
  actor: Actor,
  panel: PanelRow,
  members: readonly MemberRow[],
): PanelActor {
  const own = members.find(({ personId }) => personId === actor.personId);
  return {
    permissions: actor.permissions,
    overVillage: inScope(actor, panel.area_code),
    inVillage: touches(actor, panel.area_code),
    sits: own?.seat === 'SITTING',
    drawn: own !== undefined,
  };
}

/** The members of the panel, if the caller may take this action now; else refused with the reason. */
export async function requireAllowed(
  tx: Tx,
  panel: PanelRow,
  { action, actor }: { action: PanelAction; actor: Actor },
): Promise<MemberRow[]> {
  const members = await membersOf(tx, panel);
  const facts = await factsOf(tx, panel);
  const refusal = refusalOf(facts, action, panelActorOf(actor, panel, members));
  if (refusal) throw refuse(refusal.code, { details: { status: panel.status, action } });
  return members;
}

/** A sitting member by id. Refuses with `panel.member_unknown`. */
export function sittingMember(members: readonly MemberRow[], memberId: string): MemberRow {
  const member = members.find(({ id, seat }) => id === memberId && seat === 'SITTING');
  if (!member) throw refuse('panel.member_unknown', { path: ['memberId'] });
  return member;
}

export type SubjectRow = { id: string; number: number; customer_id: string; state: string };

/** Subjects by their number on the sheet. */
export async function subjectsOf(db: Db, panel: PanelRow): Promise<Map<number, SubjectRow>> {
  const rows = await db
    .selectFrom('panel_subject')
    .select(['id', 'number', 'customer_id', 'state'])
    .where('institution_id', '=', panel.institution_id)
    .where('panel_id', '=', panel.id)
    .orderBy('number')
    .execute();
  return new Map(rows.map((row) => [row.number, row]));
}
