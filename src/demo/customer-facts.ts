import type { DemoCustomer } from './customers.ts';
import { atWork, type FactBook } from './facts.ts';
import type { DemoRating } from './ratings.ts';

/** What the command would have written when the file was opened. */
export function tellCustomer(book: FactBook, customer: DemoCustomer, completeness: number): void {
  const { id, code, kind, place, members } = customer;
  const grid = place.grid ? [{ type: 'Grid', id: place.grid.id }] : [];
  book.add({
    act: 'customer.registered',
    objects: [{ type: 'Customer', id, version: 1 }, ...grid],
    data: {
      code,
      kind,
      areaCode: place.village.code,
      territoryCode: place.grid?.code ?? place.village.code,
      members: members.length,
      completeness,
    },
    at: atWork(customer.registeredOn, 0.1),
    by: customer.registeredBy.id,
  });
}

/** A rating, and what a second person decided about it. */
export function tellRating(book: FactBook, rating: DemoRating): void {
  const { judgement, status, ratedBy, decidedBy } = rating;
  const objects = [
    { type: 'Rating', id: rating.id, version: 1 },
    { type: 'Customer', id: rating.customer.id, version: 1 },
  ];
  const data = {
    outcome: judgement.outcome,
    grade: judgement.grade,
    creditLineFen: judgement.creditLineFen.toString(),
  };
  book.add({
    act: 'rating.rated',
    objects: [...objects, { type: 'Scorecard', id: rating.scorecardId }],
    data: { ...data, status: decidedBy ? 'AWAITING_DECISION' : status, score: judgement.score },
    at: atWork(rating.from, 0.3),
    by: ratedBy,
  });
  if (!decidedBy) return;
  const act = status === 'EFFECTIVE' ? 'rating.accepted' : 'rating.declined';
  const [decided, customer] = objects;
  const about = decided && customer ? [{ ...decided, version: 2 }, customer] : [];
  book.add({ act, objects: about, data, at: atWork(rating.from, 0.7), by: decidedBy });
}
