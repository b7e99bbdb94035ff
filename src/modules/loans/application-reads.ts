import { z } from 'zod';
import { id } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { read } from '../../kernel/queries/read.ts';
import { productEdition, productInForce } from '../products/index.ts';
import { completenessOf, missingPapers } from './guarantees.ts';
import { exposuresOf, relatedParties } from './related-parties.ts';

const checklist = read({
  name: 'loan.checklist',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'What an application still lacks', zh: '申请完备情况' },
  input: z.object({ loanId: id('Loan') }),
  cost: 5,
  async run(db, { loanId }, { actor, today }) {
    const { institutionId } = actor;
    const loan = await db
      .selectFrom('loan')
      .selectAll()
      .where('institution_id', '=', institutionId)
      .where('id', '=', loanId)
      .executeTakeFirstOrThrow();
    const product =
      (await productInForce(db, { institutionId, code: loan.product, today })) ??
      (loan.product_id && (await productEdition(db, { institutionId, id: loan.product_id })));
    if (!product) throw refuse('loan.product_not_offered');
    const completeness = await completenessOf(db, loan, product);
    const { security, papers } = completeness;
    return {
      loan: loan.id,
      documents: papers,
      secured: yuanOf(security.securedFen),
      unsecuredMost: yuanOf(security.unsecuredMostFen),
      securitySuffices: security.suffices,
      complete: security.suffices && missingPapers(completeness, 'SUBMISSION').length === 0,
    };
  },
});

const relatedExposure = read({
  name: 'loan.related-exposure',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'Who is related to a borrower, and what they owe', zh: '关联方及合计用信' },
  input: z.object({ customerId: id('Customer') }),
  cost: 50,
  async run(db, { customerId }, { actor }) {
    const { institutionId } = actor;
    const parties = await relatedParties(db, { institutionId, customerId });
    const { householdFen, relatedFen } = exposuresOf(parties);
    return {
      customer: customerId,
      parties: parties.map(({ customer, relations, ...sums }) => ({
        customer,
        relations,
        committed: yuanOf(sums.committedFen),
        pending: yuanOf(sums.pendingFen),
        guaranteed: yuanOf(sums.guaranteedFen),
      })),
      household: yuanOf(householdFen),
      related: yuanOf(relatedFen),
    };
  },
});

export const applicationReads = [checklist, relatedExposure];
