import { z } from 'zod';
import { id } from '../../kernel/commands/input.ts';
import { read } from '../../kernel/queries/read.ts';
import { productOf } from './editions.ts';
import { productProblems } from './product-problems.ts';

const check = read({
  name: 'loan-product.check',
  permission: 'loan-product.manage',
  scope: 'institution',
  title: { en: 'What keeps a loan product from being published', zh: '贷款产品检查' },
  input: z.object({ productId: id('LoanProduct') }),
  cost: 5,
  async run(db, { productId }, { actor, today }) {
    const row = await db
      .selectFrom('loan_product')
      .select(['content', 'valid_from'])
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', productId)
      .executeTakeFirstOrThrow();
    const problems = productProblems(productOf(row), row.valid_from ?? today);
    return { product: productId, problems };
  },
});

export const productReads = [check];
