import { readFile } from 'node:fs/promises';
import { BANK_ROLES } from '../modules/institutions/index.ts';
import { type Client, listAt, textAt } from './client.ts';

/** Who plays in the tour: one person per role, and a second officer for the joint investigation. */
export type Cast = {
  operator: string;
  administrator: string;
  officer: string;
  secondOfficer: string;
  manager: string;
  reviewer: string;
  approver: string;
  disburser: string;
  core: string;
  auditor: string;
  protector: string;
  platform: string;
};

export type Founded = {
  cast: Cast;
  /** Global ids of the people, by subject. */
  people: Record<string, string>;
  branch: string;
};

export type FoundingOptions = { issuer: string; operator: string; run: string; today: string };

const ROLES: Partial<Record<keyof Cast, string>> = {
  officer: 'GRID_OFFICER',
  secondOfficer: 'GRID_OFFICER',
  manager: 'GRID_MANAGER',
  reviewer: 'LOAN_REVIEWER',
  approver: 'LOAN_APPROVER',
  disburser: 'LOAN_DISBURSER',
  core: 'CORE_BANKING',
  auditor: 'AUDITOR',
  protector: 'DATA_PROTECTION_OFFICER',
  platform: 'GOVERNMENT_PLATFORM',
};

/** They act for a system, not for a person. */
const MACHINES = ['core', 'platform'];

/** A bank out of nothing: opened by the operator, organised by its first administrator. */
export async function foundBank(client: Client, options: FoundingOptions): Promise<Founded> {
  const { issuer, operator, run, today } = options;
  const subject = (name: string): string => `tour.${run}.${name.toLowerCase()}`;
  const administrator = subject('administrator');
  await client.post(operator, '/v1/areas/import', await countyList(today));
  await client.post(operator, '/v1/institutions/open', {
    code: `TOUR-${run}`,
    name: `导览农村商业银行 ${run}`,
    kind: 'BANK',
    areaCode: '429005',
    administrator: { code: 'administrator', name: '方管理', issuer, subject: administrator },
  });
  const roles = await client.get(administrator, '/v1/roles?first=50');
  const roleIds = new Map(
    listAt(roles, 'nodes').map((role) => [textAt(role, 'code'), textAt(role, 'id')]),
  );
  const head = await client.post(administrator, '/v1/outlets/open', {
    code: 'HQ',
    name: '总行',
    level: 'HEAD_OFFICE',
    areaCodes: ['429005'],
  });
  const branch = await client.post(administrator, '/v1/outlets/open', {
    code: 'B1',
    name: '熊口支行',
    level: 'FIRST_BRANCH',
    parentId: textAt(head, 'outlet'),
    areaCodes: ['429005104'],
  });
  const cast: Record<string, string> = { operator, administrator };
  const people: Record<string, string> = {};
  for (const [name, role] of Object.entries(ROLES)) {
    const login = subject(name);
    cast[name] = login;
    people[login] = await appoint(client, administrator, {
      code: name.toLowerCase(),
      kind: MACHINES.includes(name) ? 'SYSTEM' : 'HUMAN',
      role,
      roleId: roleIds.get(role) ?? '',
      outletId: textAt(branch, 'outlet'),
      login: { issuer, subject: login },
      validFrom: today,
    });
  }
  return { cast: cast as Cast, people, branch: textAt(branch, 'outlet') };
}

const LIST = new URL('../modules/areas/data/qianjiang.json', import.meta.url);

/** The county's divisions as an import; where they stand already, nothing changes. */
async function countyList(today: string) {
  const { areas, edition } = JSON.parse(await readFile(LIST, 'utf8'));
  return { source: String(edition), effectiveDate: today, rows: areas };
}

type Appointed = {
  code: string;
  kind: string;
  role: string;
  roleId: string;
  outletId: string;
  login: { issuer: string; subject: string };
  validFrom: string;
};

async function appoint(client: Client, administrator: string, who: Appointed): Promise<string> {
  const named = BANK_ROLES.find((role) => role.code === who.role);
  const registered = await client.post(administrator, '/v1/people/register', {
    code: who.code,
    name: named?.nameZh ?? who.code,
    kind: who.kind,
  });
  const person = textAt(registered, 'person');
  const path = `/v1/people/${person}`;
  await client.change(administrator, path, 'link-login', { body: who.login });
  const { roleId, outletId, validFrom } = who;
  await client.change(administrator, path, 'appoint', { body: { roleId, outletId, validFrom } });
  return person;
}
