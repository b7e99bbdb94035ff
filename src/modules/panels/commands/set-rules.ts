import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { contradictionIn } from '../rules.ts';
import { rulesInput } from '../rules-in-force.ts';

export const setPanelRules = command({
  name: 'panel.set-rules',
  permission: 'panel.set-rules',
  scope: 'institution',
  title: { en: 'Set the rules of panels', zh: '设定评议规则' },
  description: {
    en: 'How panels are drawn, counted and averaged from a day on. Panels convened before keep the rules they were convened under.',
    zh: '自某日起评议会的抽取、法定人数与计分规则；此前召集的评议会仍按召集时的规则。',
  },
  input: z.object({
    code: pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63),
    legalBasis: text(500),
    validFrom: date(),
    rules: rulesInput,
  }),
  result: z.object({ ruleSet: ref('PanelRuleSet') }),
  acts: ['panel.rules-set'],
  errors: ['panel.rules_contradict', 'panel.rules_period', 'panel.rules_code_taken'],
  async handler(tx, { code, legalBasis, validFrom, rules }, { actor, emit, today }) {
    const field = contradictionIn(rules);
    if (field) throw refuse('panel.rules_contradict', { path: ['rules', field] });
    if (validFrom < today) throw refuse('panel.rules_period', { path: ['validFrom'] });
    const { institutionId } = actor;
    await tx
      .updateTable('panel_rule_set')
      .set({ valid_to: validFrom })
      .where('institution_id', '=', institutionId)
      .where('valid_from', '<=', validFrom)
      .where('valid_to', 'is', null)
      .execute();
    const id = newId();
    await tx
      .insertInto('panel_rule_set')
      .values({
        institution_id: institutionId,
        id,
        code,
        legal_basis: legalBasis,
        content: JSON.stringify(rules),
        valid_from: validFrom,
        set_by: actor.personId,
      })
      .execute();
    emit('panel.rules-set', [{ type: 'PanelRuleSet', id, version: 1 }], { code, validFrom, rules });
    return { ruleSet: id };
  },
});
