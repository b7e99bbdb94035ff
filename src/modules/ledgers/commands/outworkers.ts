import { z } from 'zod';
import { OutworkOccupation } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  date,
  enumeration,
  id,
  identifier,
  newKey,
  pattern,
  ref,
} from '../../../kernel/commands/input.ts';
import type { Db } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { identifierReasons, readMobile } from '../../../kernel/identifiers.ts';
import { newId } from '../../../kernel/ids.ts';
import { maskMobile } from '../../../kernel/mask.ts';
import { activeCustomer } from '../customer-row.ts';
import type { NoteKeeper } from '../notes.ts';

const whereabouts = {
  areaCode: pattern(/^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/, 12),
  occupation: enumeration('OutworkOccupation', OutworkOccupation),
  contact: classed('C2', identifier(32)).optional(),
  returnOn: date().optional(),
};

export const recordOutworker = command({
  name: 'outworker.record',
  permission: 'outworker.manage',
  scope: 'references',
  title: { en: 'Record an outworker', zh: '登记外出务工人员' },
  description: {
    en: 'A member of a household works away from home: where, as what, since when, until when.',
    zh: '登记家庭成员外出务工的地点、行业、外出日期及预计返乡日期。',
  },
  input: z.object({
    key: newKey().optional(),
    customerId: id('Customer'),
    memberId: id('Member'),
    leftOn: date(),
    ...whereabouts,
  }),
  result: z.object({ outworker: ref('Outworker') }),
  acts: ['outworker.recorded'],
  errors: [
    'customer.not_active',
    'outworker.id_taken',
    'outworker.not_of_household',
    'outworker.away_already',
    'outworker.left_in_future',
    'outworker.return_too_early',
    'outworker.contact_invalid',
    'outworker.area_unknown',
  ],
  async handler(tx, given, { actor, emit, today, vault }) {
    const { institutionId, personId } = actor;
    const { customerId, memberId, areaCode, occupation, leftOn, returnOn = null } = given;
    await activeCustomer(tx, { institutionId, customerId });
    if (leftOn > today) throw refuse('outworker.left_in_future', { path: ['leftOn'] });
    const member = await memberOf(tx, { institutionId, memberId });
    if (member.customer_id !== customerId || member.left_on !== null) {
      throw refuse('outworker.not_of_household', { path: ['memberId'] });
    }
    const outworker = given.key ?? newId();
    const subjectId = member.head ? customerId : memberId;
    const keeper = { tx, institutionId, vault };
    await tx
      .insertInto('outworker')
      .values({
        institution_id: institutionId,
        id: outworker,
        customer_id: customerId,
        member_id: memberId,
        area_code: areaCode,
        occupation,
        left_on: leftOn,
        return_on: returnOn,
        recorded_by: personId,
        ...(given.contact
          ? await contactColumns(keeper, { outworker, subjectId }, given.contact)
          : {}),
      })
      .execute();
    emit('outworker.recorded', objectsOf({ id: outworker, customerId, memberId }, 1), {
      areaCode,
      occupation,
      leftOn,
      returnOn,
    });
    return { outworker };
  },
});

type MemberKey = { institutionId: string; memberId: string };

const memberOf = (db: Db, { institutionId, memberId }: MemberKey) =>
  db
    .selectFrom('customer_member')
    .select(['customer_id', 'left_on', 'head'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow();

type Contact = { outworker: string; subjectId: string };

async function contactColumns(
  { tx, institutionId, vault }: NoteKeeper,
  { outworker, subjectId }: Contact,
  contact: string,
) {
  const read = readMobile(contact);
  if (!read.ok) {
    const details = { reason: read.reason, ...identifierReasons[read.reason] };
    throw refuse('outworker.contact_invalid', { path: ['contact'], details });
  }
  const place = { subjectId, table: 'outworker', column: 'contact_cipher', rowId: outworker };
  return {
    contact_mask: maskMobile(read.value),
    contact_cipher: await vault.seal(tx, institutionId, place, read.value),
  };
}

type Named = { id: string; customerId: string; memberId: string };

const objectsOf = ({ id, customerId, memberId }: Named, version: number) => [
  { type: 'Outworker', id, version },
  { type: 'Member', id: memberId },
  { type: 'Customer', id: customerId },
];

const onOutworker = { noun: 'Outworker', table: 'outworker' } as const;

export const reviseOutworker = command({
  name: 'outworker.revise',
  permission: 'outworker.manage',
  scope: 'references',
  title: { en: 'Revise an outworker', zh: '更新外出务工信息' },
  description: {
    en: 'Changes what is given: place, occupation, telephone, expected return.',
    zh: '修改给出的地点、行业、联系电话、预计返乡日期。',
  },
  on: onOutworker,
  input: z.object({
    areaCode: whereabouts.areaCode.optional(),
    occupation: whereabouts.occupation.optional(),
    contact: whereabouts.contact,
    returnOn: whereabouts.returnOn,
  }),
  result: z.object({ outworker: ref('Outworker') }),
  acts: ['outworker.revised'],
  errors: [
    'outworker.back',
    'outworker.nothing_revised',
    'outworker.return_too_early',
    'outworker.contact_invalid',
    'outworker.area_unknown',
  ],
  async handler(tx, { areaCode, occupation, contact, returnOn }, context) {
    const { actor, emit, target, vault } = context;
    const { institutionId } = actor;
    if (target.returned_on !== null) throw refuse('outworker.back');
    const given = { areaCode, occupation, contact, returnOn };
    const fields = Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [name],
    );
    if (fields.length === 0) throw refuse('outworker.nothing_revised');
    const { head } = await memberOf(tx, { institutionId, memberId: target.member_id });
    const subjectId = head ? target.customer_id : target.member_id;
    const keeper = { tx, institutionId, vault };
    const sealed = contact
      ? await contactColumns(keeper, { outworker: target.id, subjectId }, contact)
      : {};
    const { version } = await tx
      .updateTable('outworker')
      .set({
        ...(areaCode ? { area_code: areaCode } : {}),
        ...(occupation ? { occupation } : {}),
        ...(returnOn ? { return_on: returnOn } : {}),
        ...sealed,
      })
      .where('institution_id', '=', institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const named = { id: target.id, customerId: target.customer_id, memberId: target.member_id };
    emit('outworker.revised', objectsOf(named, version), { fields });
    return { outworker: target.id };
  },
});

export const returnOutworker = command({
  name: 'outworker.return',
  permission: 'outworker.manage',
  scope: 'references',
  title: { en: 'An outworker is back', zh: '外出务工人员返乡' },
  description: { en: 'Back since a day, today by default.', zh: '登记返乡日期，默认为当日。' },
  on: onOutworker,
  input: z.object({ returnedOn: date().optional() }),
  result: z.object({ outworker: ref('Outworker') }),
  acts: ['outworker.returned'],
  errors: ['outworker.back', 'outworker.return_too_early', 'outworker.returned_in_future'],
  async handler(tx, { returnedOn: given }, { actor, emit, target, today }) {
    if (target.returned_on !== null) throw refuse('outworker.back');
    const returnedOn = given ?? today;
    if (returnedOn > today) {
      throw refuse('outworker.returned_in_future', { path: ['returnedOn'] });
    }
    const { version } = await tx
      .updateTable('outworker')
      .set({ returned_on: returnedOn })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const named = { id: target.id, customerId: target.customer_id, memberId: target.member_id };
    emit('outworker.returned', objectsOf(named, version), { returnedOn });
    return { outworker: target.id };
  },
});
