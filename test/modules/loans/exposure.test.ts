import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { application, bring, openLending, rate, readLoan, registerHousehold } from './lending.ts';

test('without a rating the product’s limit holds, with one the line, over all loans', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang, customer } = lending;
  const apply = (amount: string) => application(customer, { amount });
  t.match(await zhang.refused('loan.apply', apply('50000.01')), {
    code: 'loan.over_stand_alone_limit',
    path: ['amount'],
  });
  await rate(app, lending.customerKey, 60_000);
  const first = await bring(app, lending, { to: 'SUBMITTED', terms: { amount: '40000.00' } });
  t.match((await readLoan(app, first, 'basis rating { creditLine }')).loan, {
    basis: 'CREDIT_LINE',
    rating: { creditLine: '60000.00' },
  });
  t.match(await zhang.refused('loan.apply', apply('20000.01')), { code: 'loan.over_credit_line' });
  // Drafts do not count, so both fit; submitted they do not.
  const one = await zhang.command('loan.apply', apply('20000.00'));
  const two = await zhang.command('loan.apply', apply('20000.00'));
  await zhang.command('loan.submit', { id: one.loan });
  const over = await zhang.refused('loan.submit', { id: two.loan });
  t.match(over, { code: 'loan.over_credit_line' });
  const { loanExposure } = await zhang.query(
    `query ($id: ID!) { loanExposure(customerId: $id) {
       customer { code } rating { grade } creditLine committed pending available } }`,
    { id: customer },
  );
  t.match(loanExposure, {
    customer: { code: /^H-/ },
    rating: { grade: 'A' },
    creditLine: '60000.00',
    committed: '0.00',
    pending: '60000.00',
    available: '0.00',
  });
  await zhang.command('loan.withdraw', { id: one.loan }, { reason: '客户放弃' });
  await zhang.command('loan.submit', { id: two.loan });
});

test('bad applications are refused with the field and change nothing', async (t) => {
  const app = await testApp(t);
  const { zhang, customer } = await openLending(app);
  const cases = [
    [{ customerId: customer.replace(/.{6}$/, '000000') }, 'object.not_found', ['customerId']],
    [{ customerId: 'customer_1' }, 'input.invalid', ['customerId']],
    [{ product: 'GOLD' }, 'loan.product_not_offered', ['product']],
    [{ amount: '0' }, 'loan.amount_out_of_range', ['amount']],
    [{ amount: '-1.00' }, 'input.invalid', ['amount']],
    [{ amount: '1000.001' }, 'input.invalid', ['amount']],
    [{ amount: '99999999999999' }, 'input.invalid', ['amount']],
    [{ amount: '9999999999999.99' }, 'loan.amount_out_of_range', ['amount']],
    [{ termMonths: 0 }, 'input.invalid', ['termMonths']],
    [{ termMonths: 361 }, 'input.invalid', ['termMonths']],
    [{ termMonths: 61 }, 'loan.term_too_long', ['termMonths']],
    [{ annualRate: '12.01' }, 'loan.rate_out_of_range', ['annualRate']],
    [{ annualRate: '4.3500001' }, 'input.invalid', ['annualRate']],
    [{ annualRate: '-4' }, 'input.invalid', ['annualRate']],
    [{ industryCode: undefined }, 'loan.industry_code', ['industryCode']],
    [{ fundUse: 'CONSUMPTION' }, 'loan.industry_code', ['industryCode']],
    [{ industryCode: 'Z99' }, 'input.invalid', ['industryCode']],
    [{ repaymentMethod: 'WEEKLY' }, 'input.invalid', ['repaymentMethod']],
    [{ purpose: '   ' }, 'input.invalid', ['purpose']],
    [{ purpose: 'a\u0000b' }, 'input.invalid', ['lines', 0, 'input', 'purpose']],
    [{ currency: 'USD' }, 'input.invalid', ['currency']],
  ] as const;
  for (const [change, code, path] of cases) {
    const input = { ...application(customer), ...change };
    t.match(await zhang.refused('loan.apply', input), { code, path }, JSON.stringify(change));
  }
  const [{ count } = { count: -1 }] = await app.owner<{ count: number }>(
    'select count(*)::int as count from loan',
  );
  t.equal(count, 0);
});

test('who is not served: blacklisted, closed, out of sight', async (t) => {
  const app = await testApp(t);
  const { zhang, customer, customerKey } = await openLending(app);
  const set = (columns: string) =>
    app.owner(`update customer set ${columns} where id = $1`, [customerKey]);
  await set(`screening = 'BLACK', screening_reason = 'GAMBLING'`);
  const black = await zhang.refused('loan.apply', application(customer));
  t.match(black, { code: 'loan.customer_blacklisted' });
  await set(`screening = 'GREY'`);
  const { loan } = await zhang.command('loan.apply', application(customer));
  await set(`status = 'CLOSED'`);
  t.match(await zhang.refused('loan.submit', { id: loan }), { code: 'loan.customer_not_active' });
  await set(`status = 'ACTIVE'`);
  const { grids } = await app
    .as('grid.manager')
    .query('{ grids(first: 1, order: CODE) { nodes { id } } }');
  const wider = { id: customer, gridId: grids.nodes[0].id };
  await app.as('grid.manager').command('customer.move', wider, { reason: '归入大网格' });
  t.match(await zhang.refused('loan.submit', { id: loan }), { code: 'object.not_found' });
  const unseen = await zhang.query(
    'query ($id: ID!) { loan(id: $id) { id } node(id: $id) { id } }',
    {
      id: loan,
    },
  );
  t.same(unseen, { loan: null, node: null });
});

test('large amounts for a person are paid out to the payee', async (t) => {
  const app = await testApp(t);
  const { zhang, customer, customerKey } = await openLending(app);
  await rate(app, customerKey, 900_000);
  const large = application(customer, { amount: '500000.01', counterpartyFixed: true });
  t.match(await zhang.refused('loan.apply', large), {
    code: 'loan.payee_required',
    path: ['payeeReference'],
  });
  const { loan } = await zhang.command('loan.apply', { ...large, payeeReference: 'P-1' });
  t.match((await readLoan(app, loan, 'paymentMethod paymentRule payeeReference')).loan, {
    paymentMethod: 'ENTRUSTED',
    paymentRule: 'OTHERWISE',
    payeeReference: 'P-1',
  });
});

test('products are shown as offered', async (t) => {
  const app = await testApp(t);
  const { loanProducts } = await app
    .as('loan.reviewer')
    .query('{ loanProducts(first: 10, order: EDITION) { nodes { code sample nameZh content } } }');
  t.match(loanProducts.nodes, [
    { code: 'FARM_PRODUCTION' },
    { code: 'MERCHANT_OPERATING' },
    { code: 'POVERTY_RELIEF' },
    { code: 'VILLAGE_CREDIT', sample: true, content: { standAloneFen: '5000000' } },
  ]);
});

test('two drawings race for one line: one is approved', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 60_000);
  const terms = { amount: '40000.00' };
  const one = await bring(app, lending, { to: 'REVIEWED', terms });
  // The line shrank after the first was applied for: both wait for a decision that takes one.
  await app.owner('update rating set credit_line_fen = 8000000');
  const two = await bring(app, lending, { to: 'REVIEWED', terms });
  await app.owner('update rating set credit_line_fen = 6000000');
  const approve = async (loan: string) => {
    const { body } = await send(app, 'loan.approver', 'loan.approve', { id: loan, opinion: '可' });
    return body.lines[0];
  };
  const answers = await Promise.all([approve(one), approve(two)]);
  t.same(answers.map((line) => line.status).sort(), [200, 409]);
  t.ok(answers.some((line) => line.code === 'loan.over_credit_line'));
  const households = await registerHousehold(lending.zhang, lending.grid);
  t.ok(households, 'and the customer is not left locked');
});

const send = (
  app: Awaited<ReturnType<typeof testApp>>,
  who: string,
  command: string,
  input: object,
) =>
  app.as(who).rest({
    method: 'POST',
    url: '/v1/batch',
    payload: { lines: [{ command, input, idempotencyKey: `${command}-${Math.random()}` }] },
  });
