import { z } from 'zod';
import { DisclosureChannel } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, pattern, ref } from '../../../kernel/commands/input.ts';
import { together } from '../../../kernel/db/index.ts';
import { updateRow } from '../../../kernel/db/one-row.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { advance, onLoan, readyTo, requireAllowed } from '../../loans/index.ts';
import { costOf } from '../cost.ts';
import { costTermsOf } from '../cost-terms.ts';
import { disclosureRulesOn } from '../disclosure-rules.ts';
import { type DisclosureRow, nextNumber, presentDisclosure, supersede } from '../stored.ts';

const result = z.object({ loan: ref('Loan'), disclosure: ref('CostDisclosure') });
const SECOND_MS = 1000;

export const discloseCost = command({
  name: 'loan.disclose-cost',
  permission: 'loan.disclose',
  scope: 'references',
  title: { en: 'Show what a loan costs in all', zh: '明示综合融资成本' },
  description: {
    en: 'Works out every charge and the yearly cost of an approved loan, drawn on a day (today by default) and repaid as agreed, and keeps what the borrower is shown. Shown again, it takes the place of what was shown before.',
    zh: '计算已审批贷款（默认当日提款、按约还款）的全部息费与年化综合成本，并留存向借款人明示的内容；再次明示将取代之前的明示。',
  },
  on: onLoan,
  input: z.object({
    channel: enumeration('DisclosureChannel', DisclosureChannel),
    drawnOn: date().optional(),
  }),
  result,
  acts: ['loan.cost-disclosed'],
  errors: ['loan.illegal_transition', 'loan.date_too_early'],
  async handler(tx, input, context) {
    const { target, actor, now, today } = context;
    requireAllowed(target, 'disclose-cost', actor);
    const drawnOn = input.drawnOn ?? today;
    if (drawnOn < today) throw refuse('loan.date_too_early', { path: ['drawnOn'] });
    const rules = disclosureRulesOn(today);
    const costed = await costTermsOf(tx, target, drawnOn);
    const cost = costOf({ ...costed, rules });
    context.write(supersede(tx, target));
    const disclosure = newId();
    context.write(
      tx.insertInto('cost_disclosure').values({
        institution_id: target.institution_id,
        id: disclosure,
        loan_id: target.id,
        number: nextNumber(target),
        round: target.round,
        channel: input.channel,
        rule_set: rules.code,
        drawn_on: drawnOn,
        principal_fen: costed.terms.principalFen,
        interest_fen: cost.interestFen,
        charges_fen: cost.chargesFen,
        annual_cost: cost.annualCost,
        statement: JSON.stringify(rules.statement),
        items: JSON.stringify(cost.items),
        contingent: JSON.stringify(cost.contingent),
        reading_seconds: input.channel === 'ONLINE' ? rules.readingSeconds : 0,
        status: 'SHOWN',
        shown_by: actor.personId,
        shown_at: now,
      }),
    );
    const data = {
      disclosure,
      channel: input.channel,
      annualCost: cost.annualCost,
      ruleSet: rules.code,
    };
    const changes = { cost_status: 'SHOWN' };
    const act = 'loan.cost-disclosed';
    await advance(tx, context, { action: 'disclose-cost', act, changes, data });
    return { loan: target.id, disclosure };
  },
});

export const confirmCost = command({
  name: 'loan.confirm-cost',
  permission: 'loan.disclose',
  scope: 'references',
  title: { en: 'Confirm what a loan costs in all', zh: '确认综合融资成本' },
  description: {
    en: 'The borrower confirms what was shown: on paper by a signature whose evidence is named, on a screen once the time to read it has gone by on the clock of the server.',
    zh: '借款人确认明示内容：现场以签字确认并附证据摘要；线上须在服务器计时的阅读时间届满后确认。',
  },
  on: onLoan,
  input: z.object({ evidenceSha256: pattern(/^[0-9a-f]{64}$/).optional() }),
  result,
  acts: ['loan.cost-confirmed'],
  errors: [
    'loan.illegal_transition',
    'loan.cost_not_shown',
    'loan.reading_time',
    'loan.evidence_required',
    'loan.disclosure_outdated',
  ],
  async handler(tx, { evidenceSha256 }, context) {
    const { target, actor, now, today } = context;
    requireAllowed(target, 'confirm-cost', actor);
    const [disclosure, ready] = await together([
      presentDisclosure(tx, target),
      readyTo(tx, context, 'confirm-cost'),
    ]);
    requireConfirmable(disclosure, { now, today, evidence: evidenceSha256 });
    context.write(
      updateRow(tx, 'cost_disclosure', {
        key: disclosure,
        changes: {
          status: 'CONFIRMED',
          confirmed_at: now,
          evidence_sha256: evidenceSha256 ?? null,
        },
      }),
    );
    const data = { disclosure: disclosure.id, evidence: evidenceSha256 };
    const changes = { cost_status: 'CONFIRMED' };
    const act = 'loan.cost-confirmed';
    await advance(tx, context, { action: 'confirm-cost', act, changes, data, ready });
    return { loan: target.id, disclosure: disclosure.id };
  },
});

type Confirming = { now: Date; today: string; evidence: string | undefined };

function requireConfirmable(shown: DisclosureRow, { now, today, evidence }: Confirming): void {
  if (shown.rule_set !== disclosureRulesOn(today).code) throw refuse('loan.disclosure_outdated');
  if ((shown.channel === 'ON_SITE') !== (evidence !== undefined)) {
    throw refuse('loan.evidence_required', { path: ['evidenceSha256'] });
  }
  const read = (now.getTime() - shown.shown_at.getTime()) / SECOND_MS;
  if (read < shown.reading_seconds) {
    const details = { secondsLeft: Math.ceil(shown.reading_seconds - read) };
    throw refuse('loan.reading_time', { details });
  }
}
