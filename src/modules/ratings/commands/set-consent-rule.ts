import { z } from 'zod';
import { CustomerKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

export const setConsentRule = command({
  name: 'rating.set-consent-rule',
  permission: 'rating.set-consent-rule',
  scope: 'institution',
  title: { en: 'Set of whom consent is asked before rating', zh: '设定评级授权规则' },
  description: {
    en: 'Kinds of customer who must have agreed to being rated before they are, from a day on, and what that rests on. Where none is asked for, taking a consent back still stops ratings.',
    zh: '自某日起须事先取得评级授权的客户类型及依据。未列入的客户类型，撤回授权后仍不得评级。',
  },
  input: z.object({
    code: pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63),
    legalBasis: text(500),
    validFrom: date(),
    requiredOf: z.array(enumeration('CustomerKind', CustomerKind)).max(CustomerKind.length),
  }),
  result: z.object({ rule: ref('RatingConsentRule') }),
  acts: ['rating.consent-rule-set'],
  reasonRequired: true,
  errors: ['rating.rule_period', 'rating.rule_code_taken'],
  async handler(tx, { code, legalBasis, validFrom, requiredOf }, { actor, emit, today }) {
    if (validFrom < today) throw refuse('rating.rule_period', { path: ['validFrom'] });
    const { institutionId } = actor;
    await tx
      .updateTable('rating_consent_rule')
      .set({ valid_to: validFrom })
      .where('institution_id', '=', institutionId)
      .where('valid_from', '<=', validFrom)
      .where('valid_to', 'is', null)
      .execute();
    const id = newId();
    const kinds = [...new Set(requiredOf)];
    await tx
      .insertInto('rating_consent_rule')
      .values({
        institution_id: institutionId,
        id,
        code,
        legal_basis: legalBasis,
        required_of: kinds,
        valid_from: validFrom,
        set_by: actor.personId,
      })
      .execute();
    const objects = [{ type: 'RatingConsentRule', id, version: 1 }];
    emit('rating.consent-rule-set', objects, { code, validFrom, requiredOf: kinds });
    return { rule: id };
  },
});
