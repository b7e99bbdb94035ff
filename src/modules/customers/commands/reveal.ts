import { z } from 'zod';
import { PersonalField, Relationship } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import { type Opener, open } from '../personal.ts';
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
    en: 'Clear values of the fields asked for. The reason is the purpose; who saw what of whom, when and why stays on record.',
    zh: '返回所要求字段的明文。须在理由中说明用途；何人何时因何查看了何人的何种信息均留痕。',
  },
  on: onCustomer,
  input: z.object({
    fields: z.array(enumeration('PersonalField', PersonalField)).min(1).max(PersonalField.length),
  }),
  result: z.object({
    customer: ref('Customer'),
    name: z.string().optional(),
    idNumber: z.string().optional(),
    mobile: z.string().optional(),
    address: z.string().optional(),
    members: z.array(revealedMember).optional(),
  }),
  acts: ['customer.revealed'],
  reasonRequired: true,
  repeatable: true,
  async handler(tx, input, { actor, emit, target, vault }) {
    const fields = [...new Set(input.fields)].toSorted();
    const opener = { db: tx, institutionId: actor.institutionId, vault };
    const clear = await openFields(opener, target, fields);
    const members = fields.includes('MEMBERS') ? await openMembers(opener, target.id) : undefined;
    emit('customer.revealed', [{ type: 'Customer', id: target.id, version: target.version }], {
      fields,
      members: members?.length ?? 0,
    });
    return { customer: target.id, ...clear, members };
  },
});

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
    if (wanted === 'MEMBERS') continue;
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
