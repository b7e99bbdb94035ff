import type { Selectable, Updateable } from 'kysely';
import { z } from 'zod';
import type { DB } from '../../../generated/database.ts';
import type { LoanClassReviewStatus } from '../../../generated/enums.ts';
import { inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import type { Judging } from '../independence.ts';
import { type RoundOf, requireRoundIndependent, roundFigures } from '../rounds.ts';
import { nextState, type ReviewAct } from '../workflow.ts';

const WORDS = 1000;
const opinion = z.object({ opinion: text(WORDS) });
const result = z.object({ loanClassRound: ref('LoanClassRound') });
const onRound = { noun: 'LoanClassRound', table: 'loan_class_round' } as const;
type RoundRow = Selectable<DB['loan_class_round']>;

const STEP_ERRORS = [
  'class-review.not_in_step',
  'class-review.same_person',
  'class-review.not_independent',
  'loan.recused',
];

const objectsOf = (round: RoundRow, version: number) => [
  { type: 'LoanClassRound', id: round.id, version },
];

export const openRound = command({
  name: 'class-round.open',
  permission: 'class-review.propose',
  scope: 'references',
  title: { en: 'Put a territory’s classes up for confirmation', zh: '批次初分' },
  description: {
    en: 'First of three steps over all loans of a territory as of a day that is over: their classes by rule, counted, with a digest of the list. Every loan is to be confirmed so at least once a quarter.',
    zh: '三级认定第一步：对辖区内全部贷款按某一已结束日期的分类结果进行初分，给出各类笔数、余额与清单摘要。每笔贷款至少每季度认定一次。',
  },
  input: z.object({ asOf: date(), areaCode: pattern(/^\d{2,12}$/, 12) }),
  result,
  acts: ['class-round.opened'],
  errors: [
    'class-round.empty',
    'class-round.on_record',
    'class-review.not_independent',
    'loan.recused',
    'loan.date_in_future',
  ],
  async handler(tx, { asOf, areaCode }, context) {
    const { actor, emit, today } = context;
    if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path: ['areaCode'] });
    if (asOf >= today) throw refuse('loan.date_in_future', { path: ['asOf'] });
    const { institutionId } = actor;
    const of = { institutionId, areaCode, asOf };
    await requireRoundIndependent(tx, of, context);
    const { loans, principalFen, classes, digest } = await roundFigures(tx, of);
    const id = newId();
    await tx
      .insertInto('loan_class_round')
      .values({
        institution_id: institutionId,
        id,
        as_of: asOf,
        area_code: areaCode,
        status: 'PROPOSED',
        loans,
        principal_fen: principalFen,
        classes: JSON.stringify(classes),
        digest_sha256: digest,
        proposed_by: actor.personId,
        proposed_on: today,
      })
      .execute();
    const data = { asOf, areaCode, loans, principal: yuanOf(principalFen), digest };
    emit('class-round.opened', [{ type: 'LoanClassRound', id, version: 1 }], data);
    return { loanClassRound: id };
  },
});

const roundOf = (round: RoundRow): RoundOf => ({
  institutionId: round.institution_id,
  areaCode: round.area_code,
  asOf: round.as_of,
});

type Step = { act: ReviewAct; by: Judging; changes: Updateable<DB['loan_class_round']> };

/** By somebody who took no step before and lent none of the money. */
async function advanceRound(tx: Tx, round: RoundRow, { act, by, changes }: Step) {
  const people = [round.proposed_by, round.determined_by];
  const status = round.status as LoanClassReviewStatus;
  const next = nextState({ status, people }, act, by.actor.personId);
  if ('refusal' in next) throw refuse(next.refusal);
  await requireRoundIndependent(tx, roundOf(round), by);
  const { version } = await tx
    .updateTable('loan_class_round')
    .set({ ...changes, status: next.state })
    .where('institution_id', '=', round.institution_id)
    .where('id', '=', round.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

export const determineRound = command({
  name: 'class-round.determine',
  permission: 'class-review.determine',
  scope: 'references',
  title: { en: 'Determine a territory’s classes', zh: '批次认定' },
  description: {
    en: 'Second of three steps, by another person. What should be in a worse class is proposed loan by loan.',
    zh: '三级认定第二步，由另一人办理；需下调的贷款逐笔提出。',
  },
  on: onRound,
  input: opinion,
  result,
  acts: ['class-round.determined'],
  errors: STEP_ERRORS,
  async handler(tx, input, context) {
    const { target, emit, today } = context;
    const { personId } = context.actor;
    const changes = { determined_by: personId, determined_on: today, determination: input.opinion };
    const version = await advanceRound(tx, target, { act: 'determine', by: context, changes });
    emit('class-round.determined', objectsOf(target, version), { digest: target.digest_sha256 });
    return { loanClassRound: target.id };
  },
});

export const approveRound = command({
  name: 'class-round.approve',
  permission: 'class-review.approve',
  scope: 'references',
  title: { en: 'Approve a territory’s classes', zh: '批次审批' },
  description: {
    en: 'Third of three steps, by a third person. Refused where facts that came meanwhile gave a loan another class on that day: the list is then put up anew.',
    zh: '三级认定第三步，由第三人办理；其间补录事实使清单发生变化的，须重新初分。',
  },
  on: onRound,
  input: opinion,
  result,
  acts: ['class-round.approved'],
  errors: [...STEP_ERRORS, 'class-round.changed', 'class-round.empty'],
  async handler(tx, input, context) {
    const { target, actor, emit, today } = context;
    const changes = { closed_by: actor.personId, closed_on: today, closing: input.opinion };
    const version = await advanceRound(tx, target, { act: 'approve', by: context, changes });
    const { digest } = await roundFigures(tx, roundOf(target));
    if (digest !== target.digest_sha256) throw refuse('class-round.changed');
    emit('class-round.approved', objectsOf(target, version), { digest });
    return { loanClassRound: target.id };
  },
});

export const rejectRound = command({
  name: 'class-round.reject',
  permission: 'class-review.determine',
  scope: 'references',
  title: { en: 'Reject a territory’s list of classes', zh: '退回批次' },
  description: {
    en: 'By whoever would take the next step, with the reason; it may then be put up anew.',
    zh: '由下一环节人员说明理由后退回，可重新初分。',
  },
  on: onRound,
  input: z.object({}),
  result,
  acts: ['class-round.rejected'],
  reasonRequired: true,
  errors: STEP_ERRORS,
  async handler(tx, _input, context) {
    const { target, actor, emit, today, reason } = context;
    const changes = { closed_by: actor.personId, closed_on: today, closing: reason };
    const version = await advanceRound(tx, target, { act: 'reject', by: context, changes });
    emit('class-round.rejected', objectsOf(target, version), { digest: target.digest_sha256 });
    return { loanClassRound: target.id };
  },
});
