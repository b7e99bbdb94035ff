import { test } from 'tap';
import { contentOf, type LoanProduct } from '../../../src/modules/products/content.ts';
import { sampleProductOf } from '../../../src/modules/products/samples.ts';
import { testApp } from '../../helpers/app.ts';
import { application, openLending } from '../loans/lending.ts';

const village = sampleProductOf('VILLAGE_CREDIT') as LoanProduct;
const contentWith = (changes: object) => ({ ...JSON.parse(contentOf(village)), ...changes });
const EDITIONS = `{ loanProducts(filter: { code: "VILLAGE_CREDIT", anyTime: true }, first: 10, order: EDITION) {
  nodes { edition status validFrom validTo } } }`;

test('an edition is drafted, checked, published, superseded and closed', async (t) => {
  const app = await testApp(t);
  const bank = app.as('administrator');
  const drafted = await bank.command('loan-product.draft', {
    content: contentWith({ maximumFen: '50' }),
  });
  const id = drafted.product;
  const checked = await bank.query(
    'query ($id: ID!) { loanProductCheck(productId: $id) { product { edition } problems { code path limit message { zh } } } }',
    { id },
  );
  t.match(checked.loanProductCheck, {
    product: { edition: 2 },
    problems: [{ code: 'RANGE_EMPTY', path: ['maximumFen'], limit: null }, {}, {}],
  });
  t.match(await bank.refused('loan-product.publish', { id, validFrom: '2026-03-05' }), {
    code: 'loan-product.invalid',
    path: ['content', 'maximumFen'],
  });
  const content = contentWith({ standAloneFen: '2000000' });
  await bank.command('loan-product.revise', { id, content });
  const past = { id, validFrom: '2026-03-01' };
  t.match(await bank.refused('loan-product.publish', past), {
    code: 'loan-product.valid_from_past',
  });
  await bank.command('loan-product.publish', { id, validFrom: '2026-03-05' });
  t.match((await bank.query(EDITIONS)).loanProducts.nodes, [
    { edition: 1, status: 'SUPERSEDED', validFrom: '2024-07-01', validTo: '2026-03-05' },
    { edition: 2, status: 'PUBLISHED', validFrom: '2026-03-05', validTo: null },
  ]);
  t.match(await bank.refused('loan-product.revise', { id, content }), {
    code: 'loan-product.not_draft',
  });
  const close = { id, until: '2026-03-05' };
  t.match(await bank.refused('loan-product.close', close, { reason: '停办' }), {
    code: 'loan-product.closing_day',
  });
  await bank.command('loan-product.close', { id, until: '2026-04-01' }, { reason: '停办' });
  t.match(await bank.refused('loan-product.close', close, { reason: '停办' }), {
    code: 'loan-product.not_offered',
  });
  const next = await bank.command('loan-product.draft', { sample: 'VILLAGE_CREDIT' });
  const early = { id: next.product, validFrom: '2026-03-20' };
  t.match(await bank.refused('loan-product.publish', early), {
    code: 'loan-product.edition_order',
  });
  await bank.command('loan-product.publish', { ...early, validFrom: '2026-04-01' });
});

test('what is not a product is refused with its place', async (t) => {
  const app = await testApp(t);
  const bank = app.as('administrator');
  const refused = (input: Record<string, unknown>) => bank.refused('loan-product.draft', input);
  t.match(await refused({}), { code: 'loan-product.one_source' });
  t.match(await refused({ sample: 'GOLD' }), { code: 'loan-product.sample_unknown' });
  t.match(await refused({ sample: 'VILLAGE_CREDIT', content: {} }), {
    code: 'loan-product.one_source',
  });
  const faults = [
    [{ format: 2 }, 'format'],
    [{ minimumFen: '-1' }, 'minimumFen'],
    [{ minimumFen: 1.5 }, 'minimumFen'],
    [{ dayCount: 'ACTUAL_364' }, 'dayCount'],
    [{ graceDays: -1 }, 'graceDays'],
    [{ rate: { type: 'FIXED', minimum: '3', maximum: '1e3' } }, 'rate'],
  ] as const;
  for (const [change, field] of faults) {
    t.match(await refused({ content: contentWith(change) }), {
      code: 'loan-product.malformed',
      path: ['content', field],
    });
  }
  const officer = app.as('grid.officer');
  t.match(await officer.refused('loan-product.draft', { sample: 'VILLAGE_CREDIT' }), {
    code: /permission|forbidden/,
  });
});

test('a loan keeps the edition it was judged by; the next is judged by the next', async (t) => {
  const app = await testApp(t);
  const { zhang, customer } = await openLending(app);
  const bank = app.as('administrator');
  const content = contentWith({ minimumFen: '2000000', standAloneFen: '4000000' });
  const { product } = await bank.command('loan-product.draft', { content });
  const { loan } = await zhang.command('loan.apply', application(customer));
  await bank.command('loan-product.publish', { id: product, validFrom: '2026-03-02' });
  t.match(await zhang.refused('loan.apply', application(customer)), {
    code: 'loan.amount_out_of_range',
  });
  const seen = await zhang.query(
    'query ($id: ID!) { loan(id: $id) { product productEdition { edition } rateType spread } }',
    { id: loan },
  );
  t.match(seen.loan, {
    product: 'VILLAGE_CREDIT',
    productEdition: { edition: 1 },
    rateType: 'FIXED',
    spread: null,
  });
});

test('a floating rate rests on the prime rate recorded', async (t) => {
  const app = await testApp(t);
  const { zhang, customer } = await openLending(app);
  const bank = app.as('administrator');
  const terms = {
    product: 'POVERTY_RELIEF',
    repaymentMethod: 'INTEREST_MONTHLY',
    annualRate: '3.05',
  };
  const asked = application(customer, terms);
  t.match(await zhang.refused('loan.apply', asked), {
    code: 'loan.spread_out_of_range',
    path: ['annualRate'],
    details: { primeRate: '3.000000', tenor: 'ONE_YEAR', maximumSpread: '0' },
  });
  const recorded = { tenor: 'ONE_YEAR', publishedOn: '2026-02-24', rate: '3.1' };
  await bank.command('prime-rate.record', recorded);
  t.match(await bank.refused('prime-rate.record', recorded), { code: 'prime-rate.recorded' });
  const later = { ...recorded, publishedOn: '2026-03-20' };
  t.match(await bank.refused('prime-rate.record', later), { code: 'prime-rate.future' });
  const zero = { ...recorded, publishedOn: '2026-02-25', rate: '0' };
  t.match(await bank.refused('prime-rate.record', zero), { code: 'prime-rate.out_of_range' });
  const { loan } = await zhang.command('loan.apply', asked);
  const seen = await zhang.query(
    'query ($id: ID!) { loan(id: $id) { rateType spread primeRate { rate tenor } } }',
    { id: loan },
  );
  t.match(seen.loan, {
    rateType: 'LPR_FLOATING',
    spread: '-0.050000',
    primeRate: { rate: '3.100000', tenor: 'ONE_YEAR' },
  });
});
