import { globalId, newId } from '../../../src/kernel/ids.ts';
import type { TestApp } from '../../helpers/app.ts';

export const VILLAGE = '429005100201';
export const DAWN = '2025-01-01';

export type TestGrid = { key: string; id: string; code: string };

type Opened = {
  code: string;
  parent?: TestGrid;
  validFrom?: string;
  /** South-west corner of a cell of 0.01 degrees; none for a grid nobody has drawn. */
  corner?: [number, number];
};

const CELL = 0.01;

/** A grid in force, put there directly: the commands of grids have tests of their own. */
export async function openGrid(app: TestApp, opened: Opened): Promise<TestGrid> {
  const key = newId();
  const { code, parent, corner, validFrom = DAWN } = opened;
  await app.owner(
    `insert into grid (institution_id, id, code, name, level, class, kind, parent_id, area_code, valid_from)
     values ($1, $2, $3, $3 || '网格', $4, 'RURAL', 'VILLAGE', $5, $6, $7)`,
    [
      app.world.bankId,
      key,
      code,
      parent ? 'SMALL' : 'BIG',
      parent?.key ?? null,
      code.slice(0, VILLAGE.length),
      validFrom,
    ],
  );
  if (corner) await draw(app, key, corner);
  return { key, id: globalId('Grid', key), code };
}

async function draw(app: TestApp, key: string, [west, south]: [number, number]): Promise<void> {
  const [east, north] = [west + CELL, south + CELL];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  await app.owner(
    `update grid set boundary = $2::jsonb, bounds = box(point($3, $4), point($5, $6)), area_m2 = 1,
       centre_longitude = $3, centre_latitude = $4, boundary_source = 'SYNTHETIC',
       boundary_from = valid_from
     where id = $1`,
    [key, JSON.stringify({ type: 'Polygon', coordinates: [ring] }), west, south, east, north],
  );
}

/** A big grid on a village and so many small ones inside it. */
export async function openField(app: TestApp, count: number, village = VILLAGE) {
  const big = await openGrid(app, { code: village });
  const small: TestGrid[] = [];
  for (let place = 1; place <= count; place += 1) {
    const code = `${village}${String(place).padStart(3, '0')}`;
    small.push(await openGrid(app, { code, parent: big }));
  }
  return { big, small };
}

export type TestOfficer = { code: string; key: string; person: string; officer: string };

/** People with the role of a grid officer and a login of their own, enlisted full-time. */
export async function enlistPeople(
  app: TestApp,
  codes: readonly string[],
  kind = 'FULL_TIME',
): Promise<TestOfficer[]> {
  const officers: TestOfficer[] = [];
  for (const code of codes) officers.push(await enlistPerson(app, code, kind));
  return officers;
}

async function enlistPerson(app: TestApp, code: string, kind: string): Promise<TestOfficer> {
  const admin = app.as('administrator');
  const { person } = await admin.command('person.register', { code, name: `人员${code}` });
  const login = { id: person, issuer: app.world.issuer, subject: code };
  await admin.command('person.link-login', login);
  const key = person.slice(person.indexOf('_') + 1);
  await app.owner(
    `insert into appointment (institution_id, id, person_id, role_id, valid_from)
     select institution_id, $2, $3, id, '2020-01-01' from role
     where institution_id = $1 and code = 'GRID_OFFICER'`,
    [app.world.bankId, newId(), key],
  );
  const { officer } = await admin.command('staff.enlist', { personId: person, kind });
  return { code, key, person, officer };
}

/** The global id of a person of the founded bank. */
export const personOf = (app: TestApp, code: string): string =>
  globalId('Person', app.world.people[code] ?? '');
