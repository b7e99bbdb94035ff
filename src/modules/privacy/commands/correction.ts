import { z } from 'zod';
import { ConsentChannel, CorrectionOutcome, DataGroup } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, id, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { onCustomer } from '../../customers/index.ts';
import { requestDueOn } from '../correction-rules.ts';
import { mustBeOfHousehold } from './consent.ts';

export const requestCorrection = command({
  name: 'privacy.request-correction',
  permission: 'privacy.request-correction',
  scope: 'references',
  title: { en: 'Take a request for correction', zh: '受理更正申请' },
  description: {
    en: 'Somebody says that groups of data on file of them are wrong. Due in working days by the rule set; the values themselves are changed by `customer.revise`.',
    zh: '受理个人对其信息不准确提出的更正申请，按规则以工作日计算办理期限；具体内容通过 customer.revise 更正。',
  },
  on: onCustomer,
  input: z.object({
    memberId: id('Member').optional(),
    items: z.array(enumeration('DataGroup', DataGroup)).min(1).max(DataGroup.length),
    channel: enumeration('ConsentChannel', ConsentChannel),
    requestedOn: date(),
  }),
  result: z.object({ request: ref('CorrectionRequest'), dueOn: z.string() }),
  acts: ['correction-request.taken'],
  errors: ['privacy.date_in_future', 'privacy.member_unknown'],
  async handler(tx, given, { actor, emit, target, today }) {
    if (given.requestedOn > today) {
      throw refuse('privacy.date_in_future', { path: ['requestedOn'] });
    }
    const key = { institutionId: actor.institutionId, customerId: target.id };
    await mustBeOfHousehold(tx, key, given.memberId);
    const { dueOn, ruleSet } = requestDueOn(given.requestedOn);
    const request = newId();
    await tx
      .insertInto('correction_request')
      .values({
        institution_id: actor.institutionId,
        id: request,
        customer_id: target.id,
        member_id: given.memberId ?? null,
        items: [...new Set(given.items)],
        channel: given.channel,
        requested_on: given.requestedOn,
        due_on: dueOn,
        rule_set: ruleSet,
        taken_by: actor.personId,
      })
      .execute();
    const objects = [
      { type: 'CorrectionRequest', id: request, version: 1 },
      { type: 'Customer', id: target.id },
    ];
    emit('correction-request.taken', objects, { items: given.items, dueOn, ruleSet });
    return { request, dueOn };
  },
});

export const decideCorrection = command({
  name: 'correction-request.decide',
  permission: 'correction-request.decide',
  scope: 'references',
  title: { en: 'Decide a request for correction', zh: '办结更正申请' },
  description: {
    en: 'Corrected, or refused; the reason is what the person is told.',
    zh: '办结更正申请：已更正或不予更正，理由即告知本人的内容。',
  },
  on: { noun: 'CorrectionRequest', table: 'correction_request' },
  input: z.object({ outcome: enumeration('CorrectionOutcome', CorrectionOutcome) }),
  result: z.object({ request: ref('CorrectionRequest') }),
  acts: ['correction-request.decided'],
  reasonRequired: true,
  errors: ['privacy.request_decided'],
  async handler(tx, { outcome }, { actor, emit, target, today, reason }) {
    if (target.status !== 'OPEN') throw refuse('privacy.request_decided');
    const { version } = await tx
      .updateTable('correction_request')
      .set({ status: outcome, outcome: reason, decided_by: actor.personId, decided_on: today })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [
      { type: 'CorrectionRequest', id: target.id, version },
      { type: 'Customer', id: target.customer_id },
    ];
    emit('correction-request.decided', objects, { outcome, late: today > target.due_on });
    return { request: target.id };
  },
});
