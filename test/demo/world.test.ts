import { test } from 'tap';
import { assignStaff } from '../../src/demo/assignments.ts';
import { readCounty } from '../../src/demo/county.ts';
import { demoRolesOf } from '../../src/demo/institutions.ts';
import { demoPeople } from '../../src/demo/people.ts';
import type { Setting } from '../../src/demo/setting.ts';
import { hireStaff } from '../../src/demo/staff.ts';
import { drawTerritory } from '../../src/demo/territory.ts';
import { mayAnswer } from '../../src/modules/staff/rules.ts';

const setting: Setting = {
  seed: 429_005,
  today: '2026-03-02',
  households: 20_000,
  loans: 1_500,
  ratedShare: 0.6,
};
const county = readCounty();
const territory = drawTerritory(county, setting);
const staff = hireStaff(county, setting);
const assignments = assignStaff({ county, territory, staff }, setting);

test('the county has its real divisions and about as many grids and people as planned', async (t) => {
  t.equal(county.towns.length, 24);
  t.equal(county.towns.flatMap(({ villages }) => villages).length, 466);
  t.ok(Math.abs(territory.grids.length - 2_000) < 150, `${territory.grids.length} grids`);
  t.ok(Math.abs(staff.all.length - 700) < 50, `${staff.all.length} people`);
});

test('about 97 % of the grids are staffed; the rest are vacant', async (t) => {
  const share = assignments.primaryOf.size / territory.grids.length;
  t.ok(share > 0.955 && share < 0.985, `${share}`);
});

test('only who may answer for a grid is primary or backup, and never both', async (t) => {
  for (const { person, role, grid } of assignments.all) {
    if (role === 'MEMBER') continue;
    t.ok(person.officer && mayAnswer(person.officer.kind), person.code);
    t.not(assignments.primaryOf.get(grid.id), assignments.backupOf.get(grid.id) ?? null);
  }
});

test('some officers have more grids than one can serve', async (t) => {
  const grids = Map.groupBy(assignments.primaryOf.values(), ({ code }) => code);
  const most = Math.max(...[...grids.values()].map(({ length }) => length));
  t.ok(most > 6, `${most}`);
});

test('named people have unique subjects and roles their institution knows', async (t) => {
  const subjects = demoPeople.map(({ subject }) => subject);
  t.equal(new Set(subjects).size, subjects.length);
  const kinds = { 'QJ-RCB': 'BANK', 'QJ-GOV': 'GOVERNMENT', 'JT-OPERATOR': 'OPERATOR' };
  for (const { code, institution, roleCode } of demoPeople) {
    const roles = demoRolesOf(kinds[institution]).map((role) => role.code);
    t.ok(roles.includes(roleCode), `${code}: ${roleCode}`);
  }
});
