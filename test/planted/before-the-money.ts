/** Faults of the way to a decision, and from there to the money. */
import type { Planted } from './faults.ts';

const LOANS = 'src/modules/loans';
const WORKFLOW = `${LOANS}/workflow.ts`;
const EXPOSURE = `${LOANS}/exposure.ts`;

export const BEFORE_THE_MONEY: Readonly<Record<string, Planted>> = {
  'reviewer-pays-out': {
    why: 'whoever reviewed a loan is offered to check and send its money',
    patches: [
      {
        file: WORKFLOW,
        find: '        loan.reviewedBy,\n        loan.approvedBy,',
        put: '        loan.approvedBy,',
      },
    ],
    by: 'test/modules/loans/workflow-duties.test.ts',
  },
  'bringer-decides': {
    why: 'whoever set the terms of an application is offered to approve it',
    patches: [
      {
        file: WORKFLOW,
        find: 'return [loan.createdBy, ...loan.broughtBy, ...loan.investigators, loan.reviewedBy];',
        put: 'return [loan.createdBy, ...loan.investigators, loan.reviewedBy];',
      },
    ],
    by: 'test/modules/loans/workflow-duties.test.ts',
  },
  'approver-sets-terms': {
    why: 'whoever may approve loans submits what somebody else brought',
    patches: [
      {
        file: WORKFLOW,
        find: "if (action === 'submit' && mightApproveIt(loan, actor)) {",
        put: "if (action === 'submit' && mightApproveIt(loan, actor) && !loan) {",
      },
    ],
    by: 'test/modules/loans/workflow-duties.test.ts',
  },
  'tie-forgotten': {
    why: 'whoever is tied to the borrower decides',
    patches: [{ file: `${LOANS}/deciders.ts`, find: 'tie: tie ?? null };', put: 'tie: null };' }],
    by: 'test/modules/loans/recusal.test.ts',
  },
  'one-signature': {
    why: 'one investigator is enough',
    patches: [
      {
        file: WORKFLOW,
        find: 'export const INVESTIGATORS_NEEDED = 2;',
        put: 'export const INVESTIGATORS_NEEDED = 1;',
      },
    ],
    by: 'test/modules/loans/workflow.test.ts',
  },
  'limit-by-a-fen': {
    why: 'a fen above the own limit is approved',
    patches: [
      {
        file: `${LOANS}/deliberation.ts`,
        find: '(!bound || amountFen <= limitFen)',
        put: '(!bound || amountFen <= limitFen + 1n)',
      },
    ],
    by: 'test/modules/loans/separation.test.ts',
  },
  'matrix-by-a-fen': {
    why: 'a fen above a rule of the matrix still falls under it',
    patches: [
      {
        file: 'src/modules/credit-authority/rules.ts',
        find: 'question.amountFen <= fenOf(upTo)',
        put: 'question.amountFen <= fenOf(upTo) + 1n',
      },
    ],
    by: 'test/modules/credit-authority/rules.test.ts',
  },
  'vote-again': {
    why: 'somebody who voted is offered to vote once more',
    patches: [
      {
        file: `${LOANS}/deliberation.ts`,
        find: 'voted.has(voter.personId) ? [] : atLevel(voter).filter(({ personId }) => !voted.has(personId));',
        put: 'voted.size < 0 ? [] : atLevel(voter);',
      },
    ],
    by: 'test/modules/loans/workflow-duties.test.ts',
  },
  'vote-counts-twice': {
    why: 'each vote for a loan counts as two',
    patches: [
      {
        file: 'src/modules/credit-authority/ballots.ts',
        find: "const inFavour = ballots.filter(({ choice }) => choice === 'FOR').length;",
        put: "const inFavour = 2 * ballots.filter(({ choice }) => choice === 'FOR').length;",
      },
    ],
    by: 'test/modules/credit-authority/rules.test.ts',
  },
  'delegation-outlives-its-end': {
    why: 'a seat handed over and taken back is still voted in',
    patches: [
      {
        file: 'src/modules/credit-authority/seats.ts',
        find: "    .where('d.valid_to', '>', of.today)\n",
        put: '',
      },
    ],
    by: 'test/modules/loans/deliberation.test.ts',
  },
  'line-by-a-fen': {
    why: 'a fen above the line is lent',
    patches: [
      {
        file: EXPOSURE,
        find: 'if (used + wanted.amountFen <= lineFen) return;',
        put: 'if (used + wanted.amountFen <= lineFen + 1n) return;',
      },
    ],
    by: 'test/modules/loans/exposure.test.ts',
  },
  'line-not-looked-at-again': {
    why: 'a loan approved on a line that shrank is paid out',
    patches: [
      {
        file: 'src/modules/payments/line-free.ts',
        find: 'requireWithinLine(exposure, { amountFen: loan.amount_fen, product, countPending: false });',
        put: 'void exposure;',
      },
    ],
    by: 'test/modules/payments/revolving.test.ts',
  },
  'drawn-above-the-rest': {
    why: 'a drawing while something is owed may be of the whole amount',
    patches: [
      {
        file: 'src/modules/payments/left.ts',
        find: 'isRevolving(loan) ? fen <= leftFen',
        put: 'isRevolving(loan) ? fen <= loan.amount_fen',
      },
    ],
    by: 'test/modules/payments/revolving.test.ts',
  },
  'sent-above-the-rest': {
    why: 'what is left of a loan is not looked at again when the money is sent',
    patches: [
      {
        file: 'src/modules/payments/left.ts',
        find: 'if (fen > leftFen) throw notLeft(leftFen, []);',
        put: 'if (fen > loan.amount_fen) throw notLeft(leftFen, []);',
      },
    ],
    by: 'test/modules/payments/revolving.test.ts',
  },
  'guarantee-above-the-loan': {
    why: 'somebody stands for more than is lent',
    patches: [
      {
        file: `${LOANS}/commands/guarantee.ts`,
        find: 'if (amount <= 0n || amount > loan.amount_fen) {',
        put: 'if (amount <= 0n) {',
      },
    ],
    by: 'test/modules/loans/applications.test.ts',
  },
  'collateral-above-its-value': {
    why: 'a thing counts for more than may be lent against it',
    patches: [
      {
        file: `${LOANS}/commands/guarantee.ts`,
        find: 'if (value !== undefined && amount > most) {',
        put: 'if (value !== undefined && amount > most * 100n) {',
      },
    ],
    by: 'test/modules/loans/applications.test.ts',
  },
  'guarantor-unsigned': {
    why: 'a contract is signed before its guarantors have',
    patches: [
      {
        file: 'src/modules/lending-contracts/parties.ts',
        find: 'const left = places.length - Number(signed?.count ?? 0);',
        put: 'const left = 0 * (places.length - Number(signed?.count ?? 0));',
      },
    ],
    by: 'test/modules/lending-contracts/guarantors.test.ts',
  },
  'notice-not-waited-for': {
    why: 'a contract is signed while people may still object',
    patches: [
      {
        file: `${LOANS}/notice.ts`,
        find: "if (notice === 'NOT_REQUIRED' || notice === 'STOOD') return;",
        put: "if (notice !== 'WAITING' && notice !== 'STRUCK') return;",
      },
    ],
    by: 'test/modules/loans/notice.test.ts',
  },
  'conditions-forgotten': {
    why: 'money goes out before the conditions of the approval are met',
    patches: [
      {
        file: `${LOANS}/conditions.ts`,
        find: "if (count > 0) throw refuse('loan.conditions_open', { details: { count } });",
        put: 'void count;',
      },
    ],
    by: 'test/modules/loans/conditions.test.ts',
  },
};
