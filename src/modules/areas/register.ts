import { type Insertable, type Selectable, sql } from 'kysely';
import type { DB } from '../../generated/database.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { areaCodeOf, kindOfCode, levelOfCode, parentOfCode } from './natural-codes.ts';

export type AreaRow = Selectable<DB['area']>;
export type AreaUnit = { code: string; name: string; urbanRuralClass?: string | undefined };
type ChangeKind = 'CREATE' | 'RENAME' | 'MERGE' | 'SPLIT' | 'RECODE' | 'ABOLISH';

/** The list is everybody's, so only the operator keeps it, whatever roles a tenant makes up. */
export function requireOperator(actor: Actor): void {
  if (actor.institutionKind !== 'OPERATOR') throw refuse('auth.forbidden');
}

/** One writer of the list at a time: changes are few, and each looks at many rows. */
export async function lockList(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('area', 0))`.execute(tx);
}

/** The significant digits of a code. Refuses with `area.code_invalid`. */
export function requireCode(code: string, path: (string | number)[]): string {
  const natural = areaCodeOf(code);
  if (!natural) throw refuse('area.code_invalid', { path });
  return natural;
}

/** The one row of a code on a day, with nothing after it. Refuses when there is none. */
export async function requireArea(
  tx: Tx,
  { code, on, path }: { code: string; on: string; path: (string | number)[] },
): Promise<AreaRow> {
  const rows = await tx
    .selectFrom('area')
    .selectAll()
    .where('code', '=', code)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', on)]))
    .orderBy('valid_from')
    .execute();
  const [row] = rows;
  if (!row || row.valid_from > on) throw refuse('area.unknown', { path, details: { code } });
  if (row.valid_to !== null || rows.length > 1) {
    throw refuse('area.later_change', { path, details: { code } });
  }
  return row;
}

/** Is a division in force on the day? Asked of parents. */
export async function isInForce(tx: Tx, code: string, on: string): Promise<boolean> {
  const row = await tx
    .selectFrom('area')
    .select('id')
    .where('code', '=', code)
    .where('valid_from', '<=', on)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', on)]))
    .executeTakeFirst();
  return row !== undefined;
}

/** The first row of a division; its level, parent and kind follow from the code. */
export function newArea(unit: AreaUnit, validFrom: string): Insertable<DB['area']> {
  return {
    id: newId(),
    code: unit.code,
    parent_code: parentOfCode(unit.code),
    level: levelOfCode(unit.code),
    kind: kindOfCode(unit.code),
    name: unit.name,
    urban_rural_class: unit.urbanRuralClass ?? null,
    valid_from: validFrom,
  };
}

/** The same division from a day on with other values; on its first day it is simply corrected. */
export async function supersede(
  tx: Tx,
  row: AreaRow,
  { on, ...values }: { on: string; name?: string; urban_rural_class?: string | null },
): Promise<string> {
  if (row.valid_from === on) {
    await tx.updateTable('area').set(values).where('id', '=', row.id).execute();
    return row.id;
  }
  await endAreas(tx, [row.id], on);
  const { version: _version, created_at: _created, updated_at: _updated, ...kept } = row;
  const id = newId();
  const boundary = kept.boundary === null ? null : JSON.stringify(kept.boundary);
  const next = { ...kept, ...values, boundary, id, valid_from: on, valid_to: null };
  await tx.insertInto('area').values(next).execute();
  return id;
}

export async function endAreas(tx: Tx, ids: readonly string[], on: string): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable('area').set({ valid_to: on }).where('id', 'in', ids).execute();
}

export type Change = {
  kind: ChangeKind;
  on: string;
  legalBasis: string | undefined;
  from: readonly AreaUnit[];
  to: readonly AreaUnit[];
};

const mention = ({ code, name }: AreaUnit) => ({ code, name });

/** Writes down which codes became which. */
export async function recordChanges(tx: Tx, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    id: newId(),
    kind: change.kind,
    effective_date: change.on,
    legal_basis: change.legalBasis ?? null,
    from_codes: change.from.map((unit) => unit.code),
    to_codes: change.to.map((unit) => unit.code),
    from_areas: JSON.stringify(change.from.map(mention)),
    to_areas: JSON.stringify(change.to.map(mention)),
  }));
  await tx.insertInto('area_change').values(rows).execute();
}

/** Opens divisions, each under one in force. Refuses with `area.parent_unknown`. */
export async function openAreas(
  tx: Tx,
  units: readonly AreaUnit[],
  { on, pathOf }: { on: string; pathOf: (index: number) => (string | number)[] },
): Promise<string[]> {
  for (const [index, unit] of units.entries()) {
    const parent = parentOfCode(unit.code);
    if (parent && !(await isInForce(tx, parent, on))) {
      throw refuse('area.parent_unknown', { path: pathOf(index) });
    }
  }
  const rows = units.map((unit) => newArea(unit, on));
  await tx.insertInto('area').values(rows).execute();
  return rows.map((row) => row.id);
}
