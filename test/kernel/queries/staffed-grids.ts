import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';

type Teardown = Parameters<typeof testApp>[0];

export const GRIDS = 7;
/** Days in the life of every odd grid's second assignment: it ends where the third begins. */
export const CHANGED_ON = '2026-01-01';

/** Seven grids with three officers each, one after another, and outlets in three levels. */
export async function staffedGrids(t: Teardown): Promise<TestApp> {
  const app = await testApp(t);
  const { bankId, outletId } = app.world;
  await app.owner(
    `insert into person (institution_id, id, code, name)
     select $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'officer-' || n,
       (array['王50%折', '李_下', '张🙂三', '赵\\六', '欧阳建国'])[n] from generate_series(1, 5) n`,
    [bankId],
  );
  await app.owner(
    `insert into officer (institution_id, id, person_id, kind)
     select institution_id, gen_random_uuid(), id, 'FULL_TIME' from person
     where code like 'officer-%'`,
  );
  for (let place = 1; place <= GRIDS; place += 1) await openGrid(app, place);
  await app.owner(
    `insert into outlet (institution_id, id, code, name, level, parent_id)
     select $1, gen_random_uuid(), 'F' || n, '一级' || n, 'FIRST_BRANCH', $2
     from generate_series(1, 5) n`,
    [bankId, outletId],
  );
  await app.owner(
    `insert into outlet (institution_id, id, code, name, level, parent_id)
     select institution_id, gen_random_uuid(), code || '-S' || n, '二级', 'SECOND_BRANCH', id
     from outlet, generate_series(1, 4) n where level = 'FIRST_BRANCH'`,
  );
  await app.owner(
    `insert into training (institution_id, id, person_id, topic, held_on, hours, result)
     select institution_id, gen_random_uuid(), id, 'topic ' || n,
       date '2026-01-01' + (n / 4)::integer, 1, 'PASSED'
     from person, generate_series(1, 12) n where code = 'officer-1'`,
  );
  return app;
}

async function openGrid(app: TestApp, place: number): Promise<void> {
  const grid = newId();
  const code = `42900510620${place}`;
  await app.owner(
    `insert into grid (institution_id, id, code, name, level, class, kind, area_code, valid_from)
     values ($1, $2, $3, $3, 'BIG', 'RURAL', 'VILLAGE', $3, '2020-01-01')`,
    [app.world.bankId, grid, code],
  );
  await app.owner(
    `insert into assignment (institution_id, id, grid_id, person_id, role, valid_from, valid_to)
     select p.institution_id, gen_random_uuid(), $1, p.id, 'PRIMARY', starts, ends
     from (values ('officer-1', date '2024-01-01', date '2025-01-01'),
       ('officer-2', '2025-01-01', $2), ('officer-3', $2, null)) term (code, starts, ends)
     join person p on p.code = term.code`,
    [grid, CHANGED_ON],
  );
}
