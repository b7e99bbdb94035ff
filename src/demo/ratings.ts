import { CustomerKind } from '../generated/enums.ts';
import { addDays } from '../kernel/dates.ts';
import { fileAnswers } from '../modules/ratings/file-answers.ts';
import { type Judgement, judge } from '../modules/ratings/judgement.ts';
import { factsFor } from '../modules/ratings/known-facts.ts';
import { sampleScorecardOf } from '../modules/ratings/sample-scorecards.ts';
import type { Scorecard } from '../modules/ratings/scorecard.ts';
import { storedItem } from '../modules/ratings/stored-rating.ts';
import { expiryOf } from '../modules/ratings/validity.ts';
import { json, type Row } from './copy.ts';
import { type DemoCustomer, managerOf } from './customers.ts';
import type { DemoWorld } from './foundations.ts';
import { idsOf } from './ids.ts';
import { type Random, randomOf } from './random.ts';
import { ID_STREAMS, openedOn } from './setting.ts';

export type DemoRating = {
  id: string;
  customer: DemoCustomer;
  scorecardId: string;
  answers: Readonly<Record<string, unknown>>;
  judgement: Judgement;
  status: 'EFFECTIVE' | 'AWAITING_DECISION' | 'DECLINED';
  from: string;
  to: string;
  ratedBy: string;
  decidedBy: string | null;
};

/** What the file answers, by item code. */
type Answered = Readonly<Record<string, unknown>>;

export type Rater = {
  /** Rows of the published cards, loaded before the first rating. */
  scorecards: readonly Row[];
  /** The rating of a customer, by the real rules; null where there is none. */
  rate(customer: DemoCustomer, answers: Answered): DemoRating | null;
};

const FULL_SHARE = 0.64;
const EXPIRED_SHARE = 0.05;
const DECISIONS = [
  ['EFFECTIVE', 72],
  ['AWAITING_DECISION', 18],
  ['DECLINED', 10],
] as const;

/** Publishes the sample cards and rates by them, answers taken from the file as in a command. */
export function raterOf(world: DemoWorld): Rater {
  const { setting, institutions, staff } = world;
  const random = randomOf(setting.seed, 'ratings');
  const nextCardId = idsOf(setting, ID_STREAMS.scorecards);
  const nextId = idsOf(setting, ID_STREAMS.ratings);
  const administrator = staff.byCode.get('administrator')?.id;
  if (!administrator) throw new Error('the demo has no administrator');
  const cards = CustomerKind.map((kind) => ({ card: sampleScorecardOf(kind), id: nextCardId() }));
  const scorecards = cards.map(({ card, id }) => ({
    institution_id: institutions.bank.id,
    id,
    code: card.code,
    edition: card.version,
    customer_kind: card.customerKind,
    name_en: card.label.en,
    name_zh: card.label.zh,
    sample: card.sample,
    status: 'PUBLISHED',
    content: json(card),
    valid_from: openedOn(setting),
    published_by: administrator,
  }));
  const share = Math.min(1, setting.ratedShare / FULL_SHARE);
  const rate: Rater['rate'] = (customer, answered) => {
    const isRated = random.chance(share);
    if (customer.thoroughness !== 'FULL' || !isRated) return null;
    const found = cards.find(({ card }) => card.customerKind === customer.kind);
    if (!found) return null;
    const on = ratedOn(customer, setting.today, random);
    const answers = answersOf(found.card, { customer, answered, on, random });
    const judgement = judged(found.card, answers, customer);
    const decision = random.weighted(DECISIONS);
    const status = judgement.outcome === 'RATED' ? 'EFFECTIVE' : decision;
    const isDecided = judgement.outcome !== 'RATED' && status !== 'AWAITING_DECISION';
    const decider = managerOf(world, customer.place.village.town.code).id;
    const ratedBy = customer.registeredBy.id;
    return {
      id: nextId(),
      customer,
      scorecardId: found.id,
      answers,
      judgement,
      status,
      from: on,
      to: status === 'DECLINED' ? on : expiryOf(on),
      ratedBy,
      decidedBy: isDecided ? (decider === ratedBy ? administrator : decider) : null,
    };
  };
  return { scorecards, rate };
}

/** Days ago: the village of the story is rated after that. */
const LATEST = 12;

function ratedOn({ registeredOn }: DemoCustomer, today: string, random: Random): string {
  const [recent, old] = [random.whole(LATEST, 350), random.whole(370, 520)];
  const isExpired = random.chance(EXPIRED_SHARE);
  const day = addDays(today, -(isExpired ? old : recent));
  const earliest = addDays(registeredOn, 1);
  return day > earliest ? day : earliest;
}

type Asking = { customer: DemoCustomer; answered: Answered; on: string; random: Random };

/** What the file answers, and what the officer adds: the village review and the rest. */
function answersOf(card: Scorecard, { customer, answered, on, random }: Asking) {
  const { screening, head } = customer;
  const facts = factsFor(card, { screening_reason: screening.reason });
  const onFile = fileAnswers(card, { answers: answered, facts }, on);
  const turnover = BigInt(String(answered.TURNOVER ?? '0'));
  const added: Record<string, unknown> = {
    INTEGRITY: (random.whole(58, 98) / 10).toFixed(1),
    NEIGHBOURHOOD: (random.whole(58, 98) / 10).toFixed(1),
    HAS_BAD_LOAN: false,
    JUDGMENT_DEFAULTER: false,
    HEAD_AGE: String(head.age),
    CIRCUMSTANCES: random.chance(0.97) ? 'NONE' : 'LONG_ILLNESS',
    INSURED_STAFF: String(random.whole(2, 40)),
    MEMBER_HOUSEHOLDS: String(random.whole(5, 120)),
    LINKED_HOUSEHOLDS: String(random.whole(40, 900)),
    SETTLED_HERE: ((turnover * BigInt(random.whole(5, 70))) / 100n).toString(),
  };
  const asked = card.inputs.map(({ code }) => code);
  return Object.fromEntries(asked.map((code) => [code, onFile[code] ?? added[code]]));
}

function judged(card: Scorecard, answers: DemoRating['answers'], customer: DemoCustomer) {
  const areaCode = customer.place.village.code;
  const result = judge(card, answers, { areaCode, listing: customer.screening.list });
  if ('judgement' in result) return result.judgement;
  const faults = result.errors.map(({ code, about }) => `${code} ${about.join()}`);
  throw new Error(`${customer.code} cannot be rated: ${faults.join('; ')}`);
}

/** The rating before the present one, in force on an earlier day, with the same result. */
export function earlierRating(rating: DemoRating, day: string, nextId: () => string): DemoRating {
  const from = addDays(day, -1);
  const expiry = expiryOf(from);
  return { ...rating, id: nextId(), from, to: expiry < rating.from ? expiry : rating.from };
}

export const ratingRow = (rating: DemoRating, bankId: string): Row => ({
  institution_id: bankId,
  id: rating.id,
  // Decided on once, where it was.
  version: rating.decidedBy ? 2 : 1,
  customer_id: rating.customer.id,
  scorecard_id: rating.scorecardId,
  area_code: rating.customer.place.village.code,
  inputs: json(rating.answers),
  items: json(rating.judgement.items.map(storedItem)),
  lines: json(rating.judgement.lines),
  findings: json(rating.judgement.findings),
  outcome: rating.judgement.outcome,
  status: rating.status,
  score: rating.judgement.score,
  grade: rating.judgement.grade,
  credit_line_fen: rating.judgement.creditLineFen,
  ceiling_fen: rating.judgement.ceilingFen,
  valid_from: rating.from,
  valid_to: rating.to,
  rated_by: rating.ratedBy,
  decided_by: rating.decidedBy,
  decision_reason: rating.decidedBy ? '已逐项核实（演示）' : null,
});
