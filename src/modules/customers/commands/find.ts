import { sql } from 'kysely';
import { z } from 'zod';
import { ProcessingPurpose } from '../../../generated/enums.ts';
import { inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { digestsOf, idNumberOf, type Keeper, mobileOf } from '../personal.ts';
import { checkPurpose } from '../reading.ts';
import { personal } from './register.ts';

/** More files under one number than this are a fault of the data. */
const MOST_FOUND = 20;

export const findCustomer = command({
  name: 'customer.find',
  permission: 'customer.read',
  scope: 'references',
  title: { en: 'Find customers by number', zh: '按号码查找客户' },
  description: {
    en: 'Files in your territory whose head, owner or member has this identity number, or whose head or owner has this mobile number. The search and its purpose stay on record, the number does not.',
    zh: '查找管辖范围内户主、经营者或家庭成员为该身份证号，或户主、经营者为该手机号的档案。查找行为及目的留痕，号码不留存。',
  },
  input: z.object({
    idNumber: personal.number().optional(),
    mobile: personal.number().optional(),
    purpose: enumeration('ProcessingPurpose', ProcessingPurpose),
  }),
  result: z.object({ customers: z.array(ref('Customer')) }),
  acts: ['customer.searched'],
  repeatable: true,
  errors: [
    'customer.search_choice',
    'customer.id_number_invalid',
    'customer.mobile_invalid',
    'privacy.purpose_unfit',
  ],
  async handler(tx, { idNumber, mobile, purpose }, { actor, emit, today, vault }) {
    checkPurpose({ actor, purpose, today });
    const keeper = { tx, institutionId: actor.institutionId, vault };
    const by = idNumber ? 'idNumber' : 'mobile';
    const given = idNumber ?? mobile;
    if (!given || (idNumber && mobile))
      throw refuse('customer.search_choice', { path: ['idNumber'] });
    const value = by === 'idNumber' ? idNumberOf(given, today) : mobileOf(given);
    const digests = await digestsOf(keeper, by, value);
    const rows = await (by === 'idNumber' ? byIdNumber : byMobile)(keeper, digests);
    const seen = rows.filter(({ territory_code }) => inScope(actor, territory_code));
    const objects = seen.map(({ id }) => ({ type: 'Customer', id }));
    emit('customer.searched', objects, { by, found: seen.length }, purpose);
    return { customers: seen.map(({ id }) => id) };
  },
});

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

function byMobile({ tx, institutionId }: Keeper, digests: Buffer[]): Promise<Found[]> {
  return tx
    .selectFrom('customer')
    .select(['id', 'territory_code'])
    .where('institution_id', '=', institutionId)
    .where('mobile_digest', 'in', digests)
    .where('status', '=', 'ACTIVE')
    .orderBy('id')
    .limit(MOST_FOUND)
    .execute();
}
