import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { DB } from '../../../generated/database.ts';
import { LoanClassGroundCode } from '../../../generated/enums.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { date, enumeration, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { addDays } from '../../../kernel/dates.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { suspendLineOf } from '../../credit-lines/index.ts';
import { type LoanRow, loanObjects, onLoan } from '../../servicing/index.ts';
import { lockLoan, requireIndependent } from '../independence.ts';
import { emitChanges, reclassify } from '../reclassify.ts';

type Recording = Context<LoanRow>;

const EXPLANATION = 500;
const PERCENT = /^\d{1,3}(\.\d{1,2})?$/;
const SHA256 = /^[0-9a-f]{64}$/;

export const recordGround = command({
  name: 'loan.record-class-ground',
  permission: 'class-ground.record',
  scope: 'references',
  title: { en: 'Record what speaks about a class', zh: '登记分类因素' },
  description: {
    en: 'Something other than delay that makes the class worse at once, or that excuses a short delay as the bank’s own, with evidence. By somebody who had no part in lending the money. Debts overdue elsewhere suspend the borrower’s credit line.',
    zh: '登记逾期以外影响分类的因素（即时下调），或因银行自身原因的短期延误，须附证据，由未参与该笔业务的人员办理。他行逾期同时暂停借款人的授信额度。',
  },
  on: onLoan,
  input: z.object({
    code: enumeration('LoanClassGroundCode', LoanClassGroundCode),
    percent: z.string().max(6).regex(PERCENT).meta({ graphql: 'Decimal' }).optional(),
    delaySince: date().optional(),
    since: date(),
    explanation: text(EXPLANATION),
    evidenceSha256: pattern(SHA256),
  }),
  result: z.object({ loanClassGround: ref('LoanClassGround') }),
  acts: ['loan.class-ground-recorded', 'loan.reclassified'],
  errors: [
    'loan.not_paid_out',
    'loan.date_in_future',
    'loan.date_too_early',
    'class-ground.share',
    'class-ground.delay',
    'class-ground.no_such_delay',
    'class-ground.on_record',
    'class-review.not_independent',
    'loan.recused',
  ],
  async handler(tx, input, context) {
    const { target, actor, emit, today } = context;
    await requireIndependent(tx, target, context);
    requireDay(target, input.since, today);
    if (input.delaySince) await requireDelay(tx, target, input.delaySince);
    const id = newId();
    await tx
      .insertInto('loan_class_ground')
      .values({
        institution_id: actor.institutionId,
        id,
        loan_id: target.id,
        code: input.code,
        percent: input.percent ?? null,
        delay_since: input.delaySince ?? null,
        valid_from: input.since,
        explanation: input.explanation,
        evidence_sha256: input.evidenceSha256,
        recorded_by: actor.personId,
      })
      .execute();
    const objects = [
      { type: 'LoanClassGround', id, version: 1 },
      ...loanObjects(target, target.version),
      ...(await stopLine(tx, input.code, context)),
    ];
    const { code, percent, since, evidenceSha256: evidence } = input;
    emit('loan.class-ground-recorded', objects, { code, percent, since, evidence });
    await reclassifyNow(tx, { loan: target, emit, today });
    return { loanClassGround: id };
  },
});

/** Whoever is overdue at other banks draws no further on this one. */
async function stopLine(tx: Tx, code: LoanClassGroundCode, { target, actor, today }: Recording) {
  if (code !== 'DEBTS_ELSEWHERE') return [];
  const { institution_id: institutionId, customer_id: customerId } = target;
  const who = { institutionId, customerId, personId: actor.personId, today };
  return suspendLineOf(tx, { ...who, trigger: 'OVERDUE_ELSEWHERE' });
}

function requireDay(loan: LoanRow, since: string, today: string): void {
  if (loan.disbursed_on === null || loan.settled_on !== null) throw refuse('loan.not_paid_out');
  if (since > today) throw refuse('loan.date_in_future', { path: ['since'] });
  if (since < loan.disbursed_on) throw refuse('loan.date_too_early', { path: ['since'] });
}

/** An excuse is for one delay, which the loan's own past must know. */
async function requireDelay(tx: Tx, loan: LoanRow, delaySince: string): Promise<void> {
  const found = await tx
    .selectFrom('loan_standing')
    .select('id')
    .where('institution_id', '=', loan.institution_id)
    .where('loan_id', '=', loan.id)
    .where('overdue_since', '=', delaySince)
    .limit(1)
    .executeTakeFirst();
  if (!found) throw refuse('class-ground.no_such_delay', { path: ['delaySince'] });
}

type GroundRow = Selectable<DB['loan_class_ground']>;

type Now = {
  loan: LoanRow;
  emit: Parameters<typeof emitChanges>[0];
  today: string;
};

/** What was said of a class counts in the transaction that says it. */
export async function reclassifyNow(tx: Tx, { loan, emit, today }: Now): Promise<void> {
  const at = { institutionId: loan.institution_id, loanIds: [loan.id], on: today };
  emitChanges(emit, await reclassify(tx, at), today);
}

/**
 * An excuse may turn out never to have held. What spoke against a loan held one day at least, so
 * that nobody makes a bad loan good alone: then three people decide.
 */
const firstLiftOf = ({ code, valid_from }: GroundRow): string =>
  code === 'TECHNICAL_DELAY' ? valid_from : addDays(valid_from, 1);

const onGround = { noun: 'LoanClassGround', table: 'loan_class_ground' } as const;

export const liftGround = command({
  name: 'class-ground.lift',
  permission: 'class-ground.lift',
  scope: 'references',
  title: { en: 'Lift a ground', zh: '解除分类因素' },
  description: {
    en: 'From a day on, what was recorded no longer holds: by another person, with evidence. A loan that it made bad stays so until three people decide.',
    zh: '自某日起该因素不再成立，由登记人以外的人员凭证据解除；因此列为不良的，上调仍须经三级审批。',
  },
  on: onGround,
  input: z.object({ until: date(), evidenceSha256: pattern(SHA256) }),
  result: z.object({ loanClassGround: ref('LoanClassGround') }),
  acts: ['loan.class-ground-lifted', 'loan.reclassified'],
  reasonRequired: true,
  errors: [
    'class-ground.lifted',
    'class-ground.same_person',
    'class-review.not_independent',
    'loan.recused',
    'loan.date_in_future',
    'loan.date_too_early',
  ],
  async handler(tx, { until, evidenceSha256 }, context) {
    const { target, actor, emit, today } = context;
    if (target.valid_to !== null) throw refuse('class-ground.lifted');
    if (target.recorded_by === actor.personId) throw refuse('class-ground.same_person');
    if (until > today) throw refuse('loan.date_in_future', { path: ['until'] });
    if (until < firstLiftOf(target)) throw refuse('loan.date_too_early', { path: ['until'] });
    const loan = await lockLoan(tx, target);
    await requireIndependent(tx, loan, context);
    const { version } = await tx
      .updateTable('loan_class_ground')
      .set({ valid_to: until, lifted_by: actor.personId, lift_evidence_sha256: evidenceSha256 })
      .where('institution_id', '=', target.institution_id)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [
      { type: 'LoanClassGround', id: target.id, version },
      ...loanObjects(loan, loan.version),
    ];
    emit('loan.class-ground-lifted', objects, {
      code: target.code,
      until,
      evidence: evidenceSha256,
    });
    await reclassifyNow(tx, { loan, emit, today });
    return { loanClassGround: target.id };
  },
});
