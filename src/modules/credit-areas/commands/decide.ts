import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, pattern, ref } from '../../../kernel/commands/input.ts';
import { addMonths } from '../../../kernel/dates.ts';
import { refuse } from '../../../kernel/errors.ts';
import { changeRow, creditObjects, onCreditArea, requireAllowed } from '../standing.ts';

const result = z.object({ creditArea: ref('CreditArea') });

export const nameStanding = command({
  name: 'credit-area.name',
  permission: 'credit-area.name',
  scope: 'references',
  title: { en: 'Name a credit household, village, town or county', zh: '命名授牌' },
  description: {
    en: 'On figures that met every criterion and an inspection that passed, by somebody who neither applied nor inspected. The standing has a plaque, a period and a day of review.',
    zh: '核查全部达标且验收通过后，由未参与申报与验收的人员命名，登记牌匾编号、有效期与年审日。',
  },
  on: onCreditArea,
  input: z.object({
    plaqueNumber: pattern(/^[A-Z0-9-]{1,32}$/, 32),
    validFrom: date().optional().describe('Today unless given; not in the past. 有效期起'),
  }),
  result,
  acts: ['credit-area.named'],
  errors: [
    'credit-area.illegal_transition',
    'credit-area.separation_of_duties',
    'credit-area.criteria_not_met',
    'credit-area.inspection_failed',
    'credit-area.figures_stale',
    'credit-area.notice_missing',
    'credit-area.date',
    'credit-area.plaque_taken',
    'credit-area.period_overlaps',
  ],
  async handler(tx, { plaqueNumber, validFrom: given }, { actor, emit, target, today }) {
    const { rules } = await requireAllowed(tx, target, { action: 'name', actor, today });
    const validFrom = given ?? today;
    if (validFrom < today) throw refuse('credit-area.date', { path: ['validFrom'] });
    const period = {
      valid_from: validFrom,
      valid_to: addMonths(validFrom, rules.validMonths),
      review_due_on: addMonths(validFrom, rules.reviewMonths),
    };
    const version = await changeRow(tx, target, {
      status: 'NAMED',
      decided_by: actor.personId,
      decided_on: today,
      plaque_number: plaqueNumber,
      ...period,
    });
    emit('credit-area.named', creditObjects(target, version), {
      level: target.level,
      areaCode: target.area_code,
      plaqueNumber,
      validFrom,
      validTo: period.valid_to,
    });
    return { creditArea: target.id };
  },
});

export const refuseStanding = command({
  name: 'credit-area.refuse',
  permission: 'credit-area.name',
  scope: 'references',
  title: { en: 'Refuse an application', zh: '不予命名' },
  description: {
    en: 'With a reason, by somebody who neither applied nor inspected.',
    zh: '由未参与申报与验收的人员说明理由后不予命名。',
  },
  on: onCreditArea,
  input: z.object({}),
  result,
  acts: ['credit-area.refused'],
  reasonRequired: true,
  errors: ['credit-area.illegal_transition', 'credit-area.separation_of_duties'],
  async handler(tx, _input, { actor, emit, reason, target, today }) {
    await requireAllowed(tx, target, { action: 'refuse', actor, today });
    const version = await changeRow(tx, target, {
      status: 'REFUSED',
      decided_by: actor.personId,
      decided_on: today,
      ended_by: actor.personId,
      ended_on: today,
      ended_reason: reason,
    });
    emit('credit-area.refused', creditObjects(target, version), { from: target.status });
    return { creditArea: target.id };
  },
});

export const retractApplication = command({
  name: 'credit-area.retract',
  permission: 'credit-area.apply',
  scope: 'references',
  title: { en: 'Retract an application', zh: '撤回申报' },
  description: {
    en: 'An application that is not decided yet is taken back with a reason.',
    zh: '尚未命名的申报说明理由后撤回。',
  },
  on: onCreditArea,
  input: z.object({}),
  result,
  acts: ['credit-area.retracted'],
  reasonRequired: true,
  errors: ['credit-area.illegal_transition'],
  async handler(tx, _input, { actor, emit, reason, target, today }) {
    await requireAllowed(tx, target, { action: 'retract', actor, today });
    const version = await changeRow(tx, target, {
      status: 'RETRACTED',
      ended_by: actor.personId,
      ended_on: today,
      ended_reason: reason,
    });
    emit('credit-area.retracted', creditObjects(target, version), { from: target.status });
    return { creditArea: target.id };
  },
});

export const withdrawStanding = command({
  name: 'credit-area.withdraw',
  permission: 'credit-area.name',
  scope: 'references',
  title: { en: 'Withdraw a standing', zh: '摘牌' },
  description: {
    en: 'From today on the standing no longer holds, for the reason given; that it held before stays.',
    zh: '说明理由后自今日起取消信用称号；此前有效期间的记录保留。',
  },
  on: onCreditArea,
  input: z.object({}),
  result,
  acts: ['credit-area.withdrawn'],
  reasonRequired: true,
  errors: ['credit-area.illegal_transition'],
  async handler(tx, _input, { actor, emit, reason, target, today }) {
    await requireAllowed(tx, target, { action: 'withdraw', actor, today });
    // A standing that has lapsed, or has not begun, keeps or empties its period.
    const { valid_from: from, valid_to: to } = target;
    const ended = to !== null && to < today ? to : today;
    const validTo = from !== null && from > ended ? from : ended;
    const version = await changeRow(tx, target, {
      status: 'WITHDRAWN',
      valid_to: validTo,
      ended_by: actor.personId,
      ended_on: today,
      ended_reason: reason,
    });
    emit('credit-area.withdrawn', creditObjects(target, version), { validTo });
    return { creditArea: target.id };
  },
});
