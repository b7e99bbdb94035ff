import { type KeyRing, newDataKey } from '../kernel/vault/key-ring.ts';
import { agreementOf } from './agreements.ts';
import { approvalPolicyRows } from './approval-policies.ts';
import { type Assignments, assignmentRows } from './assignments.ts';
import { demoMatrix } from './authority.ts';
import type { County } from './county.ts';
import { type Institutions, institutionRows } from './institutions.ts';
import type { Loader } from './loader.ts';
import type { Setting } from './setting.ts';
import type { Staff } from './staff.ts';
import { handOverRows, leaveRows, trainingRows } from './staff-records.ts';
import {
  appointmentRows,
  institutionIds,
  loginRows,
  officerRows,
  personRows,
} from './staff-rows.ts';
import type { Territory } from './territory.ts';
import { areaRows, gridRows, mapGovernmentGrids } from './territory-rows.ts';

/** Everything of the county that fits in memory whatever its number of households. */
export type DemoWorld = {
  county: County;
  territory: Territory;
  institutions: Institutions;
  staff: Staff;
  assignments: Assignments;
  setting: Setting;
};

/** The bank's newest data key, clear: personal fields are sealed under it in bulk. */
export type DataKey = { id: string; key: Buffer };

/** Loads institutions, their people, the territory and who serves it. */
export async function loadFoundations(
  loader: Loader,
  world: DemoWorld,
  keyEncryptionKey: Buffer | KeyRing,
): Promise<DataKey> {
  const { county, institutions, setting } = world;
  const { all, bank, outlets, roleRows } = institutions;
  const keys = all.map(({ id }) => newDataKey(keyEncryptionKey, id));
  await loader.step('institutions and people', async () => {
    await loader.copy('institution', institutionRows(all, county));
    await loader.copy(
      'data_key',
      keys.map(({ row }) => row),
    );
    await loader.copy('role', roleRows);
    await loader.copy(
      'outlet',
      outlets.map(({ row }) => row),
    );
    const ids = institutionIds(institutions);
    await loader.copy('person', personRows(world.staff, ids));
    await loader.copy('login', loginRows(world.staff, ids));
    await loader.copy('approval_policy', approvalPolicyRows(bank.id, setting));
    await loader.copy('appointment', appointmentRows(world.staff, institutions, setting));
    await loader.copy('data_agreement', [agreementOf(world).row]);
    await loader.copy('authority_matrix', [demoMatrix(world).row]);
  });
  await loader.step('areas and grids', () => loadTerritory(loader, world));
  await loader.step('officers and assignments', () => loadStaff(loader, world));
  const own = keys.find(({ row }) => row.institution_id === bank.id);
  if (!own) throw new Error('the bank has no data key');
  return { id: own.row.id, key: own.key };
}

async function loadTerritory(
  loader: Loader,
  { county, territory, institutions, setting }: DemoWorld,
) {
  const { bank } = institutions;
  // The operator may have imported the list before; its rows stay as they are.
  const known = await loader.client.query('select from area where code = $1', [county.code]);
  if (known.rowCount === 0) await loader.copy('area', areaRows(county, territory, setting));
  await loader.copy('grid', gridRows(territory, bank.id, setting));
  const { governmentGrids, links } = mapGovernmentGrids(territory, bank.id, setting);
  await loader.copy('government_grid', governmentGrids);
  await loader.copy('grid_government_grid', links);
}

async function loadStaff(loader: Loader, { institutions, staff, assignments, setting }: DemoWorld) {
  const records = { staff, bankId: institutions.bank.id, setting };
  await loader.copy('officer', officerRows(staff, records.bankId, setting));
  await loader.copy('assignment', assignmentRows(assignments, records.bankId));
  await loader.copy('staff_leave', leaveRows(records));
  await loader.copy('training', trainingRows(records));
  await loader.copy('hand_over', handOverRows(records, assignments));
}
