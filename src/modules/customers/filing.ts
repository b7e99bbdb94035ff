/** A file as it is opened: what was given, checked; and the rows that hold it. */
import { z } from 'zod';
import { CustomerKind, IdNumberType, Relationship } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import {
  classed,
  enumeration,
  identifier,
  newKey,
  pattern,
  text,
} from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { factsOf, type Opening } from './file-keeper.ts';
import { isHousehold, kindFault, kindRules } from './kinds.ts';
import { memberRow, type NewMember } from './members.ts';
import {
  addressColumns,
  creditCodeOf,
  fileNameColumns,
  type Identity,
  identityOf,
  idNumberColumns,
  type Keeper,
  mobileColumns,
  mobileOf,
  noAddress,
  noMobile,
  noNumber,
} from './personal.ts';
import { type Place, placeInput, pointOf } from './placement.ts';

const MOST_MEMBERS = 50;

/** Class C2 whatever the command: what names a person, finds one, or says where one lives. */
export const personal = {
  name: () => classed('C2', text(64)),
  number: () => classed('C2', identifier(32)),
  address: () => classed('C2', text(256)),
};

export const memberInput = {
  key: newKey().optional(),
  relationship: enumeration('Relationship', Relationship),
  name: personal.name(),
  idNumber: personal.number().optional(),
  idType: enumeration('IdNumberType', IdNumberType).optional(),
};

/** Personal fields as they come in; whose they are follows from the kind. */
export const personInput = {
  idNumber: personal.number().optional(),
  idType: enumeration('IdNumberType', IdNumberType).optional(),
  mobile: personal.number().optional(),
  address: personal.address().optional(),
  businessName: classed('C1', text(128)).optional(),
  creditCode: classed('C1', identifier(32)).optional(),
};

/** What a file may be opened with. */
export const fileInput = z.object({
  key: newKey().optional(),
  kind: enumeration('CustomerKind', CustomerKind),
  code: pattern(/^[A-Z0-9-]{1,32}$/).optional(),
  name: personal.name(),
  ...personInput,
  ...placeInput,
  members: z.array(z.object(memberInput)).max(MOST_MEMBERS).default([]),
});
export type FileInput = z.output<typeof fileInput>;

/** Every refusal of a file, whether opened alone or among many. */
export const fileErrors = [
  'customer.key_taken',
  'customer.code_taken',
  'customer.id_number_taken',
  'customer.credit_code_taken',
  'customer.member_elsewhere',
  'customer.member_head',
  'customer.id_number_invalid',
  'customer.id_type_alone',
  'customer.credit_code_invalid',
  'customer.mobile_invalid',
  'customer.business_name_required',
  'customer.credit_code_required',
  'customer.plain_household',
  'customer.household_only',
  'customer.place_required',
  'customer.place_choice',
  'customer.crs_required',
  'customer.grid_ambiguous',
  'customer.grid_not_in_force',
  'customer.area_unknown',
] as const;

type Setting = { keeper: Keeper; actor: Actor; today: string; opening: Opening };

/** The rows of a new file and what the journal says of it; nothing is written yet. */
export async function newFile(
  { keeper, actor, today, opening }: Setting,
  given: FileInput,
  { wanted, place }: { wanted: Wanted; place: Place },
) {
  const customer = given.key ?? newId();
  const code = given.code ?? `${kindRules[given.kind].letter}-${customer.slice(-12).toUpperCase()}`;
  const row = {
    institution_id: actor.institutionId,
    id: customer,
    code,
    kind: given.kind,
    ...(await personalColumns(keeper, { customer, wanted, today, areaCode: place.area_code })),
    ...place,
    ...(pointOf(given) ?? {}),
    registered_by: actor.personId,
    registered_on: today,
  };
  const facts = factsOf(row, wanted.members.length);
  const { completeness, row: profile } = await opening.weigh({
    customerId: customer,
    kind: given.kind,
    facts,
  });
  const members = [];
  for (const member of wanted.members) {
    members.push(await memberRow(keeper, member, { customerId: customer, today }));
  }
  return {
    row: { ...row, completeness },
    members,
    /** What the module that keeps answers writes beside it. */
    profile,
    fact: {
      code,
      kind: given.kind,
      areaCode: place.area_code,
      territoryCode: place.territory_code,
      members: wanted.members.length,
      completeness,
    },
  };
}

export type NewFile = Awaited<ReturnType<typeof newFile>>;

type GivenMember = z.output<z.ZodObject<typeof memberInput>>;
export type Wanted = Pick<FileInput, 'name' | 'address'> & {
  businessName: string | null;
  creditCode: string | null;
  identity: Identity | undefined;
  mobile: string | undefined;
  /** Of a household, its head first. */
  members: readonly NewMember[];
};

/** What a kind may have, with its identifiers normalised. */
export function checkedFile(given: FileInput, today: string): Wanted {
  checkKind(given);
  const identity = identityOf(given, today);
  const creditCode = given.creditCode ? creditCodeOf(given.creditCode) : null;
  const head = { relationship: 'SELF' as const, name: given.name, identity };
  return {
    name: given.name,
    address: given.address,
    businessName: given.businessName ?? null,
    creditCode,
    identity,
    mobile: given.mobile && mobileOf(given.mobile),
    members: isHousehold(given.kind) ? [head, ...given.members.map(relative(today))] : [],
  };
}

function checkKind({ kind, businessName, creditCode, members }: FileInput): void {
  const fault = kindFault(kind, { businessName, creditCode, members: members.length });
  if (fault) throw refuse(fault.code, { path: [fault.path] });
}

const relative =
  (today: string) =>
  ({ key, relationship, name, ...given }: GivenMember, index: number): NewMember => {
    const path = ['members', index];
    if (relationship === 'SELF') {
      throw refuse('customer.member_head', { path: [...path, 'relationship'] });
    }
    return { key, relationship, name, identity: identityOf(given, today, path) };
  };

type Sealing = { customer: string; wanted: Wanted; today: string; areaCode: string };

async function personalColumns(keeper: Keeper, sealing: Sealing) {
  const { customer, wanted, today, areaCode } = sealing;
  const subject = { subjectId: customer, table: 'customer' as const, rowId: customer };
  const { identity, mobile, address: text } = wanted;
  return {
    business_name: wanted.businessName,
    credit_code: wanted.creditCode,
    ...(await fileNameColumns(keeper, subject, wanted.name)),
    ...(identity ? await idNumberColumns({ ...keeper, today }, subject, identity) : noNumber),
    ...(mobile ? await mobileColumns(keeper, subject, mobile) : noMobile),
    ...(text ? await addressColumns(keeper, subject, { areaCode, text }) : noAddress),
  };
}
