import { z } from 'zod';
import {
  ConsentChannel,
  DataGroup,
  ProcessingPurpose,
  RecipientKind,
} from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, id, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { mustBeActive, onCustomer } from '../../customers/index.ts';
import { purposeRuleOn } from '../purposes.ts';
import { letFollow } from '../withdrawal-followers.ts';

const sha256 = () => pattern(/^[0-9a-f]{64}$/, 64);
const recipientCode = () => pattern(/^[A-Z0-9][A-Z0-9_-]{0,63}$/, 64);

const agreed = z.object({
  purpose: enumeration('ProcessingPurpose', ProcessingPurpose),
  recipientKind: enumeration('RecipientKind', RecipientKind).default('NONE'),
  recipient: recipientCode().optional().describe('Code of the outside recipient. 接收方代码'),
  items: z.array(enumeration('DataGroup', DataGroup)).min(1).max(DataGroup.length),
});
type Agreed = z.output<typeof agreed>;

const input = z.object({
  memberId: id('Member').optional().describe('Who agreed; the head or owner when absent. 授权成员'),
  textId: id('ConsentText'),
  agreed: z.array(agreed).min(1).max(ProcessingPurpose.length),
  channel: enumeration('ConsentChannel', ConsentChannel),
  evidenceSha256: sha256(),
  givenOn: date(),
  expiresOn: date().optional(),
});
type Input = z.output<typeof input>;

export const giveConsent = command({
  name: 'consent.give',
  permission: 'consent.give',
  scope: 'references',
  title: { en: 'Record a consent', zh: '登记个人信息授权' },
  description: {
    en: 'What someone agreed to after being shown a published text: one consent per purpose and outside recipient, so that each can be withdrawn by itself.',
    zh: '登记个人在知悉授权书文本后作出的同意：每一目的、每一接收方各为一项，可分别撤回。',
  },
  on: onCustomer,
  input,
  result: z.object({ consents: z.array(ref('Consent')) }),
  acts: ['consent.given'],
  errors: [
    'customer.not_active',
    'privacy.member_unknown',
    'privacy.text_not_in_force',
    'privacy.beyond_text',
    'privacy.recipient_unfit',
    'privacy.date_in_future',
    'privacy.expiry',
    'privacy.consent_overlaps',
  ],
  async handler(tx, given: Input, { actor, emit, target, today }) {
    mustBeActive(target);
    if (given.givenOn > today) throw refuse('privacy.date_in_future', { path: ['givenOn'] });
    const key = { institutionId: actor.institutionId, customerId: target.id };
    await mustBeOfHousehold(tx, key, given.memberId);
    await mustBeCovered(tx, actor.institutionId, given);
    const rows = given.agreed.map(({ purpose, recipientKind, recipient, items }) => ({
      institution_id: actor.institutionId,
      id: newId(),
      customer_id: target.id,
      member_id: given.memberId ?? null,
      purpose,
      recipient_kind: recipientKind,
      recipient: recipient ?? '',
      items: [...new Set(items)],
      text_id: given.textId,
      channel: given.channel,
      evidence_sha256: given.evidenceSha256,
      expires_on: given.expiresOn ?? null,
      recorded_by: actor.personId,
      valid_from: given.givenOn,
      valid_to: given.expiresOn ?? null,
    }));
    await tx.insertInto('consent').values(rows).execute();
    for (const row of rows) {
      const objects = [
        { type: 'Consent', id: row.id, version: 1 },
        { type: 'Customer', id: target.id },
      ];
      emit('consent.given', objects, {
        purpose: row.purpose,
        recipientKind: row.recipient_kind,
        recipient: row.recipient,
        items: row.items,
        text: row.text_id,
        channel: row.channel,
        evidenceSha256: row.evidence_sha256,
        validFrom: row.valid_from,
        validTo: row.valid_to,
      });
    }
    return { consents: rows.map((row) => row.id) };
  },
});

type Key = { institutionId: string; customerId: string };

/** Refuses `privacy.member_unknown` for who is not, or no longer, of the household. */
export async function mustBeOfHousehold(
  tx: Tx,
  { institutionId, customerId }: Key,
  memberId: string | undefined,
): Promise<void> {
  if (memberId === undefined) return;
  const member = await tx
    .selectFrom('customer_member')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('id', '=', memberId)
    .where('customer_id', '=', customerId)
    .where('left_on', 'is', null)
    .executeTakeFirst();
  if (!member) throw refuse('privacy.member_unknown', { path: ['memberId'] });
}

/** Nobody agrees to what the text they were shown did not speak of. */
async function mustBeCovered(tx: Tx, institutionId: string, given: Input): Promise<void> {
  const shown = await tx
    .selectFrom('consent_text')
    .select(['purposes', 'items', 'valid_from', 'valid_to'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', given.textId)
    .executeTakeFirstOrThrow();
  const inForce =
    shown.valid_from <= given.givenOn && (shown.valid_to ?? '9999-12-31') > given.givenOn;
  if (!inForce) throw refuse('privacy.text_not_in_force', { path: ['textId'] });
  for (const [index, each] of given.agreed.entries()) {
    const path = ['agreed', index];
    if (!shown.purposes.includes(each.purpose)) {
      throw refuse('privacy.beyond_text', { path: [...path, 'purpose'] });
    }
    if (each.items.some((item) => !shown.items.includes(item))) {
      throw refuse('privacy.beyond_text', { path: [...path, 'items'] });
    }
    mustFitRecipient(each, given.givenOn, path);
  }
}

/** Data that leaves the institution needs a recipient that is named; data that stays has none. */
function mustFitRecipient(each: Agreed, day: string, path: readonly (string | number)[]): void {
  const { recipients } = purposeRuleOn(each.purpose, day);
  const kindFits =
    recipients.length === 0
      ? each.recipientKind === 'NONE'
      : recipients.includes(each.recipientKind);
  const named = (each.recipient !== undefined) === (each.recipientKind !== 'NONE');
  if (!kindFits || !named) {
    throw refuse('privacy.recipient_unfit', { path: [...path, 'recipient'] });
  }
}

export const withdrawConsent = command({
  name: 'consent.withdraw',
  permission: 'consent.give',
  scope: 'references',
  title: { en: 'Withdraw a consent', zh: '撤回个人信息授权' },
  description: {
    en: 'From the given day on nothing may be done for this purpose any more; what was done before, and what a law keeps, stays.',
    zh: '自撤回日起不得再为该目的处理；此前已进行的处理及依法应保存的记录不受影响。',
  },
  on: { noun: 'Consent', table: 'consent' },
  input: z.object({
    withdrawnOn: date(),
    channel: enumeration('ConsentChannel', ConsentChannel),
  }),
  result: z.object({ consent: ref('Consent') }),
  acts: ['consent.withdrawn'],
  reasonRequired: true,
  errors: ['privacy.date_in_future', 'privacy.consent_ended'],
  async handler(tx, { withdrawnOn, channel }, { actor, emit, target, today, reason }) {
    if (withdrawnOn > today) throw refuse('privacy.date_in_future', { path: ['withdrawnOn'] });
    const ended = target.valid_to !== null && target.valid_to <= withdrawnOn;
    if (target.withdrawn_on !== null || ended || withdrawnOn < target.valid_from) {
      throw refuse('privacy.consent_ended', { path: ['withdrawnOn'] });
    }
    const { version } = await tx
      .updateTable('consent')
      .set({
        withdrawn_on: withdrawnOn,
        withdrawal_channel: channel,
        withdrawal_reason: reason,
        withdrawn_by: actor.personId,
        valid_to: withdrawnOn,
      })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [
      { type: 'Consent', id: target.id, version },
      { type: 'Customer', id: target.customer_id },
      ...(await letFollow(tx, {
        institutionId: actor.institutionId,
        customerId: target.customer_id,
        memberId: target.member_id,
        purpose: target.purpose,
        personId: actor.personId,
        today,
      })),
    ];
    emit('consent.withdrawn', objects, { purpose: target.purpose, channel, validTo: withdrawnOn });
    return { consent: target.id };
  },
});
