import { test } from 'tap';
import { contentOf, type LoanProduct } from '../../../src/modules/products/content.ts';
import { sampleProductOf } from '../../../src/modules/products/samples.ts';
import { testApp } from '../../helpers/app.ts';
import { bring, openLending, SEEN } from '../loans/lending.ts';

const village = sampleProductOf('VILLAGE_CREDIT') as LoanProduct;

test('papers the product asks for before payment are there before the check', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const bank = app.as('administrator');
  const documents = [{ kind: 'INCOME_PROOF', by: 'DISBURSEMENT' }];
  const content = { ...JSON.parse(contentOf(village)), documents };
  const { product } = await bank.command('loan-product.draft', { content });
  await bank.command('loan-product.publish', { id: product, validFrom: '2026-03-02' });
  const loan = await bring(app, lending, { to: 'SIGNED' });
  await lending.zhang.command('loan.draw', { id: loan });
  const disburser = app.as('loan.disburser');
  t.match(await disburser.refused('loan.check', { id: loan, ...SEEN }), {
    code: 'loan.documents_missing',
    details: { missing: ['INCOME_PROOF'] },
  });
  const paper = { id: loan, kind: 'INCOME_PROOF', sha256: 'e'.repeat(64) };
  await lending.zhang.command('loan.receive-document', paper);
  await disburser.command('loan.check', { id: loan, ...SEEN });
});
