import { z } from 'zod';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { fileWritten } from '../file-watchers.ts';
import { personal, personInput } from '../filing.ts';
import { type CustomerKind, isHousehold, kindFault } from '../kinds.ts';
import {
  addressColumns,
  creditCodeOf,
  fileNameColumns,
  identityOf,
  idNumberColumns,
  type Keeper,
  mobileColumns,
  mobileOf,
  nameColumns,
  type Subject,
} from '../personal.ts';
import { placeInput, pointOf } from '../placement.ts';
import { type CustomerRow, mustBeActive, onCustomer, saveCustomer } from '../stored.ts';

/** Fields of the file itself, by the names they are revised under. */
export const fileInput = {
  name: personal.name().optional(),
  ...personInput,
  point: placeInput.point,
  crs: placeInput.crs,
};
const input = z.object(fileInput);
type Input = Omit<z.output<typeof input>, 'id'>;
export type Revision = Input;

export const reviseCustomer = command({
  name: 'customer.revise',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: "Revise a customer's file", zh: '更新客户档案' },
  description: {
    en: 'Changes the given fields; absent ones stay. Moving is `customer.move`, the profile `profile.answer`.',
    zh: '修改给出的字段，未给出的保持不变。变更网格请用 customer.move，填写档案请用 profile.answer。',
  },
  on: onCustomer,
  input,
  result: z.object({ customer: ref('Customer') }),
  acts: ['customer.revised'],
  probing: true,
  errors: [
    'customer.not_active',
    'customer.nothing_revised',
    'customer.plain_household',
    'customer.business_name_required',
    'customer.id_number_invalid',
    'customer.id_type_alone',
    'customer.id_number_taken',
    'customer.member_elsewhere',
    'customer.credit_code_invalid',
    'customer.credit_code_taken',
    'customer.mobile_invalid',
    'customer.crs_required',
  ],
  async handler(tx, { id: _id, ...given }: Input & { id?: string }, context) {
    await reviseFile(tx, given, context);
    return { customer: context.target.id };
  },
});

/** What every revision of a file may be refused with. */
export const revisionErrors: readonly string[] = reviseCustomer.errors ?? [];

/** Revises a locked file and says so in the journal; the version it has then. */
export async function reviseFile(
  tx: Tx,
  given: Input,
  { actor, emit, target, today, vault }: Context<CustomerRow>,
): Promise<number> {
  mustBeActive(target);
  const fields = fieldsOf(given);
  if (fields.length === 0) throw refuse('customer.nothing_revised');
  checkKind(target, given);
  const keeper = { tx, institutionId: actor.institutionId, vault };
  const personal = await personalColumns(keeper, { target, given, today });
  const creditCode = given.creditCode && creditCodeOf(given.creditCode);
  const saved = await saveCustomer(tx, target, {
    ...personal,
    ...(given.businessName ? { business_name: given.businessName } : {}),
    ...(creditCode ? { credit_code: creditCode } : {}),
    ...(pointOf(given) ?? {}),
  });
  await reviseHead(keeper, { target, given, today });
  await fileWritten(tx, { institutionId: actor.institutionId, customerId: target.id, today });
  emit('customer.revised', [{ type: 'Customer', id: target.id, version: saved.version }], {
    fields,
    completeness: saved.completeness,
  });
  return saved.version;
}

/** Names of what changes, never the values: the journal holds no personal data. */
export function fieldsOf({ crs: _crs, ...rest }: Input): string[] {
  const named = Object.entries(rest).filter(([, value]) => value !== undefined);
  return named.map(([name]) => name).toSorted();
}

function checkKind(target: CustomerRow, { businessName, creditCode }: Input): void {
  const kind = target.kind as CustomerKind;
  const fault = kindFault(kind, {
    businessName: businessName ?? target.business_name,
    creditCode: creditCode ?? target.credit_code,
    members: 0,
  });
  if (fault) throw refuse(fault.code, { path: [fault.path] });
}

type Change = { target: CustomerRow; given: Input; today: string };

async function personalColumns(keeper: Keeper, { target, given, today }: Change) {
  const subject: Subject = { subjectId: target.id, table: 'customer', rowId: target.id };
  const identity = identityOf(given, today);
  const { address: text } = given;
  const mobile = given.mobile && mobileOf(given.mobile);
  return {
    ...(given.name ? await fileNameColumns(keeper, subject, given.name) : {}),
    ...(identity ? await idNumberColumns({ ...keeper, today }, subject, identity) : {}),
    ...(mobile ? await mobileColumns(keeper, subject, mobile) : {}),
    ...(text ? await addressColumns(keeper, subject, { areaCode: target.area_code, text }) : {}),
  };
}

/** The head of a household stands among its members too, and says the same there. */
async function reviseHead(keeper: Keeper, { target, given, today }: Change): Promise<void> {
  if (!isHousehold(target.kind) || !(given.name || given.idNumber)) return;
  const head = await keeper.tx
    .selectFrom('customer_member')
    .select('id')
    .where('institution_id', '=', keeper.institutionId)
    .where('customer_id', '=', target.id)
    .where('head', '=', true)
    .where('left_on', 'is', null)
    .executeTakeFirstOrThrow();
  const subject: Subject = { subjectId: target.id, table: 'customer_member', rowId: head.id };
  const identity = identityOf(given, today);
  await keeper.tx
    .updateTable('customer_member')
    .set({
      ...(given.name ? await nameColumns(keeper, subject, given.name) : {}),
      ...(identity ? await idNumberColumns({ ...keeper, today }, subject, identity) : {}),
    })
    .where('institution_id', '=', keeper.institutionId)
    .where('id', '=', head.id)
    .execute();
}
