import { z } from 'zod';
import { CustomerKind, IdNumberType, Relationship } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  enumeration,
  identifier,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { isHousehold, kindFault, kindRules } from '../kinds.ts';
import { insertMember, type NewMember } from '../members.ts';
import {
  addressColumns,
  addressUnfound,
  creditCodeOf,
  type Identity,
  identityOf,
  idNumberColumns,
  type Keeper,
  mobileColumns,
  mobileOf,
  nameColumns,
} from '../personal.ts';
import { placeInput, placeOf, pointOf } from '../placement.ts';
import { answersOf, profileInput, storedProfile, strayItem } from '../profile.ts';
import { completenessOf } from '../rules.ts';

const MOST_MEMBERS = 50;

/** Class C2 whatever the command: what names a person, finds one, or says where one lives. */
export const personal = {
  name: () => classed('C2', text(64)),
  number: () => classed('C2', identifier(32)),
  address: () => classed('C2', text(256)),
};

export const memberInput = {
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

const input = z.object({
  kind: enumeration('CustomerKind', CustomerKind),
  code: pattern(/^[A-Z0-9-]{1,32}$/).optional(),
  name: personal.name(),
  ...personInput,
  ...placeInput,
  profile: profileInput.optional(),
  members: z.array(z.object(memberInput)).max(MOST_MEMBERS).default([]),
});
type Input = z.output<typeof input>;

export const registerCustomer = command({
  name: 'customer.register',
  permission: 'customer.register',
  scope: 'references',
  title: { en: 'Open a file on a customer', zh: '客户建档' },
  description: {
    en: "A household with its members, a merchant or an organisation, in a grid, at a point inside one, or in a village. `name`, `idNumber` and `mobile` are the head's, owner's or legal representative's.",
    zh: '登记农户（含家庭成员）、商户或单位，可指定网格、网格内点位或所在村（社区）。姓名、身份证号、手机号为户主、经营者或法定代表人的信息。',
  },
  input,
  result: z.object({ customer: ref('Customer') }),
  acts: ['customer.registered'],
  probing: true,
  errors: [
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
    'customer.profile_item_unknown',
    'customer.place_required',
    'customer.place_choice',
    'customer.crs_required',
    'customer.grid_ambiguous',
    'customer.grid_not_in_force',
    'customer.area_unknown',
  ],
  async handler(tx, given, { actor, emit, today, vault }) {
    const wanted = checked(given, today);
    const place = await placeOf({ tx, actor, today }, given);
    const customer = newId();
    const code =
      given.code ?? `${kindRules[given.kind].letter}-${customer.slice(-12).toUpperCase()}`;
    const keeper = { tx, institutionId: actor.institutionId, vault };
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
    const completeness = completenessOf(
      given.kind,
      answersOf({ row, profile: wanted.profile, members: wanted.members.length }),
    ).percent;
    const profile = JSON.stringify(wanted.profile);
    await tx
      .insertInto('customer')
      .values({ ...row, profile, completeness })
      .execute();
    for (const member of wanted.members) {
      await insertMember(keeper, member, { customerId: customer, today });
    }
    const grid = place.grid_id ? [{ type: 'Grid', id: place.grid_id }] : [];
    emit('customer.registered', [{ type: 'Customer', id: customer, version: 1 }, ...grid], {
      code,
      kind: given.kind,
      areaCode: place.area_code,
      territoryCode: place.territory_code,
      members: wanted.members.length,
      completeness,
    });
    return { customer };
  },
});

type GivenMember = z.output<z.ZodObject<typeof memberInput>>;
type Wanted = Pick<Input, 'name' | 'address'> & {
  businessName: string | null;
  creditCode: string | null;
  identity: Identity | undefined;
  mobile: string | undefined;
  profile: Record<string, unknown>;
  /** Of a household, its head first. */
  members: readonly NewMember[];
};

/** What a kind may have, with its identifiers normalised. */
function checked(given: Input, today: string): Wanted {
  checkKind(given);
  const identity = identityOf(given, today);
  const creditCode = given.creditCode ? creditCodeOf(given.creditCode) : null;
  const stray = strayItem(given.kind, given.profile ?? {});
  if (stray) throw refuse('customer.profile_item_unknown', { path: ['profile', stray] });
  const head = { relationship: 'SELF' as const, name: given.name, identity };
  return {
    name: given.name,
    address: given.address,
    businessName: given.businessName ?? null,
    creditCode,
    identity,
    mobile: given.mobile && mobileOf(given.mobile),
    profile: {
      ...(creditCode ? { registration: 'REGISTERED' } : {}),
      ...storedProfile(given.profile ?? {}),
    },
    members: isHousehold(given.kind) ? [head, ...given.members.map(relative(today))] : [],
  };
}

function checkKind({ kind, businessName, creditCode, members }: Input): void {
  const fault = kindFault(kind, { businessName, creditCode, members: members.length });
  if (fault) throw refuse(fault.code, { path: [fault.path] });
}

const relative =
  (today: string) =>
  ({ relationship, name, ...given }: GivenMember, index: number): NewMember => {
    const path = ['members', index];
    if (relationship === 'SELF') {
      throw refuse('customer.member_head', { path: [...path, 'relationship'] });
    }
    return { relationship, name, identity: identityOf(given, today, path) };
  };

const unknown = {
  id_number: { id_number_mask: null, id_number_cipher: null, id_number_digest: null },
  mobile: { mobile_mask: null, mobile_cipher: null, mobile_digest: null },
  address: { address_mask: null, address_cipher: null, ...addressUnfound },
} as const;

type Sealing = { customer: string; wanted: Wanted; today: string; areaCode: string };

async function personalColumns(keeper: Keeper, sealing: Sealing) {
  const { customer, wanted, today, areaCode } = sealing;
  const subject = { subjectId: customer, table: 'customer' as const, rowId: customer };
  const { identity, mobile, address: text } = wanted;
  return {
    business_name: wanted.businessName,
    credit_code: wanted.creditCode,
    ...(await nameColumns(keeper, subject, wanted.name)),
    ...(identity
      ? await idNumberColumns({ ...keeper, today }, subject, identity)
      : unknown.id_number),
    ...(mobile ? await mobileColumns(keeper, subject, mobile) : unknown.mobile),
    ...(text ? await addressColumns(keeper, subject, { areaCode, text }) : unknown.address),
  };
}
