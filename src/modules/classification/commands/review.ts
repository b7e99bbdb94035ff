import { z } from 'zod';
import { LoanClass, type LoanClassReviewStatus } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { type LoanRow, loanObjects, onLoan } from '../../servicing/index.ts';
import { requireIndependent } from '../independence.ts';
import { hasOtherBadLoan, presentClass } from '../present-class.ts';
import { advanceReview, onReview, reviewObjects } from '../review-steps.ts';
import { proposalRefusal } from '../workflow.ts';
import { reclassifyNow } from './ground.ts';

const WORDS = 1000;
const opinion = z.object({ opinion: text(WORDS) });
const result = z.object({ loanClassReview: ref('LoanClassReview') });

const STEP_ERRORS = [
  'class-review.not_in_step',
  'class-review.same_person',
  'class-review.not_independent',
  'loan.recused',
];

export const proposeClass = command({
  name: 'loan.propose-class',
  permission: 'class-review.propose',
  scope: 'references',
  title: { en: 'Propose a class', zh: '分类初分' },
  description: {
    en: 'First of three steps: a class worse than the rules ask for, or one step up from bad once the loan is cured, with evidence. Never better than the facts of today allow.',
    zh: '三级认定第一步：凭证据提出较规则更审慎的分类，或在符合条件后提出上调；不得优于当前事实所允许的分类。',
  },
  on: onLoan,
  input: z.object({
    loanClass: enumeration('LoanClass', LoanClass),
    abilityConfirmed: z.boolean().default(false),
    opinion: text(WORDS),
    evidenceSha256: pattern(/^[0-9a-f]{64}$/),
  }),
  result,
  acts: ['class-review.proposed'],
  errors: [
    'loan.not_paid_out',
    'class-review.open',
    'class-review.same_class',
    'class-review.better_than_rules',
    'class-review.not_cured',
    'class-review.ability_unconfirmed',
    'class-review.others_bad',
    'class-review.not_independent',
    'loan.recused',
  ],
  async handler(tx, input, context) {
    const { target, actor, emit, today } = context;
    await requireIndependent(tx, target, context);
    const from = await requireProposable(tx, target, { ...input, today });
    const id = newId();
    await tx
      .insertInto('loan_class_review')
      .values({
        institution_id: actor.institutionId,
        id,
        loan_id: target.id,
        status: 'PROPOSED',
        from_class: from,
        loan_class: input.loanClass,
        ability_confirmed: input.abilityConfirmed,
        evidence_sha256: input.evidenceSha256,
        proposed_by: actor.personId,
        proposed_on: today,
        proposal: input.opinion,
      })
      .execute();
    const objects = [
      { type: 'LoanClassReview', id, version: 1 },
      ...loanObjects(target, target.version),
    ];
    const { loanClass: to, abilityConfirmed, evidenceSha256: evidence } = input;
    emit('class-review.proposed', objects, { from, to, abilityConfirmed, evidence });
    return { loanClassReview: id };
  },
});

type Asked = { loanClass: LoanClass; abilityConfirmed: boolean; today: string };

/** The class the loan has now. @throws Refusal for a class that it may not be given */
async function requireProposable(tx: Tx, loan: LoanRow, asked: Asked): Promise<LoanClass> {
  const of = { institutionId: loan.institution_id, loanId: loan.id, on: asked.today };
  const present = await presentClass(tx, of);
  if (!present) throw refuse('loan.not_paid_out');
  const { loanClass, abilityConfirmed } = asked;
  const { byRules, cured, period } = present;
  const otherLoanBad = await hasOtherBadLoan(tx, loan);
  const from = period.loanClass;
  const proposal = { loanClass, present: from, byRules, cured, abilityConfirmed, otherLoanBad };
  const code = proposalRefusal(proposal);
  if (code) throw refuse(code, { path: ['loanClass'], details: { present: from, byRules } });
  return from;
}

export const determineClass = command({
  name: 'class-review.determine',
  permission: 'class-review.determine',
  scope: 'references',
  title: { en: 'Determine a class', zh: '分类认定' },
  description: {
    en: 'Second of three steps, by another person who had no part in lending the money.',
    zh: '三级认定第二步，由另一名未参与该笔业务的人员办理。',
  },
  on: onReview,
  input: opinion,
  result,
  acts: ['class-review.determined'],
  errors: STEP_ERRORS,
  async handler(tx, input, context) {
    const { target, actor, today, emit } = context;
    const step = { act: 'determine', by: context } as const;
    const { version } = await advanceReview(tx, target, {
      ...step,
      changes: {
        determined_by: actor.personId,
        determined_on: today,
        determination: input.opinion,
      },
    });
    emit('class-review.determined', reviewObjects(target, version), { to: target.loan_class });
    return { loanClassReview: target.id };
  },
});

export const approveClass = command({
  name: 'class-review.approve',
  permission: 'class-review.approve',
  scope: 'references',
  title: { en: 'Approve a class', zh: '分类审批' },
  description: {
    en: 'Third of three steps, by a third person: from today the loan has at least this class, until it is decided anew. A step up is checked against the facts once more.',
    zh: '三级认定第三步，由第三人办理：自当日起至少为该分类，直至重新认定；上调时再次核对事实。',
  },
  on: onReview,
  input: opinion,
  result,
  acts: ['class-review.approved', 'loan.reclassified'],
  errors: [
    ...STEP_ERRORS,
    'class-review.same_class',
    'class-review.better_than_rules',
    'class-review.not_cured',
    'class-review.others_bad',
    'class-review.twice_a_day',
  ],
  async handler(tx, input, context) {
    const { target, actor, today, emit } = context;
    const asked = {
      loanClass: target.loan_class as LoanClass,
      abilityConfirmed: target.ability_confirmed,
      today,
    };
    const { version, loan } = await advanceReview(tx, target, {
      act: 'approve',
      by: context,
      changes: { closed_by: actor.personId, closed_on: today, closing: input.opinion },
      check: (held) => requireProposable(tx, held, asked),
    });
    emit('class-review.approved', reviewObjects(target, version), { to: target.loan_class });
    await reclassifyNow(tx, { loan, emit, today });
    return { loanClassReview: target.id };
  },
});

export const rejectClass = command({
  name: 'class-review.reject',
  permission: 'class-review.determine',
  scope: 'references',
  title: { en: 'Reject a proposed class', zh: '否决拟定分类' },
  description: {
    en: 'By whoever would take the next step, with the reason; the loan keeps its class.',
    zh: '由下一环节人员说明理由后否决，贷款分类不变。',
  },
  on: onReview,
  input: z.object({}),
  result,
  acts: ['class-review.rejected'],
  reasonRequired: true,
  errors: STEP_ERRORS,
  async handler(tx, _input, context) {
    const { target, actor, today, emit, reason } = context;
    const changes = { closed_by: actor.personId, closed_on: today, closing: reason };
    const { version } = await advanceReview(tx, target, { act: 'reject', by: context, changes });
    emit('class-review.rejected', reviewObjects(target, version), {
      from: target.status as LoanClassReviewStatus,
      to: target.loan_class,
    });
    return { loanClassReview: target.id };
  },
});
