import { createHash } from 'node:crypto';
import { addDays } from '../kernel/dates.ts';
import { costOf, type DrawnTerms } from '../modules/lending-contracts/cost.ts';
import { disclosureRulesOn } from '../modules/lending-contracts/disclosure-rules.ts';
import { json, type Row } from './copy.ts';
import { clockOf, type Life, take } from './loan-life.ts';
import type { LoanPeople } from './loan-people.ts';
import { LOAN_DAYS, type LoanPlan } from './loan-plans.ts';

export type Contracting = {
  plan: LoanPlan;
  people: LoanPeople;
  dayCount: DrawnTerms['dayCount'];
  today: string;
};

/** What showing the cost and signing leave behind; nothing for loans that did not get there. */
export type Contract = { columns: Row; disclosures: Row[]; signatures: Row[] };

/** No loan of the bulk has a guarantor. */
const SIGNED = { party: 'BORROWER', number: 1, method: 'FACE_TO_FACE' } as const;
const CONTRACTED = new Set(['SIGNED', 'DISBURSING', 'ACTIVE', 'SETTLED']);

/** Shows what the loan costs, on paper, and has the contract signed on the day of approval. */
export function contractOf(life: Life, contracting: Contracting): Contract {
  const { plan, people, today } = contracting;
  const columns = { cost_status: null, signed_on: null };
  if (!CONTRACTED.has(plan.state)) return { columns, disclosures: [], signatures: [] };
  const { creator: by } = people;
  const at = clockOf(plan.appliedOn, today);
  const signedAt = at(LOAN_DAYS.approve, 0.7);
  const [shownAt, confirmedAt] = [at(LOAN_DAYS.approve, 0.6), at(LOAN_DAYS.approve, 0.65)];
  const disclosure = disclosureRow(life, contracting, { shownAt, confirmedAt });
  const { channel, rule_set: ruleSet, annual_cost: cost } = disclosure;
  const about = { disclosure: String(disclosure.id) };
  const data = {
    ...about,
    channel: String(channel),
    ruleSet: String(ruleSet),
    annualCost: String(cost),
  };
  const shown = { action: 'disclose-cost', act: 'loan.cost-disclosed' } as const;
  const confirmed = { action: 'confirm-cost', act: 'loan.cost-confirmed' } as const;
  take(life, { ...shown, by, at: shownAt, data, signs: { cost: 'SHOWN' } });
  const paper = { ...about, evidence: evidenceOf(life, 'cost') };
  take(life, { ...confirmed, by, at: confirmedAt, data: paper, signs: { cost: 'CONFIRMED' } });
  const signed = { ...SIGNED, ...about, evidence: evidenceOf(life, 'contract') };
  take(life, { action: 'sign', act: 'loan.signed', by, at: signedAt, data: signed });
  const signature = {
    institution_id: life.bankId,
    id: life.nextId(),
    loan_id: life.id,
    round: life.round,
    party: SIGNED.party,
    party_number: SIGNED.number,
    guarantee_id: null,
    method: SIGNED.method,
    signed_at: signedAt,
    witnessed_by: by.id,
    evidence_sha256: evidenceOf(life, 'contract'),
  };
  return {
    columns: { cost_status: 'CONFIRMED', signed_on: addDays(plan.appliedOn, LOAN_DAYS.approve) },
    disclosures: [disclosure],
    signatures: [signature],
  };
}

const evidenceOf = (life: Life, what: string): string =>
  createHash('sha256').update(`${life.code} ${what}`).digest('hex');

type Shown = { shownAt: Date; confirmedAt: Date };

function disclosureRow(life: Life, contracting: Contracting, { shownAt, confirmedAt }: Shown): Row {
  const { plan, people, dayCount } = contracting;
  const drawnOn = addDays(plan.appliedOn, LOAN_DAYS.disburse);
  const rules = disclosureRulesOn(plan.appliedOn);
  const terms: DrawnTerms = {
    principalFen: plan.amountFen,
    annualRatePercent: plan.annualRate,
    months: plan.termMonths,
    method: plan.method,
    drawnOn,
    dayCount,
  };
  const cost = costOf({ terms, charges: [], penalty: null, rules });
  return {
    institution_id: life.bankId,
    id: life.nextId(),
    version: 2,
    loan_id: life.id,
    number: 1,
    round: life.round,
    channel: 'ON_SITE',
    rule_set: rules.code,
    drawn_on: drawnOn,
    principal_fen: plan.amountFen,
    interest_fen: cost.interestFen,
    charges_fen: cost.chargesFen,
    annual_cost: cost.annualCost,
    statement: json(rules.statement),
    items: json(cost.items),
    contingent: json(cost.contingent),
    reading_seconds: 0,
    status: 'CONFIRMED',
    shown_by: people.creator.id,
    shown_at: shownAt,
    confirmed_at: confirmedAt,
    evidence_sha256: evidenceOf(life, 'cost'),
  };
}
