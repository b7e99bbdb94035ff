import { z } from 'zod';
import type { GridAct } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Emit, FactObject } from '../../kernel/commands/command.ts';
import { date, ref } from '../../kernel/commands/input.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { letFollow, type Tally } from './following.ts';
import type { Boundary } from './geometry.ts';
import {
  type BoundarySource,
  boundaryColumns,
  boundaryOfRow,
  childrenFrom,
  type GridKind,
  type GridLevel,
  type GridRow,
  type NewGridRow,
} from './grid-rows.ts';
import { type GridRules, gridRulesOf } from './grid-rules.ts';
import { type Numbering, numberingOf } from './numbering.ts';

/** A grid that takes a place, newly opened or there already. */
export type Taker = { id: string; code: string; boundary: Boundary | null };
/** A step of lineage: what a grid becomes; `to` null when it is retired without a successor. */
export type Link = { from: GridRow; to: Taker | null; act: GridAct };

type Calling = { actor: Actor; emit: Emit; today: string; reason: string | null };

/** A change of grids while it is put together. */
export type Reshaping = Calling & {
  act: GridAct;
  /** The first day of the new grids. */
  on: string;
  rules: GridRules;
  numbering: Numbering;
  openings: NewGridRow[];
  links: Link[];
  /** Other objects the change touched. */
  touched: FactObject[];
};

export async function beginReshaping(
  tx: Tx,
  calling: Calling & { act: GridAct; effectiveDate: string | undefined },
): Promise<Reshaping> {
  const { actor, emit, today, reason, act } = calling;
  const on = calling.effectiveDate ?? today;
  if (on < today) throw refuse('grid.effective_date_past', { path: ['effectiveDate'] });
  const rules = await gridRulesOf(tx, actor.institutionId);
  const numbering = numberingOf(tx, actor.institutionId, rules.scheme);
  const gathered = { openings: [], links: [], touched: [] };
  return { actor, emit, today, reason, act, on, rules, numbering, ...gathered };
}

/** A grid can change on a day when it is in force then and nothing later is planned for it. */
export function requireChangeable(row: GridRow, on: string, path: (string | number)[] = []): void {
  if (row.valid_from <= on && row.valid_to === null) return;
  const details = { code: row.code, validFrom: row.valid_from, validTo: row.valid_to };
  throw refuse('grid.not_in_force', { path, details });
}

export type Opening = {
  level: GridLevel;
  parent: { id: string; code: string } | null;
  areaCode: string;
  /** The grid it goes on from: its class, and its other values where none are given. */
  like: GridRow;
  name?: string | undefined;
  kind?: GridKind | undefined;
  exclusive?: boolean | undefined;
  householdNorm?: number | undefined;
  boundary: Boundary | null;
};

/** Adds a grid with the next code of its place. */
export async function addOpening(reshaping: Reshaping, opening: Opening): Promise<Taker> {
  const { like, level, parent, areaCode, boundary } = opening;
  const exclusive = opening.exclusive ?? like.exclusive;
  if (exclusive && level !== 'SMALL') throw refuse('grid.exclusive_level', { path: ['exclusive'] });
  const place = { parent: parent?.code ?? areaCode, level, exclusive };
  const code = await reshaping.numbering.next(place);
  const id = newId();
  const source = (like.boundary_source ?? 'DRAWN') as BoundarySource;
  reshaping.openings.push({
    institution_id: reshaping.actor.institutionId,
    id,
    code,
    name: opening.name ?? like.name,
    level,
    class: like.class,
    kind: opening.kind ?? like.kind,
    exclusive,
    parent_id: parent?.id ?? null,
    area_code: areaCode,
    household_norm: opening.householdNorm ?? null,
    valid_from: reshaping.on,
    ...boundaryColumns(boundary, { source, from: reshaping.on }),
  });
  return { id, code, boundary };
}

/** The grids directly inside these, all of which can change on the day. */
export async function movableChildren(
  tx: Tx,
  { actor, on }: Reshaping,
  parentIds: readonly string[],
): Promise<GridRow[]> {
  const { institutionId } = actor;
  const rows = await childrenFrom(tx, { institutionId, parentIds, on });
  const planned = rows.find((row) => row.valid_from > on || row.valid_to !== null);
  if (planned) throw refuse('grid.planned_change', { details: { code: planned.code } });
  return rows;
}

/** Grids whose holder changes begin anew inside the new one, with all inside them. */
export async function rehome(
  tx: Tx,
  reshaping: Reshaping,
  { children, takerOf }: { children: readonly GridRow[]; takerOf: (child: GridRow) => Rehomed },
): Promise<void> {
  for (const child of children) {
    const { taker, areaCode } = takerOf(child);
    const home = { level: child.level as GridLevel, parent: taker, areaCode };
    const norm = child.household_norm ?? undefined;
    const boundary = boundaryOfRow(child);
    const opening = { ...home, like: child, householdNorm: norm, boundary };
    const to = await addOpening(reshaping, opening);
    reshaping.links.push({ from: child, to, act: 'MOVE' });
    const inside = await movableChildren(tx, reshaping, [child.id]);
    await rehome(tx, reshaping, { children: inside, takerOf: () => ({ taker: to, areaCode }) });
  }
}

type Rehomed = { taker: Taker; areaCode: string };

/** What a change of grids answers; a dry run answers the same and keeps nothing. */
export const reshapeResult = z.object({
  change: ref('GridChange'),
  effectiveDate: date(),
  applied: z.boolean().describe('False while customers wait for the effective date. 是否已执行'),
  grids: z.array(ref('Grid')).describe('The grids that take the place. 新网格'),
  moves: z
    .array(z.object({ fromCode: z.string(), toCode: z.string().optional(), act: z.string() }))
    .describe('Which code becomes which. 编码沿革'),
  follows: z
    .array(
      z.object({
        noun: z.string(),
        fromCode: z.string(),
        toCode: z.string().optional(),
        count: z.number().int(),
      }),
    )
    .describe('How many objects go along, by kind. 随迁对象数'),
});

/** A fact names at most so many objects. */
const MAX_OBJECTS = 400;
const FACTS = {
  SPLIT: 'grid.split',
  MERGE: 'grid.merged',
  MOVE: 'grid.moved',
  RETIRE: 'grid.retired',
} as const;

/** Writes the change down: new grids, ended ones, lineage, and whatever follows. */
export async function carryOut(tx: Tx, reshaping: Reshaping, takers: readonly Taker[]) {
  const { act, on, today, links, openings, emit } = reshaping;
  if (openings.length > 0) await tx.insertInto('grid').values(openings).execute();
  const ended = await endGrids(tx, reshaping);
  const applied = on <= today;
  const change = await recordChange(tx, reshaping, applied);
  const followed = await letFollow(tx, followingOf(reshaping));
  const objects: FactObject[] = [
    { type: 'GridChange', id: change, version: 1 },
    ...ended,
    ...openings.map(({ id }) => ({ type: 'Grid', id, version: 1 })),
    ...reshaping.touched,
    ...followed.objects,
  ];
  const moves = links.map(({ from, to, act: how }) => ({
    fromCode: from.code,
    ...(to ? { toCode: to.code } : {}),
    act: how,
  }));
  const follows = namedCounts(followed.tallies, links);
  const data = { effectiveDate: on, applied, moves: moves.slice(0, MAX_OBJECTS), follows };
  emit(FACTS[act], objects.slice(0, MAX_OBJECTS), data);
  const grids = takers.map((taker) => taker.id);
  return { change, effectiveDate: on, applied, grids, moves, follows };
}

async function endGrids(tx: Tx, { actor, on, links }: Reshaping): Promise<FactObject[]> {
  const ids = [...new Set(links.map((link) => link.from.id))];
  const rows = await tx
    .updateTable('grid')
    .set({ valid_to: on })
    .where('institution_id', '=', actor.institutionId)
    .where('id', 'in', ids)
    .returning(['id', 'version'])
    .execute();
  return rows.map(({ id, version }) => ({ type: 'Grid', id, version }));
}

async function recordChange(tx: Tx, reshaping: Reshaping, applied: boolean): Promise<string> {
  const { actor, act, on, today, reason, links } = reshaping;
  const change = newId();
  await tx
    .insertInto('grid_change')
    .values({
      institution_id: actor.institutionId,
      id: change,
      act,
      effective_date: on,
      reason,
      applied_on: applied ? today : null,
    })
    .execute();
  const lineage = links.map((link) => ({
    institution_id: actor.institutionId,
    id: newId(),
    change_id: change,
    act: link.act,
    predecessor_id: link.from.id,
    successor_id: link.to?.id ?? null,
    effective_date: on,
  }));
  await tx.insertInto('grid_lineage').values(lineage).execute();
  return change;
}

function followingOf({ actor, links, on, today }: Reshaping) {
  const moves = [...Map.groupBy(links, (link) => link.from.id)].map(([fromGridId, group]) => ({
    fromGridId,
    fromCode: group[0]?.from.code ?? '',
    act: group[0]?.act ?? 'MOVE',
    to: group.flatMap(({ to }) =>
      to ? [{ gridId: to.id, code: to.code, boundary: to.boundary }] : [],
    ),
  }));
  return { institutionId: actor.institutionId, moves, effectiveDate: on, today };
}

function namedCounts(tallies: readonly Tally[], links: readonly Link[]) {
  const codes = new Map(
    links.flatMap(({ from, to }) => [
      [from.id, from.code] as const,
      ...(to ? [[to.id, to.code] as const] : []),
    ]),
  );
  return tallies.map(({ noun, fromGridId, toGridId, count }) => {
    const toCode = toGridId === null ? undefined : codes.get(toGridId);
    const fromCode = codes.get(fromGridId) ?? '';
    return { noun, fromCode, ...(toCode ? { toCode } : {}), count };
  });
}
