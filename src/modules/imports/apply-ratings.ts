import { globalId } from '../../kernel/ids.ts';
import { fenOf, MONEY_PATTERN } from '../../kernel/money.ts';
import { type CardInForce, cardsInForce, type ScorecardInput } from '../ratings/index.ts';
import {
  type Apply,
  type Applying,
  aboutRow,
  refusedRow,
  type WorkRow,
  waitingRow,
} from './applying.ts';
import { answerIn } from './cell-answers.ts';
import type { GivenOutcome } from './commands/record.ts';
import { ratingAnswers } from './kinds/ratings.ts';
import { customersIn, type NamedCustomer } from './named-customers.ts';
import type { Cells } from './rules.ts';

type Ready = { row: WorkRow; customerId: string };

/** Rates the customers of a batch, those of one card with one command, as if each had come alone. */
export const applyRatings: Apply = async (work, rows) => {
  const customers = await customersIn(work, rows);
  const { institutionId } = work.acting.actor;
  const cards = await cardsInForce(work.reader, { institutionId, today: work.today });
  const outcomes: GivenOutcome[] = [];
  const ready = new Map<CardInForce, Ready[]>();
  for (const row of rows) {
    const customer = customers.get(row.cells.get('customerCode') ?? '');
    const card = customer && cardFor(cards, customer, row.cells.get('scorecardCode'));
    if (!customer) {
      outcomes.push(refusedRow(row, { code: 'object.not_found', path: ['customerCode'] }));
    } else if (typeof card !== 'object') {
      const code = card ?? 'rating.scorecard_missing';
      outcomes.push(refusedRow(row, { code, path: ['scorecardCode'] }));
    } else {
      const list = ready.get(card) ?? [];
      ready.set(card, [...list, { row, customerId: globalId('Customer', customer.id) }]);
    }
  }
  for (const [card, list] of ready) outcomes.push(...(await rate(work, card, list)));
  return outcomes;
};

/** The card a row is rated by, or the code it is refused with. */
function cardFor(
  cards: readonly CardInForce[],
  { kind }: NamedCustomer,
  named: string | undefined,
): CardInForce | string {
  const fit = cards.filter(({ card }) => card.customerKind === kind);
  const chosen = named === undefined ? fit : fit.filter(({ card }) => card.code === named);
  if (chosen.length > 1) return 'rating.scorecard_ambiguous';
  return chosen[0] ?? (named === undefined ? 'rating.scorecard_missing' : 'rating.scorecard_unfit');
}

type Rated = {
  customer: string;
  status: string | null;
  code: string | null;
  about: readonly string[];
};

/** Whom the answer of a run that was killed says nothing of goes in a second command. */
async function rate(work: Applying, card: CardInForce, list: readonly Ready[]) {
  try {
    const first = await rateTogether(work, card, { list, part: card.id });
    if (!first) return list.map(({ row }) => waitingRow(row));
    const left = list.filter(({ customerId }) => !first.has(customerId));
    const rest = left.length > 0 && { list: left, part: `${card.id}.rest` };
    const second = rest ? await rateTogether(work, card, rest) : null;
    return list.map((each) => {
      const { row, customerId } = each;
      const rated = first.get(customerId) ?? second?.get(customerId);
      return rest && !second && !rated ? waitingRow(row) : outcomeOf(each, rated);
    });
  } catch (error) {
    const refusal = aboutRow(error);
    return list.map(({ row }) => refusedRow(row, refusal));
  }
}

type Together = { list: readonly Ready[]; part: string };

/** What became of each customer by key; null when it waits for a second person. */
async function rateTogether(work: Applying, { id, card }: CardInForce, { list, part }: Together) {
  const { acting, dryRun } = work;
  const inputs = new Map(card.inputs.map((input) => [input.code, input]));
  const customers = list.map(({ row, customerId }) => {
    return { customerId, inputs: answersOf(row.cells, inputs) };
  });
  const input = { scorecardId: globalId('Scorecard', id), customers };
  const how = { part: `${work.part}.${part}`, dryRun };
  const { result } = await acting.perform('rating.rate-listed', input, how);
  if (!result) return null;
  return new Map((result.outcomes as Rated[]).map((each) => [each.customer, each]));
}

const OWN_COLUMNS: ReadonlySet<string> = new Set(ratingAnswers.columns.map(({ code }) => code));

/** An empty cell gives no answer. */
const answersOf = (cells: Cells, inputs: ReadonlyMap<string, ScorecardInput>) =>
  Object.fromEntries(
    [...cells]
      .filter(([code]) => !OWN_COLUMNS.has(code))
      .map(([code, text]) => [code, answerOf(inputs.get(code), text)]),
  );

/** Amounts are written in yuan and asked in fen; what fits no rule stays text, and the card says no. */
function answerOf(input: ScorecardInput | undefined, text: string): string | boolean {
  if (input?.type !== 'MONEY_FEN') return input ? answerIn(input, text) : text;
  const [sign, amount] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text];
  return MONEY_PATTERN.test(amount) ? `${sign}${fenOf(amount)}` : text;
}

const UNCHANGED = 'rating.unchanged';

/** A rating that a person has to decide about waits for one, like anything that does. */
function outcomeOf({ row, customerId }: Ready, rated: Rated | undefined): GivenOutcome {
  const { number } = row;
  if (!rated) return refusedRow(row, { code: 'object.not_found', path: ['customerCode'] });
  if (rated.status === 'EFFECTIVE') return { number, state: 'DONE', customerId };
  if (rated.status !== null) {
    return { number, state: 'WAITING', code: 'rating.decision_awaited', customerId };
  }
  const refused = refusedRow(row, { code: rated.code ?? '', path: rated.about.slice(0, 1) });
  const known = { ...refused, customerId };
  return rated.code === UNCHANGED ? { ...known, state: 'ON_FILE' } : known;
}
