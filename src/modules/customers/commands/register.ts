import { z } from 'zod';
import { CustomerKind, IdNumberType, Relationship } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  enumeration,
  identifier,
  newKey,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { fileWritten } from '../file-watchers.ts';
import { isHousehold, kindFault, kindRules } from '../kinds.ts';
import type { NewMember } from '../members.ts';
import { openFile } from '../opening.ts';
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
} from '../personal.ts';
import { placeInput, placeOf, pointOf } from '../placement.ts';

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

const input = z.object({
  key: newKey().optional(),
  kind: enumeration('CustomerKind', CustomerKind),
  code: pattern(/^[A-Z0-9-]{1,32}$/).optional(),
  name: personal.name(),
  ...personInput,
  ...placeInput,
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
  ],
  async handler(tx, given, { actor, emit, today, vault }) {
    const wanted = checked(given, today);
    const place = await placeOf({ tx, actor, today }, given);
    const customer = given.key ?? newId();
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
    const { members } = wanted;
    const { completeness } = await openFile(keeper, row, { members, today });
    const grid = place.grid_id ? [{ type: 'Grid', id: place.grid_id }] : [];
    emit('customer.registered', [{ type: 'Customer', id: customer, version: 1 }, ...grid], {
      code,
      kind: given.kind,
      areaCode: place.area_code,
      territoryCode: place.territory_code,
      members: wanted.members.length,
      completeness,
    });
    const { institutionId } = actor;
    await fileWritten(tx, { institutionId, customerId: customer, today });
    return { customer };
  },
});

type GivenMember = z.output<z.ZodObject<typeof memberInput>>;
type Wanted = Pick<Input, 'name' | 'address'> & {
  businessName: string | null;
  creditCode: string | null;
  identity: Identity | undefined;
  mobile: string | undefined;
  /** Of a household, its head first. */
  members: readonly NewMember[];
};

/** What a kind may have, with its identifiers normalised. */
function checked(given: Input, today: string): Wanted {
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

function checkKind({ kind, businessName, creditCode, members }: Input): void {
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
