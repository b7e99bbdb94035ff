import { z } from 'zod';
import { type CollectionStage, CourtOutcome } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  date,
  enumeration,
  identifier,
  money,
  pattern,
  ref,
} from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { suspendLineOf } from '../../credit-lines/index.ts';
import { collectionRulesOn, limitationOn, nextActionOn } from '../collection-rules.ts';
import { type CaseRow, changeCase, mayOnCase, onCase, recordAction } from '../stored-cases.ts';

const result = z.object({ collectionCase: ref('CollectionCase') });
const REFERENCE = 64;

export const handToCourt = command({
  name: 'collection-case.hand-to-court',
  permission: 'collection-case.hand-to-court',
  scope: 'references',
  title: { en: 'Hand a case to the court', zh: '提起诉讼' },
  description: {
    en: 'Once the case has come as far by the rules: the number of the filing, what is claimed and the digest of the papers. The limitation begins anew, and the borrower’s credit line is suspended.',
    zh: '案件按规则达到诉讼阶段后，登记立案号、诉讼标的和材料摘要。诉讼时效重新计算，借款人的授信额度同时暂停。',
  },
  on: onCase,
  input: z.object({
    courtReference: classed('C2', identifier(REFERENCE)),
    claim: money(),
    filedOn: date(),
    evidenceSha256: pattern(/^[0-9a-f]{64}$/, 64),
  }),
  result,
  acts: ['collection-case.handed-to-court'],
  reasonRequired: true,
  errors: [
    'collection-case.closed',
    'collection-case.in_court',
    'collection-case.too_early_for_court',
    'collection-case.time',
  ],
  async handler(tx, given, { actor, emit, target, now, today }) {
    mayOnCase(target, 'hand-to-court', { actor, today });
    const rules = collectionRulesOn(today);
    const stage = target.stage as CollectionStage;
    if (given.filedOn > today || given.filedOn < target.overdue_since) {
      throw refuse('collection-case.time', { path: ['filedOn'] });
    }
    if (given.claim === 0n) throw refuse('input.invalid', { path: ['claim'] });
    await recordAction(tx, target, {
      kind: 'COURT_FILING',
      party: 'BORROWER',
      result: 'OTHER',
      taken_at: now,
      taken_by: actor.personId,
      evidence_sha256: given.evidenceSha256,
      irregular: false,
    });
    const objects = await changeCase(tx, target, {
      status: 'IN_COURT',
      court_reference: given.courtReference,
      claim_fen: given.claim,
      filed_on: given.filedOn,
      court_outcome: null,
      court_ended_on: null,
      last_action_on: today,
      next_action_on: nextActionOn(rules, { stage, on: today, promisedOn: null }),
      limitation_on: limitationOn(rules, given.filedOn),
    });
    const { filedOn, evidenceSha256: evidence } = given;
    const stopped = await stopLine(tx, target, { personId: actor.personId, today });
    emit('collection-case.handed-to-court', [...objects, ...stopped], {
      claim: yuanOf(given.claim),
      filedOn,
      evidence,
    });
    return { collectionCase: target.id };
  },
});

/** Nobody draws on a line while the bank is in court with them. */
async function stopLine(tx: Tx, target: CaseRow, by: { personId: string; today: string }) {
  const { institution_id: institutionId, loan_id } = target;
  const { customer_id: customerId } = await tx
    .selectFrom('loan')
    .select('customer_id')
    .where('institution_id', '=', institutionId)
    .where('id', '=', loan_id)
    .executeTakeFirstOrThrow();
  return suspendLineOf(tx, { institutionId, customerId, trigger: 'DISPUTE', ...by });
}

export const endCourt = command({
  name: 'collection-case.end-court',
  permission: 'collection-case.hand-to-court',
  scope: 'references',
  title: { en: 'Record how the court ended', zh: '登记诉讼结果' },
  description: {
    en: 'The case goes back to collection: what the court gave still has to be paid.',
    zh: '登记诉讼结果后案件回到催收，按判决或调解结果继续执行。',
  },
  on: onCase,
  input: z.object({ outcome: enumeration('CourtOutcome', CourtOutcome), endedOn: date() }),
  result,
  acts: ['collection-case.court-ended'],
  errors: ['collection-case.closed', 'collection-case.not_in_court', 'collection-case.time'],
  async handler(tx, { outcome, endedOn }, { actor, emit, target, today }) {
    mayOnCase(target, 'end-court', { actor, today });
    if (endedOn > today || endedOn < (target.filed_on ?? today)) {
      throw refuse('collection-case.time', { path: ['endedOn'] });
    }
    const rules = collectionRulesOn(today);
    const stage = target.stage as CollectionStage;
    const objects = await changeCase(tx, target, {
      status: 'OPEN',
      court_outcome: outcome,
      court_ended_on: endedOn,
      next_action_on: nextActionOn(rules, { stage, on: today, promisedOn: null }),
    });
    emit('collection-case.court-ended', objects, { outcome, endedOn });
    return { collectionCase: target.id };
  },
});
