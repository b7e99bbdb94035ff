import type { Module } from '../../kernel/module.ts';
import { draftProduct } from './commands/draft.ts';
import { closeProduct, publishProduct } from './commands/publish.ts';
import { recordPrimeRate } from './commands/record-prime-rate.ts';
import { discardProduct, reviseProduct } from './commands/revise.ts';
import { productSchema } from './content.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { productNouns } from './queries.ts';
import { productReads } from './reads.ts';

export type { Charge, Subsidy } from './charges.ts';
export type { LoanProduct, RequiredDocument } from './content.ts';
export { type Label, millionthsOf, percentOf } from './content-values.ts';
export {
  type ProductEdition,
  type ProductWanted,
  productEdition,
  productInForce,
} from './editions.ts';
export {
  type InvestigationSection,
  sectionsAsked,
} from './investigation.ts';
export {
  type PrimeRate,
  primeRateOn,
  type RateMade,
  rateMadeOf,
  tenorOf,
} from './prime-rates.ts';
export { type AskedTerms, bookOf, type TermsFault, termsFault } from './terms.ts';

/** What a bank lends, as dated data: whom, for what, how much, at what rate, cost and security. */
export const products: Module = {
  name: 'products',
  factData,
  nouns: productNouns,
  commands: [
    draftProduct,
    reviseProduct,
    publishProduct,
    closeProduct,
    discardProduct,
    recordPrimeRate,
  ],
  reads: productReads,
  formats: [
    {
      name: 'loan-product',
      title: { en: 'A loan product, format 1', zh: '贷款产品，format 1' },
      schema: productSchema,
    },
  ],
};
