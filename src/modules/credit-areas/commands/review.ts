import { z } from 'zod';
import { CreditReviewOutcome } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, ref } from '../../../kernel/commands/input.ts';
import { addMonths } from '../../../kernel/dates.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import {
  changeRow,
  creditObjects,
  judgeRow,
  onCreditArea,
  requireAllowed,
  shownFindings,
  unmet,
} from '../standing.ts';

export const reviewStanding = command({
  name: 'credit-area.review',
  permission: 'credit-area.review',
  scope: 'references',
  title: { en: 'Review a standing', zh: '信用称号年审' },
  description: {
    en: 'Counts and freezes the figures again. KEPT needs every criterion met and begins the period anew; IMPROVE sets a day by which to put right what is wanting, and the next review.',
    zh: '重新统计并冻结指标。年审通过须全部达标，有效期重新起算；限期整改则设定整改期限并于届时再审。',
  },
  on: onCreditArea,
  input: z.object({
    outcome: enumeration('CreditReviewOutcome', CreditReviewOutcome),
    improveUntil: date().optional().describe('For IMPROVE only. 整改期限'),
  }),
  result: z.object({
    creditArea: ref('CreditArea'),
    qualified: z.boolean(),
    unmet: z.array(z.string()),
  }),
  acts: ['credit-area.reviewed'],
  errors: [
    'credit-area.illegal_transition',
    'credit-area.separation_of_duties',
    'credit-area.lapsed',
    'credit-area.criteria_not_met',
    'credit-area.date',
    'credit-area.period_overlaps',
  ],
  async handler(tx, { outcome, improveUntil }, { actor, emit, target, today }) {
    const { code, rules } = await requireAllowed(tx, target, { action: 'review', actor, today });
    const kept = outcome === 'KEPT';
    if (kept === (improveUntil !== undefined) || (improveUntil ?? today) < today) {
      throw refuse('credit-area.date', { path: ['improveUntil'] });
    }
    const { findings, qualified } = await judgeRow(tx, target, { rules, day: today });
    const failed = unmet(findings);
    if (kept && !qualified) {
      throw refuse('credit-area.criteria_not_met', { details: { unmet: failed } });
    }
    await tx
      .insertInto('credit_check')
      .values({
        institution_id: actor.institutionId,
        id: newId(),
        credit_area_id: target.id,
        kind: 'REVIEW',
        as_of: today,
        criteria: code,
        findings: JSON.stringify(shownFindings(findings)),
        qualified,
        made_by: actor.personId,
      })
      .execute();
    const version = await changeRow(tx, target, {
      qualified,
      checked_on: today,
      improve_until: improveUntil ?? null,
      review_due_on: improveUntil ?? addMonths(today, rules.reviewMonths),
      ...(kept ? { valid_to: addMonths(today, rules.validMonths) } : {}),
    });
    emit('credit-area.reviewed', creditObjects(target, version), {
      outcome,
      criteria: code,
      qualified,
      unmet: failed,
      improveUntil,
    });
    return { creditArea: target.id, qualified, unmet: failed };
  },
});
