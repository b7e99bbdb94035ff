import { newId } from '../../../src/kernel/ids.ts';
import type { TestApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { keyOf } from '../notices/noticed.ts';
import { registerAnswered } from '../profiles/answered.ts';
import { enlistPeople, personOf } from '../staff/field.ts';

export const HASH = 'e'.repeat(64);
export const PAPERS = ['NO_PUBLIC_DEBT', 'CLEAN_REGISTRY'].map((code) => ({
  code,
  evidenceSha256: HASH,
}));

/** A village with so many households that could be named, and a second inspector. */
export async function openVillage(app: TestApp, count: number) {
  const { west, east } = await openTerritory(app);
  const [zhang] = await enlistPeople(app, ['zhang']);
  const manager = app.as('grid.manager');
  const households: string[] = [];
  for (let place = 1; place <= count; place += 1) {
    const household = {
      kind: 'HOUSEHOLD',
      name: `户主${place}`,
      gridId: west.id,
    };
    households.push(await registerAnswered(manager, household));
  }
  return { manager, households, east, second: zhang?.person ?? '' };
}

export const inspection = (second: string, given: object = {}) => ({
  secondInspectorId: second,
  inspectedOn: '2026-03-02',
  passed: true,
  findings: '资料属实',
  evidenceSha256: HASH,
  samples: [],
  ...given,
});

/** A notice that has run its time, put there directly: notices have tests of their own. */
export async function standNotice(app: TestApp, creditArea: string): Promise<void> {
  const values = [app.world.bankId, newId(), keyOf(creditArea), app.world.people.administrator];
  await app.owner(
    `with noticed as (
       insert into notice (institution_id, id, kind, area_code, title, status, drafted_by, opened_by,
         opened_on, closes_on, closed_on, period_days, period_rule)
       select $1, $2, 'CREDIT_AREA', rpad(a.area_code, 12, '0'), '公示', 'CLOSED', $4, $4,
         a.checked_on, a.checked_on + 9, a.checked_on + 10, 7, 'CREDIT_AREA_NOTICE_7'
       from credit_area a where a.id = $3 returning id, institution_id)
     insert into notice_entry (institution_id, id, notice_id, customer_id, name_mask, status,
       running_days, settled_on)
     select a.institution_id, gen_random_uuid(), noticed.id, a.customer_id, '某*', 'EFFECTIVE', 0,
       a.checked_on
     from credit_area a, noticed where a.id = $3 and a.customer_id is not null`,
    values,
  );
}

type Naming = {
  subject: Record<string, unknown>;
  second: string;
  plaqueNumber: string;
  samples?: object[];
};

/** The whole way, by the three people it takes; the standing's id. */
export async function nameIt(
  app: TestApp,
  { subject, second, plaqueNumber, samples = [] }: Naming,
) {
  const manager = app.as('grid.manager');
  const { creditArea: id } = await manager.command('credit-area.apply', subject);
  await manager.command('credit-area.self-check', { id });
  const inspected = { id, ...inspection(second, { samples }) };
  await app.as('loan.reviewer').command('credit-area.inspect', inspected);
  await standNotice(app, id);
  await app.as('loan.approver').command('credit-area.name', { id, plaqueNumber });
  return id as string;
}

export const household = (customerId: string | undefined) => ({
  level: 'HOUSEHOLD',
  customerId,
  attestations: PAPERS,
});

export { personOf };
