import { z } from 'zod';
import { id } from '../../kernel/commands/input.ts';
import { yuanOf } from '../../kernel/money.ts';
import { read } from '../../kernel/queries/read.ts';
import { ruleSetOn } from '../../kernel/rule-sets.ts';
import { decisionReads } from './decision-reads.ts';
import { exposureOf } from './exposure.ts';
import { type LoanProduct, loanProducts } from './products.ts';

const exposure = read({
  name: 'loan.exposure',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What a customer owes and may still borrow', zh: '客户授信与用信' },
  input: z.object({ customerId: id('Customer') }),
  cost: 10,
  async run(db, { customerId }, { actor, today }) {
    const sums = await exposureOf(db, actor, { customerId, today });
    const { committedFen, pendingFen, rating } = sums;
    const leftFen = rating ? rating.creditLineFen - committedFen - pendingFen : null;
    return {
      customer: customerId,
      rating: rating?.id ?? null,
      creditLine: rating ? yuanOf(rating.creditLineFen) : null,
      committed: yuanOf(committedFen),
      pending: yuanOf(pendingFen),
      available: leftFen === null ? null : yuanOf(leftFen > 0n ? leftFen : 0n),
    };
  },
});

const shown = (product: LoanProduct) => ({
  code: product.code,
  name: product.name,
  sample: product.sample,
  legalBasis: product.legalBasis,
  minimum: yuanOf(product.minimumFen),
  maximum: yuanOf(product.maximumFen),
  standAlone: yuanOf(product.standAloneFen),
  minimumRate: product.minimumRate,
  maximumRate: product.maximumRate,
  maximumMonthsBusiness: product.maximumMonths.BUSINESS,
  maximumMonthsConsumption: product.maximumMonths.CONSUMPTION,
  repaymentMethods: product.repaymentMethods,
});

const products = read({
  name: 'loan.products',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'Loan products offered today', zh: '在办贷款产品' },
  input: z.object({}),
  cost: 1,
  async run(_db, _input, { today }) {
    const byCode = Map.groupBy(loanProducts, (product) => product.code);
    return [...byCode.values()].flatMap((editions) => {
      const product = ruleSetOn(editions, today);
      return product ? [shown(product)] : [];
    });
  },
});

export const loanReads = [...decisionReads, exposure, products];
