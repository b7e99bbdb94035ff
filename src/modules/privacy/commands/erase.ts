import { z } from 'zod';
import { ErasureGround, ErasureOutcome } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { onCustomer } from '../../customers/index.ts';
import { emitErased, erasePersonData } from '../erasing.ts';

const kept = z.object({
  what: z.string(),
  count: z.number().int(),
  until: z.string().nullable(),
  identity: z.boolean(),
  legalBasis: z.object({ en: z.string(), zh: z.string() }),
});

export const erasePerson = command({
  name: 'privacy.erase',
  permission: 'privacy.erase',
  scope: 'references',
  title: { en: "Erase a person's data", zh: '删除个人信息' },
  description: {
    en: "Destroys the keys of the customer and of the household's members and writes over what names them; a second person always decides. Refused while a contract is wanted or in force. What a law keeps with the borrower's identity is cut down to that and erased by itself when the time is over; the answer says what stays, until when and why.",
    zh: '销毁客户及其家庭成员的密钥并覆盖可识别其身份的信息，须经第二人复核。合同未了结的不予删除；依法须连同身份保存的，仅保留该部分并在到期后自动删除。返回保留内容、期限及法律依据。',
  },
  on: onCustomer,
  input: z.object({ ground: enumeration('ErasureGround', ErasureGround) }),
  result: z.object({
    erasure: ref('Erasure'),
    outcome: enumeration('ErasureOutcome', ErasureOutcome),
    keysDestroyed: z.number().int(),
    kept: z.array(kept),
  }),
  acts: ['privacy.erased', 'privacy.minimised'],
  secondPerson: true,
  errors: ['privacy.contract_in_force', 'privacy.minimised_already'],
  async handler(tx, { ground }, { actor, emit, target, today }) {
    const { institutionId, personId } = actor;
    const asked = { institutionId, customerId: target.id, personId, today, ground };
    const erased = await erasePersonData(tx, asked);
    if (typeof erased === 'string') throw refuse(erased);
    emitErased(emit, ground, erased);
    const { id, outcome, keysDestroyed, kept: stays } = erased;
    return { erasure: id, outcome, keysDestroyed, kept: stays };
  },
});
