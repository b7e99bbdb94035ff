import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { CreditLevel } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { creditRulesInput } from '../criteria-in-force.ts';

export const setCriteria = command({
  name: 'credit-area.set-criteria',
  permission: 'credit-area.set-criteria',
  scope: 'institution',
  title: { en: 'Set the criteria of a level', zh: '设定信用评定条件' },
  description: {
    en: 'What a credit household, village, town or county has to meet from a day on, with thresholds and what they rest on. Figures frozen before stay judged as they were.',
    zh: '自某日起信用户、信用村、信用镇或信用县须满足的条件、阈值及依据；此前冻结的核查结果不变。',
  },
  input: z.object({
    level: enumeration('CreditLevel', CreditLevel),
    code: pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63),
    legalBasis: text(500),
    validFrom: date(),
    rules: creditRulesInput,
  }),
  result: z.object({ criteria: ref('CreditCriteria') }),
  acts: ['credit-area.criteria-set'],
  errors: [
    'credit-area.criteria_invalid',
    'credit-area.criteria_period',
    'credit-area.criteria_code_taken',
  ],
  async handler(tx, { level, code, legalBasis, validFrom, rules }, { actor, emit, today }) {
    const { criteria } = rules;
    const odd = criteria.findIndex(
      ({ figure, attestation, code: own }, index) =>
        (figure === 'ATTESTED') !== (attestation !== undefined) ||
        criteria.findIndex((each) => each.code === own) !== index,
    );
    const path = ['rules', 'criteria', odd];
    if (odd >= 0) throw refuse('credit-area.criteria_invalid', { path });
    if (validFrom < today) throw refuse('credit-area.criteria_period', { path: ['validFrom'] });
    const { institutionId } = actor;
    await tx
      .updateTable('credit_criteria')
      .set({ valid_to: validFrom })
      .where('institution_id', '=', institutionId)
      .where('level', '=', level)
      .where('valid_from', '<=', validFrom)
      .where('valid_to', 'is', null)
      .execute();
    const id = newId();
    await tx
      .insertInto('credit_criteria')
      .values({
        institution_id: institutionId,
        id,
        level,
        code,
        legal_basis: legalBasis,
        content: JSON.stringify(rules),
        valid_from: validFrom,
        set_by: actor.personId,
      })
      .execute();
    emit('credit-area.criteria-set', [{ type: 'CreditCriteria', id, version: 1 }], {
      level,
      code,
      validFrom,
      // Their names are words; what was set stands in the row, never edited.
      rulesSha256: hash('sha256', canonicalize(rules) ?? ''),
    });
    return { criteria: id };
  },
});
