import { type Insertable, type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { BoundarySource, GridClass, GridKind, GridLevel } from '../../generated/enums.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { boxLiteral } from './boundary-relations.ts';
import { centreOf } from './centre.ts';
import { areaM2 } from './clip.ts';
import type { Boundary } from './geometry.ts';

export type GridRow = Selectable<DB['grid']>;
export type NewGridRow = Insertable<DB['grid']>;

/** What a row's boundary is; it was checked when it was stored. */
export const boundaryOfRow = (row: { boundary: unknown }): Boundary | null =>
  (row.boundary as Boundary | null) ?? null;

/** Every column that follows from a boundary. */
export function boundaryColumns(
  boundary: Boundary | null,
  { source, from }: { source: BoundarySource; from: string },
) {
  if (!boundary) return {};
  const [longitude, latitude] = centreOf(boundary);
  return {
    boundary: JSON.stringify(boundary),
    bounds: boxLiteral(boundary),
    area_m2: areaM2(boundary),
    centre_longitude: longitude,
    centre_latitude: latitude,
    boundary_source: source,
    boundary_from: from,
  };
}

/** The level directly inside a grid. Refuses with `grid.too_deep`. */
export function levelInside(parent: { level: string } | null): GridLevel {
  if (!parent) return 'BIG';
  if (parent.level === 'MICRO') throw refuse('grid.too_deep', { path: ['parentId'] });
  return parent.level === 'BIG' ? 'SMALL' : 'MICRO';
}

export type { BoundarySource, GridClass, GridKind, GridLevel };

/**
 * One change of the territory at a time per institution: a boundary is judged against all others,
 * so two judgements must not overlap. Taken after the rows, in every command.
 */
export async function lockTerritory(tx: Tx, institutionId: string): Promise<void> {
  const key = `grid ${institutionId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/** Locks these rows and everything inside, in the order of ids, before the territory. */
export async function lockSubtrees(
  tx: Tx,
  institutionId: string,
  roots: readonly string[],
): Promise<void> {
  let ids: readonly string[] = roots;
  while (ids.length > 0) {
    await tx
      .selectFrom('grid')
      .select('id')
      .where('institution_id', '=', institutionId)
      .where('id', 'in', ids)
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
    const below = await tx
      .selectFrom('grid')
      .select('id')
      .where('institution_id', '=', institutionId)
      .where('parent_id', 'in', ids)
      .execute();
    ids = below.map((row) => row.id);
  }
}

export async function findGrid(db: Db, institutionId: string, id: string): Promise<GridRow> {
  const row = await db
    .selectFrom('grid')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw refuse('object.not_found');
  return row;
}

/** Rows directly inside, in force on the day or planned for later, by code. */
export async function childrenFrom(
  db: Db,
  {
    institutionId,
    parentIds,
    on,
  }: { institutionId: string; parentIds: readonly string[]; on: string },
): Promise<GridRow[]> {
  if (parentIds.length === 0) return [];
  return db
    .selectFrom('grid')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('parent_id', 'in', [...parentIds])
    .where((where) =>
      where.or([
        where('valid_to', 'is', null),
        where.and([where('valid_to', '>', on), where('valid_to', '>', where.ref('valid_from'))]),
      ]),
    )
    .orderBy('code')
    .execute();
}

export const inForceOn = (row: { valid_from: string; valid_to: string | null }, on: string) =>
  row.valid_from <= on && (row.valid_to === null || row.valid_to > on);
