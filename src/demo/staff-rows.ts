import type { Row } from './copy.ts';
import { idsOf } from './ids.ts';
import type { Institutions } from './institutions.ts';
import { DEMO_ISSUER } from './people.ts';
import { type Random, randomOf } from './random.ts';
import { ID_STREAMS, openedOn, type Setting } from './setting.ts';
import type { OfficerKind, Staff } from './staff.ts';

const ALL_DUTIES = ['PROPAGANDIST', 'INFORMANT', 'LOAN_ASSISTANT', 'SUPERVISOR', 'COLLECTOR'];
const GRID_CAPACITY = 6;
const HOUSEHOLD_CAPACITY = 500;

/** Ids of all institutions by code. */
type InstitutionIds = ReadonlyMap<string, string>;
const idIn = (ids: InstitutionIds, code: string): string => {
  const id = ids.get(code);
  if (!id) throw new Error(`the demo has no ${code}`);
  return id;
};

export const institutionIds = ({ all }: Institutions): InstitutionIds =>
  new Map(all.map(({ code, id }) => [code, id]));

export const personRows = (staff: Staff, ids: InstitutionIds): Row[] =>
  staff.all.map((member) => ({
    institution_id: idIn(ids, member.institution),
    id: member.id,
    code: member.code,
    name: member.name,
    kind: member.kind,
    telephone: member.telephone,
    photo_reference: member.officer ? `demo/photos/${member.code}` : null,
  }));

/** Everybody with a role may log in: load tests play many officers. */
export const loginRows = (staff: Staff, ids: InstitutionIds): Row[] =>
  staff.all
    .filter((member) => member.roleCode !== null)
    .map((member) => ({
      issuer: DEMO_ISSUER,
      subject: member.code,
      institution_id: idIn(ids, member.institution),
      person_id: member.id,
    }));

export function appointmentRows(staff: Staff, institutions: Institutions, setting: Setting): Row[] {
  const nextId = idsOf(setting, ID_STREAMS.appointments);
  const ids = institutionIds(institutions);
  return staff.all
    .filter((member) => member.roleCode !== null)
    .map((member) => ({
      institution_id: idIn(ids, member.institution),
      id: nextId(),
      person_id: member.id,
      role_id: idIn(institutions.roleIds, `${member.institution} ${member.roleCode}`),
      outlet_id: member.outlet && idIn(institutions.outletIds, member.outlet),
      valid_from: openedOn(setting),
    }));
}

export function officerRows(staff: Staff, bankId: string, setting: Setting): Row[] {
  const nextId = idsOf(setting, ID_STREAMS.officers);
  const random = randomOf(setting.seed, 'officers');
  return staff.all.flatMap((member) => {
    if (!member.officer) return [];
    const { kind, employer } = member.officer;
    const duties = kind === 'PART_TIME' || kind === 'FULL_TIME' ? dutiesOf(kind, random) : [];
    return {
      institution_id: bankId,
      id: nextId(),
      person_id: member.id,
      kind,
      duties,
      grid_capacity: GRID_CAPACITY,
      household_capacity: HOUSEHOLD_CAPACITY,
      employer,
    };
  });
}

const dutiesOf = (kind: OfficerKind, random: Random): string[] =>
  kind === 'FULL_TIME' ? ALL_DUTIES : ALL_DUTIES.filter(() => random.chance(0.8));
