import { z } from 'zod';
import { LoanChangeGround, LoanChangeKind, LoanRepaymentMethod } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { classed, enumeration, id, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import { LONGEST_TERM_MONTHS, rateOf } from '../../servicing/index.ts';
import { deadlineFrom } from '../change-deadlines.ts';
import { authorityOfChange, openUnder } from '../change-deliberation.ts';
import { changeFault, changeRulesOn } from '../change-rules.ts';
import { changedOn, lockLoan } from '../stored-changes.ts';

const MOST_WORDS = 2_000;
const MOST_EVIDENCE = 20;
const RATE = /^\d{1,2}(\.\d{1,6})?$/;

const proposal = z.object({
  loanId: id('Loan'),
  kind: enumeration('LoanChangeKind', LoanChangeKind),
  ground: enumeration('LoanChangeGround', LoanChangeGround),
  months: z.number().int().min(1).max(LONGEST_TERM_MONTHS).optional(),
  repaymentMethod: enumeration('LoanRepaymentMethod', LoanRepaymentMethod).optional(),
  annualRate: z.string().max(9).regex(RATE).meta({ graphql: 'Decimal' }).optional(),
  statement: classed('C2', text(MOST_WORDS)),
  evidence: z
    .array(pattern(/^[0-9a-f]{64}$/, 64))
    .min(1)
    .max(MOST_EVIDENCE),
});
type Proposal = z.output<typeof proposal>;

export const proposeChange = command({
  name: 'loan-change.propose',
  permission: 'loan-change.propose',
  scope: 'references',
  title: { en: 'Propose a change of a loan', zh: '提出贷款变更' },
  description: {
    en: 'An extension before maturity, new terms for a borrower in need, or writing off what is lost; within the dated rules, with evidence. Whoever the authority matrix names for it decides, another than who proposes.',
    zh: '到期前展期、对困难借款人重组、对损失核销；须符合有效规则并提供证据，由授权矩阵确定的他人审批。',
  },
  input: proposal,
  result: z.object({ loanChange: ref('LoanChange') }),
  acts: ['loan-change.proposed'],
  errors: [
    'loan-change.loan_not_active',
    'loan-change.nothing_owed',
    'loan-change.proposed_already',
    'loan-change.terms',
    'loan-change.ground',
    'loan-change.matured',
    'loan-change.is_restructuring',
    'loan-change.too_long',
    'loan-change.dearer',
    'loan-change.drawing_under_way',
    'loan-change.not_lost',
    'loan-change.not_pursued',
    'loan-change.not_overdue_enough',
    'loan-change.no_authority',
  ],
  async handler(tx, input, { actor, emit, today, now }) {
    const { institutionId, personId } = actor;
    checkShape(input);
    const loan = await lockLoan(tx, { institution_id: institutionId, loan_id: input.loanId });
    const rules = changeRulesOn(today);
    const changed = await changedOn(tx, loan, today);
    const fault = changeFault(rules, changed, termsOf(input));
    if (fault) throw refuse(fault.code, { path: [fault.path], details: fault.details ?? {} });
    const { principalFen } = changed;
    const asked = { kind: input.kind, principalFen, today };
    const { question, authority } = await authorityOfChange(tx, loan, asked);
    if (!authority) throw refuse('loan-change.no_authority');
    const change = newId();
    const deadline = await deadlineFrom(tx, loan, today);
    await tx
      .insertInto('loan_change')
      .values({
        institution_id: institutionId,
        id: change,
        loan_id: loan.id,
        kind: input.kind,
        ground: input.ground,
        months: input.months ?? null,
        repayment_method: input.repaymentMethod ?? null,
        annual_rate: input.annualRate ?? null,
        principal_fen: principalFen,
        rule_set: rules.code,
        statement: input.statement,
        evidence: input.evidence,
        proposed_by: personId,
        proposed_on: today,
        ...deadline,
      })
      .execute();
    const proposed = { institution_id: institutionId, id: change };
    await openUnder(tx, proposed, { question, authority, now });
    const objects = [
      { type: 'LoanChange', id: change, version: 1 },
      { type: 'Loan', id: loan.id },
    ];
    const { kind, ground, months, repaymentMethod, annualRate, evidence } = input;
    const principal = yuanOf(principalFen);
    const terms = { months, repaymentMethod, annualRate };
    const under = { matrix: authority.matrix.code, rule: authority.rule.code };
    emit('loan-change.proposed', objects, {
      kind,
      ground,
      ...terms,
      principal,
      evidence,
      ...under,
    });
    return { loanChange: change };
  },
});

const termsOf = ({ kind, ground, months, annualRate }: Proposal) => ({
  kind,
  ground,
  months: months ?? null,
  rate: annualRate === undefined ? null : rateOf(annualRate),
});

const NAMED = {
  EXTENSION: ['months'],
  RESTRUCTURING: ['months', 'repaymentMethod', 'annualRate'],
  WRITE_OFF: [],
} as const satisfies Record<LoanChangeKind, readonly string[]>;

function checkShape(input: Proposal): void {
  const named: readonly string[] = NAMED[input.kind];
  for (const name of ['months', 'repaymentMethod', 'annualRate'] as const) {
    if (named.includes(name) !== (input[name] !== undefined)) {
      throw refuse('loan-change.terms', { path: [name] });
    }
  }
}
