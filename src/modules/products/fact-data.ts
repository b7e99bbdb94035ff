import { PrimeRateTenor } from '../../generated/enums.ts';
import { count, day, decimal, type FactData, oneOf, word } from '../../kernel/journal/fact-data.ts';

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'loan-product.closed': { code: word, edition: count, until: day },
  'loan-product.discarded': { code: word, edition: count },
  'loan-product.drafted': { code: word, edition: count },
  'loan-product.published': { code: word, edition: count, validFrom: day },
  'loan-product.revised': { code: word, edition: count },
  'prime-rate.recorded': { tenor: oneOf(PrimeRateTenor), publishedOn: day, rate: decimal },
};
