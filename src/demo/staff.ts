import type { County, Town } from './county.ts';
import { idsOf } from './ids.ts';
import { firstBranchCode, secondBranchCode } from './institutions.ts';
import { staffNames } from './names.ts';
import { DEMO_BANK, DEMO_TOWN, type DemoPerson, demoPeople, HEAD_OFFICE } from './people.ts';
import { type Random, randomOf } from './random.ts';
import { ID_STREAMS, type Setting } from './setting.ts';

export type OfficerKind =
  | 'FULL_TIME'
  | 'PART_TIME'
  | 'MANAGER'
  | 'CHIEF'
  | 'INSTRUCTOR'
  | 'INFORMANT'
  | 'VOLUNTEER';

/** Somebody who works for an institution of the demo. */
export type Member = {
  id: string;
  code: string;
  name: string;
  institution: string;
  kind: 'HUMAN' | 'SYSTEM';
  roleCode: string | null;
  outlet: string | null;
  officer: { kind: OfficerKind; employer: string | null } | null;
  telephone: string | null;
};

export type Staff = {
  all: readonly Member[];
  byCode: ReadonlyMap<string, Member>;
  /** The grid officers of a village, the first of them its main one; empty for a few villages. */
  officersOf: ReadonlyMap<string, readonly Member[]>;
  managerOf: ReadonlyMap<string, Member>;
  /** Reviewers by the first-level branch. */
  reviewersOf: ReadonlyMap<number, readonly Member[]>;
  approvers: readonly Member[];
  disbursers: readonly Member[];
  /** Who helps in grids without answering for them. */
  helpers: readonly Member[];
};

const FULL_TIME_SHARE = 0.36;
const SECOND_OFFICER_SHARE = 0.2;
/** Villages without an officer of their own; a neighbour serves them too and is overloaded. */
const SHARED_OFFICER_SHARE = 0.03;
const HELPERS_PER_TOWN = 4;
const HELPER_KINDS = [
  ['INSTRUCTOR', 1],
  ['INFORMANT', 5],
  ['VOLUNTEER', 4],
] as const;

type Hire = Omit<Member, 'id' | 'name' | 'telephone' | 'institution' | 'kind'>;

/** About 700 people: officers of every village, managers, chiefs, reviewers, helpers. */
export function hireStaff(county: County, setting: Setting): Staff {
  const random = randomOf(setting.seed, 'staff');
  const nextName = staffNames(setting.seed);
  const nextId = idsOf(setting, ID_STREAMS.people);
  const all: Member[] = demoPeople.map((person) => memberOf(person, nextId()));
  const named = new Map(all.map((member) => [member.code, member]));
  const hire = (plan: Hire): Member => {
    const telephone = `154${String(random.whole(0, 99_999_999)).padStart(8, '0')}`;
    const about = { name: nextName().name, institution: DEMO_BANK, kind: 'HUMAN' as const };
    const member: Member = { ...plan, ...about, id: nextId(), telephone };
    all.push(member);
    return member;
  };
  const bank = (code: string): Member[] => {
    const member = named.get(code);
    return member ? [member] : [];
  };
  const post = (code: string, roleCode: string, outlet: string): Member =>
    hire({ code, roleCode, outlet, officer: null });
  const branches = [...new Set(county.towns.map((town) => town.branch))];
  const demoBranch = county.towns.find((town) => town.code === DEMO_TOWN)?.branch;
  const staff = {
    officersOf: new Map(
      county.towns.flatMap((town) => officersOfTown(town, { random, hire, bank })),
    ),
    managerOf: new Map(county.towns.map((town) => [town.code, managerOf(town, hire, bank)])),
    reviewersOf: new Map(
      branches.map((branch) => [
        branch,
        [
          ...(branch === demoBranch ? bank('loan.reviewer') : []),
          post(`reviewer.${branch}`, 'LOAN_REVIEWER', firstBranchCode(branch)),
        ],
      ]),
    ),
    approvers: [...bank('loan.approver'), post('approver.2', 'LOAN_APPROVER', HEAD_OFFICE)],
    disbursers: [...bank('loan.disburser'), post('disburser.2', 'LOAN_DISBURSER', HEAD_OFFICE)],
    helpers: county.towns.flatMap((town) => helpersOf(town, random, hire)),
  };
  return { all, byCode: new Map(all.map((member) => [member.code, member])), ...staff };
}

function memberOf(person: DemoPerson, id: string): Member {
  const { code, institution, kind, roleCode, outlet, nameZh: name } = person;
  const officer = officerKindOf(roleCode);
  return {
    id,
    code,
    name,
    institution,
    kind,
    roleCode,
    outlet,
    officer: officer && institution === DEMO_BANK ? { kind: officer, employer: null } : null,
    telephone: kind === 'HUMAN' ? '15400000000' : null,
  };
}

const officerKindOf = (roleCode: string): OfficerKind | null => {
  if (roleCode === 'GRID_OFFICER') return 'FULL_TIME';
  return roleCode === 'GRID_MANAGER' ? 'MANAGER' : null;
};

type Hiring = {
  random: Random;
  hire: (plan: Hire) => Member;
  bank: (code: string) => Member[];
};

/** The demo's own officers serve the first two villages of their town. */
function officersOfTown(town: Town, { random, hire, bank }: Hiring): [string, Member[]][] {
  const outlet = secondBranchCode(town.branch, town.code);
  const named = town.code === DEMO_TOWN ? ['grid.officer', 'grid.officer.second'] : [];
  const villages = town.villages.filter((village) => village.gridded);
  return villages.map((village, index) => {
    const code = `officer.${village.code.slice(-6)}`;
    const hireOne = (suffix: string): Member => {
      const fullTime = random.chance(FULL_TIME_SHARE);
      const employer = fullTime ? null : `${village.name}${village.urban ? '' : '民'}委会`;
      const kind = fullTime ? 'FULL_TIME' : 'PART_TIME';
      return hire({
        code: `${code}${suffix}`,
        roleCode: 'GRID_OFFICER',
        outlet,
        officer: { kind, employer },
      });
    };
    const own = bank(named[index] ?? '');
    const [isShared, isLarge] = [
      random.chance(SHARED_OFFICER_SHARE),
      random.chance(SECOND_OFFICER_SHARE),
    ];
    if (own.length > 0) return [village.code, own];
    if (isShared && index > 1) return [village.code, []];
    return [village.code, isLarge ? [hireOne(''), hireOne('.b')] : [hireOne('')]];
  });
}

function managerOf(
  town: Town,
  hire: (plan: Hire) => Member,
  bank: (code: string) => Member[],
): Member {
  const outlet = secondBranchCode(town.branch, town.code);
  const [own] = town.code === DEMO_TOWN ? bank('grid.manager') : [];
  if (own) return own;
  return hire({
    code: `manager.${town.code.slice(-3)}`,
    roleCode: 'GRID_MANAGER',
    outlet,
    officer: { kind: 'MANAGER', employer: null },
  });
}

/** A chief appointed by the town, and helpers from the villages; none of them has a role. */
function helpersOf(town: Town, random: Random, hire: (plan: Hire) => Member): Member[] {
  const number = town.code.slice(-3);
  const chief = hire({
    code: `chief.${number}`,
    roleCode: null,
    outlet: null,
    officer: { kind: 'CHIEF', employer: `${town.name}人民政府（演示）` },
  });
  const helpers = Array.from({ length: HELPERS_PER_TOWN }, (_, index) =>
    hire({
      code: `helper.${number}.${index + 1}`,
      roleCode: null,
      outlet: null,
      officer: { kind: random.weighted(HELPER_KINDS), employer: `${town.name}（演示）` },
    }),
  );
  return [chief, ...helpers];
}
