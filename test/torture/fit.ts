import { civilDate } from '../../src/kernel/clock.ts';
import { sampleFormOf } from '../../src/modules/profiles/sample-forms.ts';
import { sampleHouseholdScorecard } from '../../src/modules/ratings/sample-scorecards.ts';
import { HOUSEHOLD_ANSWERS } from '../modules/profiles/answered.ts';
import { BANK } from './fits/bank.ts';
import { FILES } from './fits/files.ts';
import { LENDING } from './fits/lending.ts';

/**
 * What no trying finds out: columns that the row of a command has to have, as SQL, and what its input has
 * to say, so that it can be done in a bank whose rows mean nothing.
 */
export type Fit = {
  /** Who asks, where the bank's administrator may not. */
  readonly as?: string;
  readonly row?: Readonly<Record<string, string>>;
  /**
   * Rows beside it, as updates in SQL; `$Noun` is the key of the row of this noun, `$Noun+7` of that
   * so many places away.
   */
  readonly beside?: readonly string[];
  /** What is undefined is not said. */
  readonly input?: (ids: OtherIds) => Readonly<Record<string, unknown>>;
};

/** Of a row so many places away from the one that an input names by itself. */
export type OtherIds = (noun: string, away: number) => string;

const OPERATOR = 'operator';
const DAY_MS = 86_400_000;
const inDays = (days: number): string => civilDate(new Date(Date.now() + days * DAY_MS));
const TODAY = `'${inDays(0)}'`;
const ME = "(select person_id from login where subject = 'administrator')";
const MINE = { row: { created_by: ME } };
const PAID_OUT = { row: { disbursed_on: "'2020-01-01'" } };
const village = (number: number): string => `429005001${String(number).padStart(3, '0')}`;
const merged = (number: number) => ({
  code: village(number),
  name: '新村',
  urbanRuralClass: '220',
});
const NOWHERE = { point: undefined, crs: undefined };
const VISIT_POINT = { point: { type: 'Point', coordinates: [112.95, 30.4] }, crs: 'CGCS2000' };
const visited = () => ({ visitedAt: new Date().toISOString(), nextOn: inDays(1), ...VISIT_POINT });
const SAMPLE = { row: { code: "'SAMPLE_HOUSEHOLD'" } };

const PAID: Fit = {
  beside: ["loan set status = 'ACTIVE', disbursed_on = '2020-01-01' where id = $Loan"],
};
const drawn = (status: string): Fit => ({
  row: { drawing_status: `'${status}'`, drawing_by: ME },
  beside: [`disbursement set status = '${status}' where id = $Disbursement`],
});

/** By command. */
export const FIT: Readonly<Record<string, Fit>> = {
  ...BANK,
  ...FILES,
  'area.draw': { as: OPERATOR, input: () => ({ code: village(1) }) },
  'area.import-county-codes': { as: OPERATOR },
  'area.merge': {
    as: OPERATOR,
    input: () => ({ codes: [village(2), village(3)], into: merged(902) }),
  },
  'area.recode': { as: OPERATOR, input: () => ({ code: village(4), newCode: village(904) }) },
  'area.rename': { as: OPERATOR, input: () => ({ code: village(5) }) },
  'area.split': {
    as: OPERATOR,
    input: () => ({ code: village(6), parts: [merged(906), merged(907)] }),
  },
  'core-reconciliation.make': { input: () => ({ count: 0, total: '0.00', entries: [] }) },
  'credit-area.apply': { input: () => ({ areaCode: undefined }) },
  'credit-area.inspect': {
    row: { checked_on: 'null', qualified: 'true' },
    input: () => ({ samples: [], inspectedOn: inDays(0) }),
  },
  'credit-area.name': {
    row: { checked_on: TODAY, qualified: 'true', inspection_passed: 'true' },
  },
  'credit-area.review': { row: { valid_to: 'null' }, input: () => ({ outcome: 'IMPROVE' }) },
  'credit-line.reduce': { row: { amount_fen: '100000' } },
  'customer.add-member': { input: () => ({ relationship: 'SON' }) },
  'customer.move': {
    input: () => ({ gridCode: undefined, areaCode: undefined, ...NOWHERE }),
  },
  'customer.reclassify': {
    input: () => ({ kind: 'FAMILY_FARM', businessName: '农场', creditCode: undefined }),
  },
  'customer.revise': {
    input: () => ({ mobile: '13812345678', businessName: undefined, creditCode: undefined }),
  },
  'export-record.open': { input: () => ({ clear: false, areaCode: undefined }) },
  'grid.merge': {
    input: (ids) => ({ gridIds: [ids('Grid', 0), ids('Grid', 1)], areaCode: village(8) }),
  },
  'grid.move': {
    row: { exclusive: 'false' },
    input: () => ({ parentId: undefined, areaCode: village(7), annex: false }),
  },
  'grid.retire': { input: () => ({ successorId: undefined }) },
  'import.start': { row: { uploaded_by: ME } },
  'loan.record-class-ground': PAID_OUT,
  'outworker.revise': { row: { returned_on: 'null' }, input: () => ({ contact: '13812345678' }) },
  'privacy.set-reveal-limits': { input: () => ({ alertAt: 1000, blockAt: 2000 }) },
  'profile-form.revise': { ...SAMPLE, input: () => ({ content: sampleFormOf('HOUSEHOLD') }) },
  'repayment-batch.receive': {
    input: () => ({
      total: '1.00',
      rows: [{ loan: 'S1', reference: 'R1', amount: '1.00', paidOn: inDays(0) }],
    }),
  },
  'scorecard.draft': { input: () => ({ content: sampleHouseholdScorecard }) },
  'staff.accept-hand-over': { row: { effective_date: `'${inDays(1)}'` } },
  'visit.correct': { input: () => ({ ...visited(), key: undefined }) },
  'visit.record': { input: visited },
  'webhook-endpoint.replay': { input: () => ({ after: '0' }) },
  'loan-change.withdraw': { row: { proposed_by: ME } },
  'loan-check.open': PAID,
  'loan.ask-core': drawn('INSTRUCTED'),
  'loan.cancel-drawing': drawn('REQUESTED'),
  'loan.remove-guarantee': {
    ...MINE,
    beside: ["loan_guarantee set status = 'OFFERED' where id = $LoanGuarantee"],
  },
  'loan.withdraw-document': {
    ...MINE,
    beside: ["loan_document set status = 'RECEIVED' where id = $LoanDocument"],
  },
  'privacy.restrict': {
    beside: ['processing_restriction set valid_to = valid_from where customer_id = $Customer'],
  },
  'profile.answer-offline': { input: () => ({ answers: HOUSEHOLD_ANSWERS, clear: undefined }) },
  'staff.release': { beside: ['assignment set valid_to = valid_from where person_id = $Person'] },
  ...LENDING,
};
