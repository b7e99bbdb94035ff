import type { LoanRepaymentMethod } from '../generated/enums.ts';
import { addDays, daysBetween } from '../kernel/dates.ts';
import type { LoanState } from '../modules/loans/workflow.ts';
import { ONE_PERSON_FEN } from './authority.ts';
import type { Candidate } from './load-customers.ts';
import { PRODUCTS_FROM } from './products.ts';
import type { Random } from './random.ts';
import type { Setting } from './setting.ts';

/** How a loan that was paid out is repaid. */
export type Repaying = { kind: 'ON_TIME' | 'STOPPED' | 'SETTLED'; stoppedDaysAgo: number };

/** What is to become of an application. */
export type LoanPlan = {
  state: LoanState;
  repaying: Repaying;
  appliedOn: string;
  termMonths: number;
  method: LoanRepaymentMethod;
  amountFen: bigint;
  annualRate: string;
};

type Outline = { state: LoanState; repaying?: Repaying['kind']; stopped?: [number, number] };

/**
 * Of 250 applications so many at every stage and, for loans paid out, in every class by delay: of
 * what is owed a few percent is bad, as at a county's bank.
 */
const OUTLINES: readonly (readonly [Outline, number])[] = [
  [{ state: 'DRAFT' }, 6],
  [{ state: 'SUBMITTED' }, 9],
  [{ state: 'RETURNED' }, 4],
  [{ state: 'INVESTIGATED' }, 6],
  [{ state: 'REVIEWED' }, 6],
  [{ state: 'APPROVED' }, 4],
  [{ state: 'SIGNED' }, 3],
  [{ state: 'DISBURSING' }, 4],
  [{ state: 'REJECTED' }, 11],
  [{ state: 'WITHDRAWN' }, 6],
  [{ state: 'ACTIVE', repaying: 'ON_TIME' }, 142],
  [{ state: 'SETTLED', repaying: 'SETTLED' }, 39],
  // The first unpaid instalment falls due at most a month after the payments stop.
  [{ state: 'ACTIVE', repaying: 'STOPPED', stopped: [33, 88] }, 6],
  [{ state: 'ACTIVE', repaying: 'STOPPED', stopped: [123, 268] }, 2],
  [{ state: 'ACTIVE', repaying: 'STOPPED', stopped: [303, 358] }, 1],
  [{ state: 'ACTIVE', repaying: 'STOPPED', stopped: [393, 470] }, 1],
];
const FALLBACK: Outline = { state: 'ACTIVE', repaying: 'ON_TIME' };

/** Days after the application on which the steps are taken. */
export const LOAN_DAYS = { investigate: 1, review: 2, approve: 3, disburse: 4 };
/** Days an application takes until its money is paid out, at most. */
const PROCESS_DAYS = 6;
const PIPELINE_DAYS = { least: PROCESS_DAYS, most: 24 };
const DAYS_PER_MONTH = 31;
const SETTLED_TERMS = [3, 6, 9] as const;
const TERMS = [12, 24, 36] as const;
/** Longer than the bank is in business: who stops paying still owes instalments. */
const LONGEST_TERM = 36;
const METHODS: readonly (readonly [LoanRepaymentMethod, number])[] = [
  ['EQUAL_INSTALMENTS', 55],
  ['EQUAL_PRINCIPAL', 20],
  ['INTEREST_MONTHLY', 25],
];
const RATES = ['3.85', '4.35', '4.85', '5.6', '6.2'] as const;
const THOUSAND_YUAN_FEN = 100_000n;
const STAND_ALONE_FEN = 5_000_000n;

/** What is still to be dealt out, in an order of its own; whoever it does not fit leaves it there. */
export type Deck = { deal(age: number): Outline };

export function deckOf(random: Random): Deck {
  const cards: Outline[] = [];
  return {
    deal(age) {
      if (!cards.some((outline) => fits(outline, age))) cards.push(...shuffled(random));
      const place = cards.findIndex((outline) => fits(outline, age));
      const [outline] = place < 0 ? [] : cards.splice(place, 1);
      return outline ?? young(age);
    },
  };
}

function shuffled(random: Random): Outline[] {
  const all = OUTLINES.flatMap(([outline, count]) => Array.from({ length: count }, () => outline));
  return all
    .map((outline) => ({ outline, place: random.share() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ outline }) => outline);
}

type Planning = { deck: Deck; random: Random; setting: Setting };

/** A plan the customer's file is old enough for. */
export function planLoan({ customer, rating }: Candidate, planning: Planning): LoanPlan {
  const { deck, random, setting } = planning;
  const { today } = setting;
  const since = [addDays(customer.registeredOn, 3), PRODUCTS_FROM].sort().at(-1) ?? PRODUCTS_FROM;
  const age = daysBetween(since, today);
  const outline = deck.deal(age);
  const repaying = outline.repaying ?? 'ON_TIME';
  const stoppedDaysAgo = outline.stopped ? random.whole(...outline.stopped) : 0;
  const isSettled = repaying === 'SETTLED';
  const termMonths = termOf(repaying, age, random);
  const least = leastAge(outline, { stoppedDaysAgo, termMonths });
  const most = isPipeline(outline) ? Math.min(PIPELINE_DAYS.most, age) : age;
  const line = rating?.judgement.creditLineFen ?? STAND_ALONE_FEN;
  const byLine = line < ONE_PERSON_FEN ? line : ONE_PERSON_FEN;
  const thousands = Math.max(
    1,
    Math.floor(Number(byLine / THOUSAND_YUAN_FEN) * (0.3 + 0.7 * random.share())),
  );
  return {
    state: outline.state,
    repaying: { kind: repaying, stoppedDaysAgo },
    appliedOn: addDays(today, -random.whole(Math.min(least, most), most)),
    termMonths,
    method: isSettled && random.chance(0.5) ? 'AT_MATURITY' : random.weighted(METHODS),
    amountFen: BigInt(thousands) * THOUSAND_YUAN_FEN,
    annualRate: random.pick(RATES),
  };
}

function termOf(repaying: Repaying['kind'], age: number, random: Random): number {
  if (repaying === 'STOPPED') return LONGEST_TERM;
  if (repaying !== 'SETTLED') return random.pick(TERMS);
  return random.pick(SETTLED_TERMS.filter((months) => isOver(months, age)));
}

const isPipeline = ({ repaying }: Outline): boolean => repaying === undefined;
const isOver = (months: number, age: number): boolean =>
  months * DAYS_PER_MONTH + PROCESS_DAYS < age;

function fits({ state, repaying, stopped }: Outline, age: number): boolean {
  if (age <= PROCESS_DAYS) return state === 'DRAFT';
  if (stopped) return age >= stopped[1] + DAYS_PER_MONTH + PROCESS_DAYS;
  return repaying !== 'SETTLED' || isOver(SETTLED_TERMS[0], age);
}

const young = (age: number): Outline => (age <= PROCESS_DAYS ? { state: 'DRAFT' } : FALLBACK);

type Needs = { stoppedDaysAgo: number; termMonths: number };

function leastAge({ state, repaying }: Outline, { stoppedDaysAgo, termMonths }: Needs): number {
  if (state === 'DRAFT') return 0;
  if (repaying === 'SETTLED') return termMonths * DAYS_PER_MONTH + PROCESS_DAYS;
  if (repaying === 'STOPPED') return stoppedDaysAgo + PROCESS_DAYS + 1;
  return PIPELINE_DAYS.least;
}
