/** Adds up what a card would do to customers, against what counts for them today. Pure. */
import { yuanOf } from '../../kernel/money.ts';
import { gradesUpwards } from './adjustment.ts';
import { GATE_CLOSED } from './judged-file.ts';
import type { Judged } from './judgement.ts';
import type { Scorecard } from './scorecard.ts';

/** The rating in force today. */
export type Today = {
  readonly grade: string;
  readonly creditLineFen: bigint;
  readonly ceilingFen: bigint;
};

export type Simulated = {
  readonly customer: string;
  readonly areaCode: string;
  readonly today: Today | undefined;
  readonly judged: Judged;
};

type Sums = { creditLine: bigint; ceiling: bigint };
type AreaSums = { customers: number; rated: number; today: bigint; simulated: bigint };
type Mover = {
  customer: string;
  from: string | null;
  to: string;
  today: bigint;
  simulated: bigint;
};

export type Tally = {
  readonly card: Scorecard;
  customers: number;
  readonly outcomes: { RATED: number; NEEDS_PERSON: number; REFUSED: number };
  notRatable: number;
  /** How often an input stood in the way. */
  readonly missing: Map<string, number>;
  /** Customers by `<grade today>><simulated grade>`; an empty end is none. */
  readonly moves: Map<string, number>;
  readonly today: Sums;
  readonly simulated: Sums;
  /** Lines that would wait for a person. */
  readonly awaiting: Sums;
  readonly areas: Map<string, AreaSums>;
  movers: Mover[];
};

const MOST_MOVERS = 50;
const MISSING: ReadonlySet<string> = new Set(['INPUT_MISSING', GATE_CLOSED]);

export const newTally = (card: Scorecard): Tally => ({
  card,
  customers: 0,
  outcomes: { RATED: 0, NEEDS_PERSON: 0, REFUSED: 0 },
  notRatable: 0,
  missing: new Map(),
  moves: new Map(),
  today: { creditLine: 0n, ceiling: 0n },
  simulated: { creditLine: 0n, ceiling: 0n },
  awaiting: { creditLine: 0n, ceiling: 0n },
  areas: new Map(),
  movers: [],
});

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

export function addTo(tally: Tally, { customer, areaCode, today, judged }: Simulated): void {
  const area = tally.areas.get(areaCode) ?? { customers: 0, rated: 0, today: 0n, simulated: 0n };
  tally.areas.set(areaCode, area);
  tally.customers += 1;
  area.customers += 1;
  area.today += today?.creditLineFen ?? 0n;
  tally.today.creditLine += today?.creditLineFen ?? 0n;
  tally.today.ceiling += today?.ceilingFen ?? 0n;
  if ('errors' in judged) {
    tally.notRatable += 1;
    const missing = judged.errors.filter(({ code }) => MISSING.has(code));
    for (const code of missing.flatMap(({ about }) => about)) count(tally.missing, code);
    count(tally.moves, `${today?.grade ?? ''}>`);
    return;
  }
  const { outcome, grade, creditLineFen, ceilingFen } = judged.judgement;
  tally.outcomes[outcome] += 1;
  count(tally.moves, `${today?.grade ?? ''}>${grade}`);
  const sums = outcome === 'RATED' ? tally.simulated : tally.awaiting;
  sums.creditLine += creditLineFen;
  sums.ceiling += ceilingFen;
  if (outcome === 'RATED') {
    area.rated += 1;
    area.simulated += creditLineFen;
  }
  const from = today?.grade ?? null;
  const before = today?.creditLineFen ?? 0n;
  if (from !== grade || before !== creditLineFen) {
    tally.movers.push({ customer, from, to: grade, today: before, simulated: creditLineFen });
    if (tally.movers.length > 2 * MOST_MOVERS) tally.movers = farthest(tally.movers);
  }
}

/** Those whose line changes most. */
const farthest = (movers: readonly Mover[]): Mover[] =>
  movers.toSorted((a, b) => Number(change(b) - change(a))).slice(0, MOST_MOVERS);

const change = ({ today, simulated }: Mover): bigint =>
  simulated > today ? simulated - today : today - simulated;

const none = (grade: string): string | null => (grade === '' ? null : grade);

/** The report as the API shows it. Every count and sum of a page adds up with those of the next. */
export function reportOf(tally: Tally) {
  const order = gradesUpwards(tally.card);
  const moves = [...tally.moves].map(([key, customers]) => {
    const [from = '', to = ''] = key.split('>');
    return { from: none(from), to: none(to), customers };
  });
  const steps = ({ from, to }: (typeof moves)[number]) => {
    const [start, end] = [order.indexOf(from ?? ''), order.indexOf(to ?? '')];
    return start < 0 || end < 0 ? null : Math.sign(end - start);
  };
  const moved = (sign: number) =>
    moves.reduce((sum, move) => sum + (steps(move) === sign ? move.customers : 0), 0);
  const inGrade = (side: 'from' | 'to', grade: string) =>
    moves.reduce((sum, move) => sum + (move[side] === grade ? move.customers : 0), 0);
  const { outcomes, today, simulated, awaiting } = tally;
  return {
    customers: tally.customers,
    rated: outcomes.RATED,
    needsPerson: outcomes.NEEDS_PERSON,
    refused: outcomes.REFUSED,
    notRatable: tally.notRatable,
    missing: [...tally.missing].map(([code, customers]) => ({ code, customers })),
    grades: order.toReversed().map((grade) => ({
      grade,
      today: inGrade('from', grade),
      simulated: inGrade('to', grade),
    })),
    moves,
    up: moved(1),
    down: moved(-1),
    same: moved(0),
    creditLineToday: yuanOf(today.creditLine),
    creditLineSimulated: yuanOf(simulated.creditLine),
    creditLineAwaiting: yuanOf(awaiting.creditLine),
    ceilingToday: yuanOf(today.ceiling),
    ceilingSimulated: yuanOf(simulated.ceiling),
    areas: [...tally.areas]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([areaCode, area]) => ({
        areaCode,
        customers: area.customers,
        rated: area.rated,
        creditLineToday: yuanOf(area.today),
        creditLineSimulated: yuanOf(area.simulated),
      })),
    movers: farthest(tally.movers).map((mover) => ({
      customer: mover.customer,
      from: mover.from,
      to: mover.to,
      creditLineToday: yuanOf(mover.today),
      creditLineSimulated: yuanOf(mover.simulated),
    })),
  };
}
