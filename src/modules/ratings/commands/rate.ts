import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { type CustomerRow, mustBeActive, onCustomer } from '../../customers/index.ts';
import { requireGate } from '../../profiles/index.ts';
import { cardInForce } from '../cards.ts';
import { notToBeRated } from '../consent-rules.ts';
import { knownFacts } from '../fact-providers.ts';
import { contradictions, fileAnswers } from '../file-answers.ts';
import { mustLeavePanels, readInputs } from '../given-inputs.ts';
import { endRatingInForce } from '../in-force.ts';
import { type Judgement, judge, listingFrom } from '../judgement.ts';
import { factsFor, type KnownFact, presumed, sourcesOf } from '../known-facts.ts';
import { type PanelFinding, panelAnswers, panelFindings, panelUsed } from '../panel-providers.ts';
import type { Answers, Finding } from '../rules.ts';
import type { Scorecard } from '../scorecard.ts';
import { judgedColumns } from '../stored-rating.ts';
import { expiryOf } from '../validity.ts';

export const rateCustomer = command({
  name: 'rating.rate',
  permission: 'rating.rate',
  scope: 'references',
  title: { en: 'Rate a customer', zh: '评级' },
  description: {
    en: "By the scorecard in force, from the customer's file and the given answers by input code (amounts in fen). A clean result counts at once; a veto or a referral waits for `rating.decide`.",
    zh: '按在用评分表，依据客户档案和所给输入（按输入项代码，金额以分计）评级。无异议的结果即时生效；触发否决或须人工审核的，待 rating.decide 决定。',
  },
  on: onCustomer,
  input: z.object({
    scorecardId: id('Scorecard').optional(),
    inputs: json().optional().describe('Answers the file does not give, by input code. 补充输入'),
  }),
  result: z.object({ rating: ref('Rating'), customer: ref('Customer') }),
  acts: ['rating.rated'],
  errors: [
    'customer.not_active',
    'privacy.restricted',
    'privacy.consent_required',
    'profile.gate_closed',
    'profile.form_missing',
    'rating.scorecard_missing',
    'rating.scorecard_ambiguous',
    'rating.scorecard_unfit',
    'rating.inputs_missing',
    'rating.inputs_invalid',
    'rating.input_on_file',
    'rating.panel_input',
    'rating.decision_awaited',
  ],
  async handler(tx, { scorecardId, inputs }, { actor, emit, target, today }) {
    mustBeActive(target);
    const { institutionId } = actor;
    await mustBeAgreed(tx, target, today);
    await mustAwaitNothing(tx, target);
    const key = { institutionId, customerId: target.id, kind: target.kind, today };
    const file = await requireGate(tx, key, 'RATING');
    const found = await cardInForce(tx, {
      institutionId,
      customerKind: target.kind,
      today,
      scorecardId,
    });
    const of = { institutionId, customerIds: [target.id], today };
    const panel = (await panelFindings(tx, of)).get(target.id);
    const facts = factsFor(found.card, target, (await knownFacts(tx, of)).get(target.id));
    const given = readInputs(inputs);
    const answers = answersFor(found.card, { facts, file, given, panel, today });
    const judgement = judged(found.card, answers, target);
    const status = judgement.outcome === 'RATED' ? 'EFFECTIVE' : 'AWAITING_DECISION';
    const customerId = target.id;
    const ended =
      status === 'EFFECTIVE'
        ? await endRatingInForce(tx, { institutionId, customerId, today })
        : [];
    const rating = newId();
    await tx
      .insertInto('rating')
      .values({
        institution_id: institutionId,
        id: rating,
        customer_id: customerId,
        scorecard_id: found.id,
        area_code: target.area_code,
        ...judgedColumns(judgement),
        inputs: JSON.stringify(answers),
        input_sources: JSON.stringify(sourcesOf(facts, given)),
        status,
        valid_from: today,
        valid_to: expiryOf(today),
        rated_by: actor.personId,
        panel_id: panelUsed(found.card, panel),
      })
      .execute();
    const objects = [
      { type: 'Rating', id: rating, version: 1 },
      { type: 'Customer', id: customerId, version: target.version },
      { type: 'Scorecard', id: found.id },
      ...(panel ? [{ type: 'Panel', id: panel.panelId }] : []),
      ...ended,
    ];
    emit('rating.rated', objects, {
      outcome: judgement.outcome,
      status,
      grade: judgement.grade,
      score: judgement.score,
      creditLineFen: judgement.creditLineFen.toString(),
    });
    return { rating, customer: customerId };
  },
});

/** Who has not agreed where the rule asks for it, took it back, or restricted the data, is not rated. */
async function mustBeAgreed(tx: Tx, target: CustomerRow, today: string): Promise<void> {
  const { institution_id: institutionId, id, kind } = target;
  const refused = await notToBeRated(tx, { institutionId, customerIds: [id], kind, today });
  const code = refused.get(id);
  if (code) throw refuse(code, { details: { purpose: 'RATING' } });
}

async function mustAwaitNothing(tx: Tx, { institution_id, id: customerId }: CustomerRow) {
  const awaiting = await tx
    .selectFrom('rating')
    .select('id')
    .where('institution_id', '=', institution_id)
    .where('customer_id', '=', customerId)
    .where('status', '=', 'AWAITING_DECISION')
    .executeTakeFirst();
  if (awaiting) throw refuse('rating.decision_awaited');
}

type Asking = {
  /** What the bank knows of the customer beside the file. */
  facts: readonly KnownFact[];
  /** Open answers of the profile, by item code. */
  file: Readonly<Record<string, unknown>>;
  given: Answers;
  panel: PanelFinding | undefined;
  today: string;
};

function answersFor(card: Scorecard, { facts, file, given, panel, today }: Asking): Answers {
  mustLeavePanels(card, given);
  const onFile = fileAnswers(card, { answers: file, facts }, today);
  const [code] = contradictions(onFile, given);
  if (code) throw refuse('rating.input_on_file', { path: ['inputs', code] });
  return { ...presumed(facts), ...onFile, ...given, ...panelAnswers(card, panel) };
}

function judged(card: Scorecard, answers: Answers, target: CustomerRow): Judgement {
  const listing = listingFrom(target.screening);
  const result = judge(card, answers, { areaCode: target.area_code, listing });
  if ('judgement' in result) return result.judgement;
  throw unratable(card, result.errors);
}

function unratable(card: Scorecard, errors: readonly Finding[]) {
  const codes = errors.filter(({ code }) => code === 'INPUT_MISSING').flatMap(({ about }) => about);
  if (codes.length === 0) {
    const [about] = errors[0]?.about ?? [];
    const path = about ? ['inputs', about] : ['inputs'];
    return refuse('rating.inputs_invalid', { path, details: { findings: errors } });
  }
  const missing = codes.map((code) => {
    const input = card.inputs.find((candidate) => candidate.code === code);
    return { code, label: input?.label };
  });
  return refuse('rating.inputs_missing', { path: ['inputs'], details: { missing } });
}
