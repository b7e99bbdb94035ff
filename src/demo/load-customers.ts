import type { Row } from './copy.ts';
import { type AddressMasks, sealCustomer } from './customer-rows.ts';
import { customersOf, type DemoCustomer } from './customers.ts';
import { atWork, type FactBook } from './facts.ts';
import type { DataKey, DemoWorld } from './foundations.ts';
import type { LoanLoader } from './load-loans.ts';
import type { Loader } from './loader.ts';
import { randomOf } from './random.ts';
import { type DemoRating, raterOf, ratingRow } from './ratings.ts';
import { sealerOf } from './seal.ts';

/** A customer who may borrow: with a rating that counts, or without any. */
export type Candidate = { customer: DemoCustomer; rating: DemoRating | null };

const BATCH = 2_000;
/** Facts of a county of the usual size are written in one order; a large one writes in between. */
const FACTS_HELD = 100_000;
/** The smallest line worth a loan. */
const LEAST_LINE_FEN = 1_000_000n;
const UNRATED_BORROWER_SHARE = 0.04;

/**
 * Generates, seals, rates and loads customers in batches, so that memory stays flat whatever
 * their number. Hands over those who borrow: as many as there are to be loans, spread evenly.
 */
export async function loadCustomers(
  loader: Loader,
  world: DemoWorld,
  { dataKey, facts, lend }: { dataKey: DataKey; facts: FactBook; lend: LoanLoader },
): Promise<void> {
  const { setting, institutions } = world;
  const bankId = institutions.bank.id;
  const rater = raterOf(world);
  await loader.copy('scorecard', rater.scorecards);
  const writing = { bankId, sealer: sealerOf(bankId, dataKey), masks: new Map() as AddressMasks };
  const random = randomOf(setting.seed, 'borrowers');
  const candidates: Candidate[] = [];
  const side: { members: Row[]; ratings: Row[] } = { members: [], ratings: [] };
  let count = 0;
  let borrowers = 0;
  const rowOf = (customer: DemoCustomer): Row => {
    count += 1;
    const { row, members } = sealCustomer(customer, writing);
    side.members.push(...members);
    const rating = rater.rate(customer);
    if (rating) side.ratings.push(ratingRow(rating, bankId));
    addFacts(facts, customer, rating);
    const isWanted = borrowers < Math.ceil((count / setting.households) * setting.loans);
    const isFree = rating
      ? mayBorrow(rating, setting.today)
      : random.chance(UNRATED_BORROWER_SHARE);
    if (isWanted && isFree && isServed(customer)) {
      borrowers += 1;
      candidates.push({ customer, rating });
    }
    return row;
  };
  loader.progress.begin('customers', setting.households);
  const source = customersOf(world)[Symbol.iterator]();
  for (let isMore = true; isMore; ) {
    const before = count;
    await loader.copy('customer', {
      *[Symbol.iterator]() {
        for (let left = BATCH; left > 0; left -= 1) {
          const next = source.next();
          if (next.done) return;
          yield rowOf(next.value);
        }
      },
    });
    isMore = count - before === BATCH;
    await loader.copy('subject_key', writing.sealer.takeKeys());
    await loader.copy('customer_member', side.members.splice(0));
    await loader.copy('rating', side.ratings.splice(0));
    await lend(candidates.splice(0));
    if (facts.size > FACTS_HELD) await loader.copy('journal_entry', facts.take());
    loader.progress.advance(count - before);
  }
  loader.progress.end();
}

/** Known by number, on no list, and in a grid whose officers can investigate. */
const isServed = ({ screening, hasIdNumber, place }: DemoCustomer): boolean =>
  screening.list === 'NONE' && hasIdNumber && place.grid !== null;

const mayBorrow = (rating: DemoRating, today: string): boolean =>
  rating.status === 'EFFECTIVE' &&
  rating.to > today &&
  rating.judgement.creditLineFen >= LEAST_LINE_FEN;

/** What the commands would have written, as far as a history is worth its space. */
function addFacts(facts: FactBook, customer: DemoCustomer, rating: DemoRating | null): void {
  const { id, code, kind, place } = customer;
  const grid = place.grid ? [{ type: 'Grid', id: place.grid.id }] : [];
  facts.add({
    act: 'customer.registered',
    objects: [{ type: 'Customer', id, version: 1 }, ...grid],
    data: { code, kind, areaCode: place.village.code, members: customer.members.length },
    at: atWork(customer.registeredOn, 0.1),
    by: customer.registeredBy.id,
  });
  if (!rating) return;
  const { judgement, status, ratedBy, decidedBy } = rating;
  const objects = [
    { type: 'Rating', id: rating.id, version: 1 },
    { type: 'Customer', id, version: 1 },
    { type: 'Scorecard', id: rating.scorecardId },
  ];
  const result = {
    outcome: judgement.outcome,
    grade: judgement.grade,
    creditLineFen: judgement.creditLineFen.toString(),
  };
  const at = atWork(rating.from, 0.3);
  facts.add({
    act: 'rating.rated',
    objects,
    data: { ...result, status: decidedBy ? 'AWAITING_DECISION' : status, score: judgement.score },
    at,
    by: ratedBy,
  });
  if (!decidedBy) return;
  const act = status === 'EFFECTIVE' ? 'rating.accepted' : 'rating.declined';
  facts.add({
    act,
    objects: objects.slice(0, 2),
    data: result,
    at: atWork(rating.from, 0.7),
    by: decidedBy,
  });
}
