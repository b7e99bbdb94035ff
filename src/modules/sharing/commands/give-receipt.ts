import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, pattern, ref } from '../../../kernel/commands/input.ts';
import { newId } from '../../../kernel/ids.ts';
import { findAgreement, mustBeClient } from '../agreement.ts';
import { deliveredIn, mustBeRange } from '../reconciling.ts';

const position = () => z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const MOST_FACTS = 1_000_000;

export const giveReceipt = command({
  name: 'data-receipt.give',
  permission: 'data-receipt.give',
  scope: 'references',
  title: { en: 'Say what was received', zh: '提交数据回执' },
  description: {
    en: 'How many facts the other side holds between two positions, and their digest: SHA-256 over the SHA-256s of the events in RFC 8785 form, in the order of their ids. Judged against what was delivered, and kept either way.',
    zh: '接收方声明在两个位置之间持有的事实条数与摘要：各事件 RFC 8785 规范形式的 SHA-256 按 id 顺序连接后再取 SHA-256。与交付记录比对，无论是否一致均留存。',
  },
  input: z.object({
    agreementId: id('DataAgreement'),
    from: position(),
    to: position().describe('Not included. 不含'),
    count: z.number().int().min(0).max(MOST_FACTS),
    digest: pattern(/^[0-9a-f]{64}$/, 64),
  }),
  result: z.object({
    receipt: ref('DataReceipt'),
    outcome: z.enum(['MATCHED', 'DIFFERS']).meta({ graphql: 'ReceiptOutcome' }),
    deliveredCount: z.number().int(),
    deliveredDigest: z.string(),
  }),
  acts: ['data-receipt.given'],
  errors: ['shared-event.range', 'object.not_found'],
  async handler(tx, { agreementId, from, to, count, digest }, { actor, emit, today, now }) {
    const { institutionId, personId } = actor;
    const agreement = await findAgreement(tx, institutionId, agreementId);
    mustBeClient(agreement, actor, 'agreementId');
    const under = { institutionId, agreementId, today };
    await mustBeRange(tx, under, { from, to });
    const delivered = await deliveredIn(tx, under, { from, to });
    const same = delivered.count === count && delivered.digest === digest;
    const outcome = same ? 'MATCHED' : 'DIFFERS';
    const receipt = newId();
    await tx
      .insertInto('data_receipt')
      .values({
        institution_id: institutionId,
        id: receipt,
        agreement_id: agreementId,
        from_position: BigInt(from),
        to_position: BigInt(to),
        stated_count: count,
        stated_digest: digest,
        delivered_count: delivered.count,
        delivered_digest: delivered.digest,
        outcome,
        person_id: personId,
        received_at: now,
      })
      .execute();
    const objects = [
      { type: 'DataReceipt', id: receipt },
      { type: 'DataAgreement', id: agreementId },
    ];
    emit('data-receipt.given', objects, { from, to, count, digest, outcome });
    return {
      receipt,
      outcome,
      deliveredCount: delivered.count,
      deliveredDigest: delivered.digest,
    } as const;
  },
});
