import { z } from 'zod';
import { PersonalField, ProcessingPurpose, Relationship } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, json, ref } from '../../../kernel/commands/input.ts';
import { fileKeeper } from '../file-keeper.ts';
import { type Opener, open } from '../personal.ts';
import { allowReading } from '../reading.ts';
import { type CustomerRow, onCustomer } from '../stored.ts';

const revealedMember = z.object({
  member: ref('Member'),
  relationship: enumeration('Relationship', Relationship),
  name: z.string(),
  idNumber: z.string().optional(),
});

export const revealCustomer = command({
  name: 'customer.reveal',
  permission: 'customer.reveal',
  scope: 'references',
  title: { en: 'Reveal personal fields', zh: '查看明文' },
  description: {
    en: 'Clear values of the fields asked for, for a purpose that consent, contract or duty covers. Who saw what of whom, when and why stays on record; more than the rule set allows within 24 hours raises an alert, and beyond that is refused.',
    zh: '返回所要求字段的明文，须有同意、合同或法定职责作为依据的处理目的。何人何时因何查看了何人的何种信息均留痕；24小时内查看超过规定数量将告警，超过上限予以拒绝。',
  },
  on: onCustomer,
  input: z.object({
    fields: z.array(enumeration('PersonalField', PersonalField)).min(1).max(PersonalField.length),
    purpose: enumeration('ProcessingPurpose', ProcessingPurpose),
  }),
  result: z.object({
    customer: ref('Customer'),
    name: z.string().optional(),
    idNumber: z.string().optional(),
    mobile: z.string().optional(),
    address: z.string().optional(),
    members: z.array(revealedMember).optional(),
    profile: json().optional().describe('Sealed answers by item code. 档案敏感内容'),
  }),
  acts: ['customer.revealed', 'privacy.reveal-alert'],
  reasonRequired: true,
  repeatable: true,
  errors: [
    'privacy.purpose_unfit',
    'privacy.consent_required',
    'privacy.restricted',
    'privacy.recipient_unfit',
    'privacy.reveal_blocked',
  ],
  async handler(tx, input, { actor, emit, target, today, now, vault }) {
    const fields = [...new Set(input.fields)].toSorted();
    const opener = { db: tx, institutionId: actor.institutionId, vault };
    const clear = await openFields(opener, target, fields);
    const members = fields.includes('MEMBERS') ? await openMembers(opener, target.id) : undefined;
    const profile = fields.includes('PROFILE')
      ? await fileKeeper().reveal(opener, target.id)
      : undefined;
    const { purpose } = input;
    const values =
      Object.keys(clear).length + countValues(members) + Object.keys(profile ?? {}).length;
    const objects = [{ type: 'Customer', id: target.id, version: target.version }];
    emit('customer.revealed', objects, { fields, members: members?.length ?? 0 }, purpose);
    const reading = { actor, purpose, today, customerId: target.id, fields, values, now, emit };
    await allowReading(tx, reading);
    return { customer: target.id, ...clear, members, profile };
  },
});

type RevealedMember = z.input<typeof revealedMember>;

const countValues = (members: readonly RevealedMember[] = []): number =>
  members.reduce((sum, { idNumber }) => sum + (idNumber === undefined ? 1 : 2), 0);

const columnOf = {
  NAME: { field: 'name', column: 'name_cipher' },
  ID_NUMBER: { field: 'idNumber', column: 'id_number_cipher' },
  MOBILE: { field: 'mobile', column: 'mobile_cipher' },
  ADDRESS: { field: 'address', column: 'address_cipher' },
} as const;

async function openFields(
  opener: Opener,
  target: CustomerRow,
  fields: readonly PersonalField[],
): Promise<Partial<Record<'name' | 'idNumber' | 'mobile' | 'address', string>>> {
  const clear: Partial<Record<'name' | 'idNumber' | 'mobile' | 'address', string>> = {};
  for (const wanted of fields) {
    if (wanted === 'MEMBERS' || wanted === 'PROFILE') continue;
    const { field, column } = columnOf[wanted];
    const at = { subjectId: target.id, table: 'customer' as const, rowId: target.id, column };
    const value = await open(opener, at, target[column]);
    if (value !== null) clear[field] = value;
  }
  return clear;
}

async function openMembers(opener: Opener, customerId: string) {
  const rows = await opener.db
    .selectFrom('customer_member')
    .select(['id', 'relationship', 'head', 'name_cipher', 'id_number_cipher'])
    .where('institution_id', '=', opener.institutionId)
    .where('customer_id', '=', customerId)
    .where('left_on', 'is', null)
    .orderBy('id')
    .execute();
  return Promise.all(
    rows.map(async ({ id, relationship, head, name_cipher, id_number_cipher }) => {
      const subjectId = head ? customerId : id;
      const at = { subjectId, table: 'customer_member' as const, rowId: id };
      const name = await open(opener, { ...at, column: 'name_cipher' }, name_cipher);
      const idNumber = await open(opener, { ...at, column: 'id_number_cipher' }, id_number_cipher);
      return {
        member: id,
        relationship: relationship as Relationship,
        name: name ?? '',
        ...(idNumber === null ? {} : { idNumber }),
      };
    }),
  );
}
