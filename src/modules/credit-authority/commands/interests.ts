import { z } from 'zod';
import { InterestGround } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

const result = z.object({ declaration: ref('InterestDeclaration') });

export const declareInterest = command({
  name: 'interest-declaration.make',
  permission: 'interest-declaration.make',
  scope: 'references',
  title: { en: 'Declare a tie to a customer', zh: '申报关联关系' },
  description: {
    en: 'Whoever is tied to a customer keeps out of investigating, reviewing, deciding and paying out its credit from now on, and of checking, classifying and changing it afterwards. With the own household declared, relatives are found by identity number.',
    zh: '申报后不得参与该客户贷款的调查、审查、审批与放款，以及贷后检查、分类、变更审批和差错处理；申报本人家庭后，按证件号码自动识别亲属。',
  },
  input: z.object({
    customerId: id('Customer'),
    ground: enumeration('InterestGround', InterestGround),
    personId: id('Person').optional().describe('Whose tie; the caller’s when absent. 关联人'),
  }),
  result,
  acts: ['interest-declaration.made'],
  errors: ['interest-declaration.for_another', 'interest-declaration.known'],
  async handler(tx, { customerId, ground, personId }, { actor, emit, today }) {
    const person = personId ?? actor.personId;
    if (person !== actor.personId && !actor.permissions.has('interest-declaration.end')) {
      throw refuse('interest-declaration.for_another', { path: ['personId'] });
    }
    const declaration = newId();
    await tx
      .insertInto('interest_declaration')
      .values({
        institution_id: actor.institutionId,
        id: declaration,
        person_id: person,
        customer_id: customerId,
        ground,
        valid_from: today,
        declared_by: actor.personId,
      })
      .execute();
    const objects = [
      { type: 'InterestDeclaration', id: declaration, version: 1 },
      { type: 'Person', id: person },
      { type: 'Customer', id: customerId },
    ];
    emit('interest-declaration.made', objects, { ground });
    return { declaration };
  },
});

export const endInterest = command({
  name: 'interest-declaration.end',
  permission: 'interest-declaration.end',
  scope: 'references',
  title: { en: 'End a declared tie', zh: '终止关联关系' },
  description: {
    en: 'When it is over or was declared by mistake, by somebody other than whoever is tied.',
    zh: '关联关系已消除或误报时，由关联人以外的人员核实后终止。',
  },
  on: { noun: 'InterestDeclaration', table: 'interest_declaration' },
  input: z.object({}),
  result,
  acts: ['interest-declaration.ended'],
  reasonRequired: true,
  errors: ['interest-declaration.over', 'interest-declaration.own'],
  async handler(tx, _input, { actor, emit, target, today }) {
    if (target.valid_to !== null) throw refuse('interest-declaration.over');
    if (target.person_id === actor.personId) throw refuse('interest-declaration.own');
    const { version } = await tx
      .updateTable('interest_declaration')
      .set({ valid_to: today, ended_by: actor.personId })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [
      { type: 'InterestDeclaration', id: target.id, version },
      { type: 'Person', id: target.person_id },
      { type: 'Customer', id: target.customer_id },
    ];
    emit('interest-declaration.ended', objects, { ground: target.ground });
    return { declaration: target.id };
  },
});
