import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { fileKeeper } from '../file-keeper.ts';
import { fileWritten } from '../file-watchers.ts';
import { checkedFile, fileErrors, fileInput, newFile } from '../filing.ts';
import { writeFile } from '../opening.ts';
import { placeOf } from '../placement.ts';

export const registerCustomer = command({
  name: 'customer.register',
  permission: 'customer.register',
  scope: 'references',
  title: { en: 'Open a file on a customer', zh: '客户建档' },
  description: {
    en: "A household with its members, a merchant or an organisation, in a grid, at a point inside one, or in a village. `name`, `idNumber` and `mobile` are the head's, owner's or legal representative's.",
    zh: '登记农户（含家庭成员）、商户或单位，可指定网格、网格内点位或所在村（社区）。姓名、身份证号、手机号为户主、经营者或法定代表人的信息。',
  },
  input: fileInput,
  result: z.object({ customer: ref('Customer') }),
  acts: ['customer.registered'],
  probing: true,
  errors: fileErrors,
  async handler(tx, given, { actor, emit, today, vault }) {
    const wanted = checkedFile(given, today);
    const place = await placeOf({ tx, actor, today }, given);
    const keeper = { tx, institutionId: actor.institutionId, vault };
    const opening = fileKeeper().opening(tx, { institutionId: actor.institutionId, today });
    const setting = { keeper, actor, today, opening };
    const file = await newFile(setting, given, { wanted, place });
    await writeFile(tx, opening, file);
    const { row, fact } = file;
    const grid = place.grid_id ? [{ type: 'Grid', id: place.grid_id }] : [];
    const objects = [{ type: 'Customer', id: row.id, version: 1 }, ...grid];
    emit('customer.registered', objects, fact);
    const { institutionId } = actor;
    await fileWritten(tx, { institutionId, customerId: row.id, today });
    return { customer: row.id };
  },
});
