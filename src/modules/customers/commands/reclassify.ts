import { z } from 'zod';
import { CustomerKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { personInput } from '../filing.ts';
import { kindFault, kindRules, rulesOfKind } from '../kinds.ts';
import { creditCodeOf } from '../personal.ts';
import { mustBeActive, onCustomer, saveCustomer } from '../stored.ts';

export const reclassifyCustomer = command({
  name: 'customer.reclassify',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Change the kind of a customer', zh: '变更客户类型' },
  description: {
    en: 'A household that became a farm or a large grower, an enterprise that became a leading one, and back. A business of one person never becomes an organisation: that is a file of its own.',
    zh: '农户转为家庭农场、种养大户，小微企业转为龙头企业等同类主体间变更；个体与单位之间不得互转，须另行建档。',
  },
  on: onCustomer,
  input: z.object({
    kind: enumeration('CustomerKind', CustomerKind),
    businessName: personInput.businessName,
    creditCode: personInput.creditCode,
  }),
  result: z.object({ customer: ref('Customer') }),
  acts: ['customer.reclassified'],
  reasonRequired: true,
  probing: true,
  errors: [
    'customer.not_active',
    'customer.kind_same',
    'customer.party_differs',
    'customer.plain_household',
    'customer.business_name_required',
    'customer.credit_code_required',
    'customer.credit_code_invalid',
    'customer.credit_code_taken',
  ],
  async handler(tx, { kind, businessName, creditCode }, { emit, target }) {
    mustBeActive(target);
    const path = ['kind'];
    if (kind === target.kind) throw refuse('customer.kind_same', { path });
    const rules = kindRules[kind];
    if (rules.party !== rulesOfKind(target.kind).party) {
      throw refuse('customer.party_differs', { path });
    }
    // A farm that is a plain household again gives its name and licence back.
    const kept = rules.businessName === 'NONE' ? null : target;
    const named = {
      businessName: businessName ?? kept?.business_name ?? null,
      creditCode: creditCode ? creditCodeOf(creditCode) : (kept?.credit_code ?? null),
    };
    const fault = kindFault(kind, { ...named, members: 0 });
    if (fault) throw refuse(fault.code, { path: [fault.path] });
    const { version, completeness } = await saveCustomer(tx, target, {
      kind,
      business_name: named.businessName,
      credit_code: named.creditCode,
    });
    emit('customer.reclassified', [{ type: 'Customer', id: target.id, version }], {
      from: target.kind,
      to: kind,
      completeness,
    });
    return { customer: target.id };
  },
});
