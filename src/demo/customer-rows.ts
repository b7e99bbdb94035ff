import { maskAddress, maskIdNumber, maskMobile, maskName } from '../kernel/mask.ts';
import { listedCounty } from '../modules/areas/county-codes.ts';
import { normaliseAddress } from '../modules/customers/address.ts';
import { factsOf } from '../modules/customers/index.ts';
import { digestPurposes } from '../modules/customers/personal.ts';
import type { Row } from './copy.ts';
import type { DemoCustomer } from './customers.ts';
import type { DemoMember } from './households.ts';
import { type DemoForms, type DemoProfile, profileOf } from './profile-rows.ts';
import type { Sealer, SubjectSeal } from './seal.ts';

/** Masked addresses by village: the mask hides everything that differs inside one. */
export type AddressMasks = Map<string, string>;

type Writing = { bankId: string; sealer: Sealer; masks: AddressMasks; forms: DemoForms };
type Sealing = Writing & { seal: SubjectSeal };

/** A customer's row and those of its members, sealed as the vault seals them. */
export function sealCustomer(
  customer: DemoCustomer,
  writing: Writing,
): { row: Row; profile: DemoProfile; members: Row[] } {
  const seal = writing.sealer.subject(customer.id);
  const { row, profile } = customerRow(customer, { ...writing, seal });
  const members = customer.members.map((member, index) =>
    memberRow(customer, member, {
      ...writing,
      seal: index === 0 ? seal : writing.sealer.subject(member.id),
    }),
  );
  return { row, profile, members };
}

function customerRow(customer: DemoCustomer, sealing: Sealing) {
  const { id, kind, place, business, screening, members } = customer;
  const code = place.village.code;
  const where = {
    grid_id: place.grid?.id ?? null,
    area_code: code,
    territory_code: place.grid?.code ?? code,
  };
  const row = {
    institution_id: sealing.bankId,
    id,
    code: customer.code,
    kind,
    business_name: business?.name ?? null,
    credit_code: business?.creditCode ?? null,
    ...personalColumns(customer, sealing),
    ...where,
    longitude: customer.point[0],
    latitude: customer.point[1],
    screening: screening.list,
    screening_reason: screening.reason,
    registered_by: customer.registeredBy.id,
    registered_on: customer.registeredOn,
  };
  const facts = factsOf(row, members.length);
  const profile = profileOf(customer, { ...sealing, facts });
  return { row: { ...row, completeness: profile.completeness }, profile };
}

function personalColumns(customer: DemoCustomer, { sealer, seal, masks }: Sealing) {
  const { id, head, mobile, address } = customer;
  const sealed = (column: string, clear: string) =>
    seal({ table: 'customer', column, rowId: id }, clear);
  const idNumber = customer.hasIdNumber ? head.idNumber : null;
  const form = address && normaliseAddress(address, divisionsOf(customer.place));
  return {
    name_mask: maskName(head.name),
    name_cipher: sealed('name_cipher', head.name),
    id_number_mask: idNumber && maskIdNumber(idNumber),
    id_number_cipher: idNumber && sealed('id_number_cipher', idNumber),
    id_number_digest: idNumber && sealer.digest(digestPurposes.idNumber, idNumber),
    id_area_finding: idNumber && listedCounty(idNumber.slice(0, COUNTY_DIGITS)),
    mobile_mask: mobile && maskMobile(mobile),
    mobile_cipher: mobile && sealed('mobile_cipher', mobile),
    mobile_digest: mobile && sealer.digest(digestPurposes.mobile, mobile),
    address_mask: address && addressMask(masks, customer.place.village.code, address),
    address_cipher: address && sealed('address_cipher', address),
    address_form_cipher: form && sealed('address_form_cipher', form),
    address_digest: form && sealer.digest(digestPurposes.address, form),
  };
}

const COUNTY_DIGITS = 6;

/** As the divisions around a village are named, outermost first. */
const divisionsOf = ({ village }: DemoCustomer['place']): string[] => [
  '湖北省',
  '潜江市',
  village.town.name,
  village.name,
];

function addressMask(masks: AddressMasks, village: string, address: string): string {
  const known = masks.get(village) ?? maskAddress(address);
  masks.set(village, known);
  return known;
}

type OwnMember = DemoMember & { id: string };

function memberRow(customer: DemoCustomer, member: OwnMember, sealing: Sealing): Row {
  const { bankId, sealer, seal } = sealing;
  const sealed = (column: string, clear: string) =>
    seal({ table: 'customer_member', column, rowId: member.id }, clear);
  const isHead = member.relationship === 'SELF';
  const idNumber = customer.hasIdNumber ? member.idNumber : null;
  return {
    institution_id: bankId,
    id: member.id,
    customer_id: customer.id,
    relationship: member.relationship,
    head: isHead,
    name_mask: maskName(member.name),
    name_cipher: sealed('name_cipher', member.name),
    id_number_mask: idNumber && maskIdNumber(idNumber),
    id_number_cipher: idNumber && sealed('id_number_cipher', idNumber),
    id_number_digest: idNumber && sealer.digest(digestPurposes.idNumber, idNumber),
    id_area_finding: idNumber && listedCounty(idNumber.slice(0, COUNTY_DIGITS)),
    joined_on: customer.registeredOn,
  };
}
