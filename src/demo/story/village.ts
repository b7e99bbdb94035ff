import { globalId } from '../../kernel/ids.ts';
import type { Stage } from './stage.ts';

/** The village the story is told of, and who works there. */
export type Village = {
  areaCode: string;
  name: string;
  people: {
    administrator: string;
    manager: string;
    reviewer: string;
    approver: string;
    colleague: string;
  };
  households: readonly Household[];
};

export type Household = {
  id: string;
  /** Who answers for its grid. */
  officer: string;
  /** Where it lives, as a GeoJSON point; null where the file does not say. */
  point: { type: 'Point'; coordinates: [number, number] } | null;
};

/** Whose village it is: that of the officer the tokens are printed for. */
const OFFICER = 'grid.officer';
const CAST = {
  administrator: 'administrator',
  manager: 'grid.manager',
  reviewer: 'loan.reviewer',
  approver: 'loan.approver',
  colleague: 'grid.officer.second',
} as const;

/** @throws Error when the county was loaded without its named people */
export async function readVillage(stage: Stage): Promise<Village> {
  const officer = await personOf(stage, OFFICER);
  const { db, institutionId } = stage;
  const grid = await db
    .selectFrom('assignment')
    .innerJoin('grid', (on) =>
      on
        .onRef('grid.institution_id', '=', 'assignment.institution_id')
        .onRef('grid.id', '=', 'assignment.grid_id'),
    )
    .innerJoin('area', 'area.code', 'grid.area_code')
    .select(['grid.area_code', 'area.name'])
    .where('assignment.institution_id', '=', institutionId)
    .where('assignment.person_id', '=', officer)
    .where('assignment.role', '=', 'PRIMARY')
    .where('assignment.valid_to', 'is', null)
    .orderBy('grid.code')
    .executeTakeFirstOrThrow();
  const named = Object.entries(CAST).map(
    async ([role, code]) => [role, await personOf(stage, code)] as const,
  );
  return {
    areaCode: grid.area_code,
    name: grid.name,
    people: Object.fromEntries(await Promise.all(named)) as Village['people'],
    households: await householdsOf(stage, grid.area_code),
  };
}

export async function personOf({ db, institutionId }: Stage, code: string): Promise<string> {
  const { id } = await db
    .selectFrom('person')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('code', '=', code)
    .executeTakeFirstOrThrow();
  return id;
}

async function householdsOf({ db, institutionId }: Stage, areaCode: string): Promise<Household[]> {
  const rows = await db
    .selectFrom('customer')
    .innerJoin('assignment', (on) =>
      on
        .onRef('assignment.institution_id', '=', 'customer.institution_id')
        .onRef('assignment.grid_id', '=', 'customer.grid_id')
        .on('assignment.role', '=', 'PRIMARY')
        .on('assignment.valid_to', 'is', null),
    )
    .select(['customer.id', 'customer.longitude', 'customer.latitude', 'assignment.person_id'])
    .where('customer.institution_id', '=', institutionId)
    .where('customer.area_code', '=', areaCode)
    .where('customer.kind', '=', 'HOUSEHOLD')
    .where('customer.status', '=', 'ACTIVE')
    .orderBy('customer.code')
    .execute();
  return rows.map(({ id, longitude, latitude, person_id: officer }) => ({
    id: globalId('Customer', id),
    officer,
    point:
      longitude === null || latitude === null
        ? null
        : { type: 'Point', coordinates: [longitude, latitude] },
  }));
}
