import { z } from 'zod';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { conditionRefusal } from '../condition-workflow.ts';
import { type ConditionRow, carriedBy, isCounting } from '../conditions.ts';
import { isTied } from '../deciders.ts';

const NOTE = 500;
const onCondition = { noun: 'LoanCondition', table: 'loan_condition' } as const;
const result = z.object({ condition: ref('LoanCondition') });

export const fulfilCondition = command({
  name: 'loan-condition.fulfil',
  permission: 'loan-condition.fulfil',
  scope: 'references',
  title: { en: 'Show a condition fulfilled', zh: '落实放款条件' },
  description: {
    en: 'With the digest of the papers that show it. Whoever approved the loan does not; until every condition is fulfilled nothing is paid out.',
    zh: '登记落实证据的摘要；审批人不得自行登记。全部条件落实前不得放款。',
  },
  on: onCondition,
  input: z.object({ evidenceSha256: pattern(/^[0-9a-f]{64}$/), note: text(NOTE).optional() }),
  result,
  acts: ['loan-condition.fulfilled'],
  errors: [
    'loan.condition_settled',
    'loan.condition_void',
    'loan.separation_of_duties',
    'loan.recused',
  ],
  async handler(tx, { evidenceSha256, note }, context) {
    const { target, actor, now, emit } = context;
    await requireActionable(tx, context, 'fulfil');
    const version = await change(tx, target, {
      evidence_sha256: evidenceSha256,
      note: note ?? null,
      fulfilled_by: actor.personId,
      fulfilled_at: now,
    });
    emit('loan-condition.fulfilled', objects(target, version), { evidence: evidenceSha256 });
    return { condition: target.id };
  },
});

export const reopenCondition = command({
  name: 'loan-condition.reopen',
  permission: 'loan-condition.reopen',
  scope: 'references',
  title: { en: 'Ask for a condition again', zh: '退回放款条件' },
  description: {
    en: 'By whoever checks before paying out, where the papers do not show what the approval asks for.',
    zh: '放款审核时发现证据不符批复要求的，退回重新落实。',
  },
  on: onCondition,
  input: z.object({}),
  result,
  acts: ['loan-condition.reopened'],
  reasonRequired: true,
  errors: [
    'loan.condition_open',
    'loan.condition_void',
    'loan.separation_of_duties',
    'loan.recused',
  ],
  async handler(tx, _input, context) {
    const { target, emit } = context;
    await requireActionable(tx, context, 'reopen');
    const nothing = { evidence_sha256: null, note: null, fulfilled_by: null, fulfilled_at: null };
    const version = await change(tx, target, nothing);
    const data = { evidence: target.evidence_sha256, fulfilledBy: target.fulfilled_by };
    emit('loan-condition.reopened', objects(target, version), data);
    return { condition: target.id };
  },
});

const objects = ({ id, loan_id }: ConditionRow, version: number) => [
  { type: 'LoanCondition', id, version },
  { type: 'Loan', id: loan_id },
];

type Changes = {
  evidence_sha256: string | null;
  note: string | null;
  fulfilled_by: string | null;
  fulfilled_at: Date | null;
};

async function change(tx: Tx, condition: ConditionRow, changes: Changes): Promise<number> {
  const { version } = await tx
    .updateTable('loan_condition')
    .set(changes)
    .where('institution_id', '=', condition.institution_id)
    .where('id', '=', condition.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

/** The loan is held meanwhile, so that nothing is paid out on a condition that is asked for again. */
async function requireActionable(
  tx: Tx,
  context: Context<ConditionRow>,
  action: 'fulfil' | 'reopen',
): Promise<void> {
  const { target, actor } = context;
  const loan = await tx
    .selectFrom('loan')
    .selectAll()
    .where('institution_id', '=', target.institution_id)
    .where('id', '=', target.loan_id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const facts = {
    loanState: loan.status,
    counts: await isCounting(tx, target),
    fulfilledBy: target.fulfilled_by,
    approvedBy: await carriedBy(tx, target),
  };
  const { personId, permissions } = actor;
  const acting = { personId, permissions, tied: await isTied(tx, loan, context) };
  const code = conditionRefusal(facts, action, acting);
  if (code) throw refuse(code);
}
