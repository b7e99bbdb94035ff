import { sql } from 'kysely';
import { z } from 'zod';
import { IdNumberType, ProcessingPurpose } from '../../../generated/enums.ts';
import { inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { personal } from '../filing.ts';
import {
  addressForm,
  digestedIdentity,
  digestsOf,
  identityOf,
  type Keeper,
  mobileOf,
} from '../personal.ts';
import { checkPurpose } from '../reading.ts';

/** More files under one number than this are a fault of the data. */
const MOST_FOUND = 20;
const AREA_CODE = /^\d{12}$/;

export const findCustomer = command({
  name: 'customer.find',
  permission: 'customer.read',
  scope: 'references',
  title: { en: 'Find customers by number or address', zh: '按号码或地址查找客户' },
  description: {
    en: 'Files in your territory whose head, owner or member has this identity number, whose head or owner has this mobile number, or which stand at this address of a village. The search and its purpose stay on record, what was searched for does not.',
    zh: '查找管辖范围内户主、经营者或家庭成员为该身份证号，户主、经营者为该手机号，或位于某村（社区）该地址的档案。查找行为及目的留痕，所查内容不留存。',
  },
  input: z.object({
    idNumber: personal.number().optional(),
    idType: enumeration('IdNumberType', IdNumberType).optional(),
    mobile: personal.number().optional(),
    address: personal.address().optional(),
    areaCode: pattern(AREA_CODE, 12).optional().describe('Where the address is. 村（社区）代码'),
    purpose: enumeration('ProcessingPurpose', ProcessingPurpose),
  }),
  result: z.object({ customers: z.array(ref('Customer')) }),
  acts: ['customer.searched'],
  repeatable: true,
  errors: [
    'customer.search_choice',
    'customer.id_number_invalid',
    'customer.id_type_alone',
    'customer.mobile_invalid',
    'privacy.purpose_unfit',
  ],
  async handler(tx, { purpose, ...sought }, { actor, emit, today, vault }) {
    checkPurpose({ actor, purpose, today });
    const keeper = { tx, institutionId: actor.institutionId, vault };
    const { by, rows } = await find(keeper, sought, today);
    const seen = rows.filter(({ territory_code }) => inScope(actor, territory_code));
    const objects = seen.map(({ id }) => ({ type: 'Customer', id }));
    emit('customer.searched', objects, { by, found: seen.length }, purpose);
    return { customers: seen.map(({ id }) => id) };
  },
});

type Sought = {
  idNumber?: string | undefined;
  idType?: IdNumberType | undefined;
  mobile?: string | undefined;
  address?: string | undefined;
  areaCode?: string | undefined;
};

/** By one of the three; an address needs the village it is in. */
async function find(keeper: Keeper, sought: Sought, today: string) {
  const { idNumber, mobile, address, areaCode } = sought;
  const given = [idNumber, mobile, address].filter((each) => each !== undefined);
  if (given.length !== 1) throw refuse('customer.search_choice', { path: ['idNumber'] });
  if ((address === undefined) !== (areaCode === undefined)) {
    throw refuse('customer.search_choice', { path: ['areaCode'] });
  }
  const identity = identityOf(sought, today);
  if (identity) {
    const digests = await digestsOf(keeper, 'idNumber', digestedIdentity(identity));
    return { by: 'idNumber', rows: await byIdNumber(keeper, digests) };
  }
  if (mobile) {
    const digests = await digestsOf(keeper, 'mobile', mobileOf(mobile));
    const rows = await found(keeper).where('mobile_digest', 'in', digests).execute();
    return { by: 'mobile', rows };
  }
  const place = { areaCode: areaCode ?? '', text: address ?? '' };
  const form = await addressForm(keeper, place);
  const digests = await digestsOf(keeper, 'address', form);
  const rows = await found(keeper)
    .where('area_code', '=', place.areaCode)
    .where('address_digest', 'in', digests)
    .execute();
  return { by: 'address', rows };
}

type Found = { id: string; territory_code: string };

async function byIdNumber({ tx, institutionId }: Keeper, digests: Buffer[]): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select id, territory_code from customer
    where institution_id = ${institutionId} and status = 'ACTIVE' and id in (
      select id from customer
      where institution_id = ${institutionId} and id_number_digest = any(${digests}::bytea[])
        and status = 'ACTIVE'
      union all
      select customer_id from customer_member
      where institution_id = ${institutionId} and id_number_digest = any(${digests}::bytea[])
        and left_on is null)
    order by id limit ${MOST_FOUND}`.execute(tx);
  return rows;
}

const found = ({ tx, institutionId }: Keeper) =>
  tx
    .selectFrom('customer')
    .select(['id', 'territory_code'])
    .where('institution_id', '=', institutionId)
    .where('status', '=', 'ACTIVE')
    .orderBy('id')
    .limit(MOST_FOUND);
