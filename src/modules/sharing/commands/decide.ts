import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import type { AgreementRow } from '../agreement.ts';

const on = { noun: 'DataAgreement', table: 'data_agreement' } as const;
const result = z.object({ agreement: ref('DataAgreement') });
const sha256 = () => pattern(/^[0-9a-f]{64}$/, 64);

type Agreed = Pick<
  AgreementRow,
  'code' | 'body_code' | 'body_name' | 'client_id' | 'purpose' | 'legal_basis' | 'grade'
> &
  Pick<AgreementRow, 'area_codes' | 'terms' | 'views' | 'facts_from' | 'valid_from' | 'valid_to'> &
  Pick<AgreementRow, 'assessment_sha256'>;

/** All that is agreed, in one digest: what it says cannot change once the journal holds it. */
export const termsDigest = (agreement: Agreed): string =>
  hash(
    'sha256',
    canonicalize({
      code: agreement.code,
      body: [agreement.body_code, agreement.body_name],
      client: agreement.client_id,
      purpose: agreement.purpose,
      legalBasis: agreement.legal_basis,
      grade: agreement.grade,
      areaCodes: agreement.area_codes,
      terms: agreement.terms,
      views: agreement.views,
      factsFrom: agreement.facts_from,
      validFrom: agreement.valid_from,
      validTo: agreement.valid_to,
      assessment: agreement.assessment_sha256,
    }) ?? '',
  );

export const proposeAgreement = command({
  name: 'data-agreement.propose',
  permission: 'data-agreement.manage',
  scope: 'institution',
  title: { en: 'Propose a data-sharing agreement', zh: '提交数据共享协议审批' },
  description: {
    en: 'From now on it is not edited. The digest of everything it says goes into the journal; whoever approves names it again.',
    zh: '提交后不得修改；全部条款的摘要写入日志，审批人须再次确认该摘要。',
  },
  on,
  input: z.object({}),
  result: result.extend({ termsSha256: z.string() }),
  acts: ['data-agreement.proposed'],
  errors: ['data-agreement.not_draft', 'data-agreement.expired'],
  async handler(tx, _input, { actor, target, emit, today, now }) {
    if (target.status !== 'DRAFT') throw refuse('data-agreement.not_draft');
    if (target.valid_to <= today) throw refuse('data-agreement.expired');
    const termsSha256 = termsDigest(target);
    const changes = { proposed_by: actor.personId, proposed_at: now, terms_sha256: termsSha256 };
    const objects = await step(tx, target, { status: 'PROPOSED', ...changes });
    emit('data-agreement.proposed', objects, { termsSha256 });
    return { agreement: target.id, termsSha256 };
  },
});

export const returnAgreement = command({
  name: 'data-agreement.return',
  permission: 'data-agreement.approve',
  scope: 'institution',
  title: { en: 'Return a proposed agreement', zh: '退回数据共享协议' },
  description: {
    en: 'It is a draft again; the reason says what is wrong with it.',
    zh: '退回为草稿，须说明理由。',
  },
  on,
  input: z.object({}),
  result,
  acts: ['data-agreement.returned'],
  reasonRequired: true,
  errors: ['data-agreement.not_proposed'],
  async handler(tx, _input, { target, emit }) {
    if (target.status !== 'PROPOSED') throw refuse('data-agreement.not_proposed');
    const changes = { proposed_by: null, proposed_at: null, terms_sha256: null };
    emit('data-agreement.returned', await step(tx, target, { status: 'DRAFT', ...changes }));
    return { agreement: target.id };
  },
});

export const approveAgreement = command({
  name: 'data-agreement.approve',
  permission: 'data-agreement.approve',
  scope: 'institution',
  title: { en: 'Approve a data-sharing agreement', zh: '批准数据共享协议' },
  description: {
    en: 'By a second person, who names the digest of what they approve and of the paper both sides signed. It is in force on its days, without further ado.',
    zh: '由起草人、提交人以外的第二人批准，须确认条款摘要并登记双方签署文本的摘要；在协议期内自动生效。',
  },
  on,
  input: z.object({ termsSha256: sha256(), signedSha256: sha256() }),
  result,
  acts: ['data-agreement.approved'],
  errors: [
    'data-agreement.not_proposed',
    'data-agreement.own_approval',
    'data-agreement.terms_changed',
    'data-agreement.expired',
  ],
  async handler(tx, { termsSha256, signedSha256 }, { actor, target, emit, today, now }) {
    if (target.status !== 'PROPOSED') throw refuse('data-agreement.not_proposed');
    const wrote =
      target.proposed_by === actor.personId || target.written_by.includes(actor.personId);
    if (wrote) throw refuse('data-agreement.own_approval');
    if (termsDigest(target) !== termsSha256) {
      throw refuse('data-agreement.terms_changed', { path: ['termsSha256'] });
    }
    if (target.valid_to <= today) throw refuse('data-agreement.expired');
    const changes = { approved_by: actor.personId, approved_at: now, signed_sha256: signedSha256 };
    const objects = await step(tx, target, { status: 'APPROVED', ...changes });
    emit('data-agreement.approved', objects, { termsSha256, signedSha256 });
    return { agreement: target.id };
  },
});

export const endAgreement = command({
  name: 'data-agreement.end',
  permission: 'data-agreement.end',
  scope: 'institution',
  title: { en: 'End a data-sharing agreement', zh: '终止数据共享协议' },
  description: {
    en: 'At once: a pull that is being answered is the last. What was delivered can still be reconciled.',
    zh: '立即终止：正在应答的拉取为最后一次；已交付部分仍可对账。',
  },
  on,
  input: z.object({}),
  result,
  acts: ['data-agreement.ended'],
  reasonRequired: true,
  errors: ['data-agreement.not_approved'],
  async handler(tx, _input, { actor, target, emit, now }) {
    if (target.status !== 'APPROVED') throw refuse('data-agreement.not_approved');
    const changes = { ended_by: actor.personId, ended_at: now };
    emit('data-agreement.ended', await step(tx, target, { status: 'ENDED', ...changes }));
    return { agreement: target.id };
  },
});

type Step = Partial<Pick<AgreementRow, 'proposed_by' | 'proposed_at' | 'terms_sha256'>> &
  Partial<Pick<AgreementRow, 'approved_by' | 'approved_at' | 'signed_sha256'>> &
  Partial<Pick<AgreementRow, 'ended_by' | 'ended_at'>> & { status: string };

async function step(tx: Tx, { institution_id, id }: AgreementRow, changes: Step) {
  const { version } = await tx
    .updateTable('data_agreement')
    .set(changes)
    .where('institution_id', '=', institution_id)
    .where('id', '=', id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return [{ type: 'DataAgreement', id, version }];
}
