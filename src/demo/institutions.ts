import { type DefaultRole, rolesOf } from '../modules/institutions/roles.ts';
import { committeeRoles } from './authority.ts';
import type { Row } from './copy.ts';
import type { County } from './county.ts';
import { idsOf } from './ids.ts';
import { DEMO_BANK, HEAD_OFFICE } from './people.ts';
import { ID_STREAMS, type Setting } from './setting.ts';

export type Institution = { id: string; code: string; kind: string; name: string };
export type Outlet = {
  id: string;
  code: string;
  level: 'HEAD_OFFICE' | 'FIRST_BRANCH' | 'SECOND_BRANCH';
  row: Row;
};

export type Institutions = {
  bank: Institution;
  government: Institution;
  operator: Institution;
  all: readonly Institution[];
  /** The bank's outlets, parents first. */
  outlets: readonly Outlet[];
  outletIds: ReadonlyMap<string, string>;
  /** Ids of roles by institution and code: `QJ-RCB GRID_OFFICER`. */
  roleIds: ReadonlyMap<string, string>;
  roleRows: readonly Row[];
};

/** Names say that none of them is the real one. */
const INSTITUTIONS = [
  { code: 'JT-OPERATOR', kind: 'OPERATOR', name: '井田平台运营方（演示）' },
  { code: DEMO_BANK, kind: 'BANK', name: '潜江农村商业银行（演示）' },
  { code: 'QJ-GOV', kind: 'GOVERNMENT', name: '潜江市社会治理中心（演示）' },
] as const;

export const firstBranchCode = (branch: number): string => `B${branch}`;
export const secondBranchCode = (branch: number, town: string): string =>
  `${firstBranchCode(branch)}-${town.slice(-3)}`;

/** One operator, one bank with its outlets, and the county's governance office. */
export function foundInstitutions(county: County, setting: Setting): Institutions {
  const nextId = idsOf(setting, ID_STREAMS.institutions);
  const all = INSTITUTIONS.map((institution) => ({ ...institution, id: nextId() }));
  const [operator, bank, government] = all;
  if (!operator || !bank || !government) throw new Error('an institution of the demo is missing');
  const roles = rolesFor(all, nextId);
  const outlets = outletsOf(county, bank, idsOf(setting, ID_STREAMS.outlets));
  return {
    bank,
    government,
    operator,
    all,
    outlets,
    outletIds: new Map(outlets.map(({ code, id }) => [code, id])),
    roleIds: new Map(roles.map(({ key, id }) => [key, id])),
    roleRows: roles.map(({ row }) => row),
  };
}

export const institutionRows = (all: readonly Institution[], county: County): Row[] =>
  all.map(({ id, code, kind, name }) => ({
    institution_id: id,
    code,
    kind,
    name,
    area_code: county.code,
  }));

/** What every institution of the kind begins with, and what the demo's bank has added. */
export const demoRolesOf = (kind: string): readonly DefaultRole[] =>
  kind === 'BANK' ? [...rolesOf(kind), ...committeeRoles] : rolesOf(kind);

function rolesFor(all: readonly Institution[], nextId: () => string) {
  return all.flatMap((institution) =>
    demoRolesOf(institution.kind).map((role) => {
      const id = nextId();
      const row: Row = {
        institution_id: institution.id,
        id,
        code: role.code,
        name_en: role.nameEn,
        name_zh: role.nameZh,
        permissions: role.permissions,
        scope_kind: role.scopeKind,
        approval_limit_fen: role.approvalLimitFen,
      };
      return { key: `${institution.code} ${role.code}`, id, row };
    }),
  );
}

function outletsOf(county: County, bank: Institution, nextId: () => string): Outlet[] {
  const outlet = (level: Outlet['level'], about: Omit<OutletPlan, 'level'>): Outlet => {
    const id = nextId();
    const row: Row = {
      institution_id: bank.id,
      id,
      code: about.code,
      name: about.name,
      level,
      parent_id: about.parent?.id ?? null,
      area_codes: about.areaCodes,
      address: about.address,
    };
    return { id, code: about.code, level, row };
  };
  const head = outlet('HEAD_OFFICE', {
    code: HEAD_OFFICE,
    name: '总行（演示）',
    parent: null,
    areaCodes: [county.code],
    address: `湖北省${county.name}（演示地址）`,
  });
  const branches = [...Map.groupBy(county.towns, (town) => town.branch)].flatMap(
    ([number, towns]) => {
      const first = outlet('FIRST_BRANCH', {
        code: firstBranchCode(number),
        name: `第${number}支行（演示）`,
        parent: head,
        areaCodes: towns.map((town) => town.code),
        address: `湖北省${county.name}${towns[0]?.name ?? ''}（演示地址）`,
      });
      const second = towns.map((town) =>
        outlet('SECOND_BRANCH', {
          code: secondBranchCode(number, town.code),
          name: `${town.name}支行（演示）`,
          parent: first,
          areaCodes: [town.code],
          address: `湖北省${county.name}${town.name}（演示地址）`,
        }),
      );
      return [first, ...second];
    },
  );
  return [head, ...branches];
}

type OutletPlan = {
  level: Outlet['level'];
  code: string;
  name: string;
  parent: Outlet | null;
  areaCodes: string[];
  address: string;
};
