import type { FactBook } from './facts.ts';
import type { DemoWorld } from './foundations.ts';
import type { Candidate } from './load-customers.ts';
import type { Loader } from './loader.ts';
import { type LoanRows, lenderOf } from './loans.ts';
import { ratingRow } from './ratings.ts';

/** Loads the loans of some borrowers. */
export type LoanLoader = (candidates: readonly Candidate[]) => Promise<void>;

/** Tables in the order their rows refer to each other. */
export function loanLoaderOf(loader: Loader, world: DemoWorld, book: FactBook): LoanLoader {
  const lend = lenderOf(world, book);
  const { bank } = world.institutions;
  return async (candidates) => {
    const loans = candidates.map(lend);
    const all = (part: (loan: LoanRows) => LoanRows['steps']) => loans.flatMap(part);
    const ratings = loans.flatMap(({ rating }) => rating ?? []);
    await loader.copy(
      'rating',
      ratings.map((rating) => ratingRow(rating, bank.id)),
    );
    await loader.copy(
      'loan',
      loans.map(({ loan }) => loan),
    );
    await loader.copy(
      'loan_step',
      all(({ steps }) => steps),
    );
    await loader.copy(
      'loan_investigation',
      all(({ investigations }) => investigations),
    );
    await loader.copy(
      'loan_instalment',
      all(({ instalments }) => instalments),
    );
    await loader.copy(
      'loan_fact',
      all(({ coreFacts }) => coreFacts),
    );
  };
}
