import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import {
  answerFlags,
  application,
  bring,
  enter,
  openLending,
  readLoan,
  registerHousehold,
} from './lending.ts';

const FARM = { product: 'FARM_PRODUCTION', amount: '60000.00', repaymentMethod: 'EQUAL_PRINCIPAL' };
const sha = (digit: string) => digit.repeat(64);

test('papers and security come before a submission', async (t) => {
  const app = await testApp(t);
  const { zhang, customer, grid } = await openLending(app);
  const guarantor = await registerHousehold(zhang, grid);
  const { loan } = await zhang.command('loan.apply', application(customer, FARM));
  const submit = { id: loan };
  t.match(await zhang.refused('loan.submit', submit), {
    code: 'loan.documents_missing',
    details: { missing: ['IDENTITY_CARD', 'CREDIT_REPORT_CONSENT'] },
  });
  const card = { id: loan, kind: 'IDENTITY_CARD', sha256: sha('a') };
  await zhang.command('loan.receive-document', card);
  t.match(await zhang.refused('loan.receive-document', card), { code: 'loan.document_repeated' });
  await zhang.command('loan.receive-document', { ...card, kind: 'CREDIT_REPORT_CONSENT' });
  t.match(await zhang.refused('loan.submit', submit), {
    code: 'loan.security_insufficient',
    details: { secured: '0.00', unsecuredMost: '50000.00' },
  });
  const stands = { id: loan, kind: 'GUARANTEE', amount: '10000.00', guarantorId: guarantor };
  const offered = await zhang.command('loan.offer-guarantee', stands);
  t.match(await zhang.refused('loan.offer-guarantee', stands), { code: 'loan.guarantee_repeated' });
  const { loanChecklist } = await zhang.query(
    `query ($id: ID!) { loanChecklist(loanId: $id) { complete securitySuffices secured
       documents { kind by received } } }`,
    { id: loan },
  );
  t.match(loanChecklist, { complete: false, securitySuffices: true, secured: '10000.00' });
  t.match(
    loanChecklist.documents.filter((each: { received: boolean }) => !each.received),
    [{ kind: 'GUARANTOR_STATEMENT', by: 'SUBMISSION' }],
  );
  const statement = { ...card, kind: 'GUARANTOR_STATEMENT', sha256: sha('b') };
  await zhang.command('loan.receive-document', statement);
  await zhang.command('loan.submit', submit);
  t.match((await readLoan(app, loan, 'guaranteeKind householdExposure relatedExposure')).loan, {
    guaranteeKind: 'GUARANTEE',
    householdExposure: '60000.00',
    relatedExposure: '60000.00',
  });
  const removal = { id: loan, guaranteeId: offered.guarantee };
  t.match(await zhang.refused('loan.remove-guarantee', removal), {
    code: 'loan.illegal_transition',
  });
  const seen = await zhang.query(
    `query ($id: ID!) { loanRelatedExposure(customerId: $id) { household related
       parties { customer { code } relations committed pending guaranteed } } }`,
    { id: guarantor },
  );
  t.match(seen.loanRelatedExposure, {
    household: '0.00',
    related: '60000.00',
    parties: [
      { relations: ['SELF'], guaranteed: '10000.00' },
      { relations: ['GUARANTEED'], pending: '60000.00' },
    ],
  });
  const closing = { id: guarantor, closeReason: 'MOVED_AWAY' };
  const manager = app.as('grid.manager');
  t.match(await manager.refused('customer.close', closing, { reason: '外迁' }), {
    code: 'customer.work_under_way',
    details: { work: [{ kind: 'GUARANTEES', count: 1 }] },
  });
});

test('security that is not what the product takes is refused with the field', async (t) => {
  const app = await testApp(t);
  const { zhang, customer, grid } = await openLending(app);
  const guarantorId = await registerHousehold(zhang, grid);
  const { loan } = await zhang.command('loan.apply', application(customer, FARM));
  const thing = {
    kind: 'MORTGAGE',
    amount: '30000.00',
    collateralKind: 'RURAL_HOUSE',
    titleReference: 'T-1',
    value: '50000.00',
    valuedOn: '2026-03-01',
  };
  const cases = [
    [{ kind: 'CREDIT', amount: '1.00' }, 'loan.guarantee_kind_not_taken'],
    [{ ...thing, amount: '30000.01' }, 'loan.collateral_value_too_low'],
    [{ ...thing, amount: '60000.01', value: '900000.00' }, 'loan.guarantee_amount'],
    [{ ...thing, amount: '0' }, 'loan.guarantee_amount'],
    [{ ...thing, amount: '-1.00' }, 'input.invalid'],
    [{ ...thing, valuedOn: '2026-03-03' }, 'loan.date_in_future'],
    [{ ...thing, valuedOn: '2026-02-30' }, 'input.invalid'],
    [{ kind: 'MORTGAGE', amount: '1.00' }, 'loan.guarantee_incomplete'],
    [{ ...thing, kind: 'GUARANTEE', guarantorId }, 'loan.guarantee_incomplete'],
    [{ kind: 'GUARANTEE', amount: '1.00' }, 'loan.guarantee_incomplete'],
    [{ kind: 'GUARANTEE', amount: '1.00', guarantorId: customer }, 'loan.guarantor_is_borrower'],
  ] as const;
  for (const [offer, code] of cases) {
    const refused = await zhang.refused('loan.offer-guarantee', { id: loan, ...offer });
    t.match(refused, { code }, JSON.stringify(offer));
  }
  await zhang.command('loan.offer-guarantee', { id: loan, ...thing });
  await app.owner(
    `update customer set screening = 'BLACK', screening_reason = 'GAMBLING'
    where id = $1`,
    [guarantorId.slice(guarantorId.indexOf('_') + 1)],
  );
  const black = { id: loan, kind: 'GUARANTEE', amount: '1.00', guarantorId };
  t.match(await zhang.refused('loan.offer-guarantee', black), { code: 'loan.guarantor_unfit' });
});

test('what was taken down wrongly no longer counts, and its record stays', async (t) => {
  const app = await testApp(t);
  const { zhang, customer, grid } = await openLending(app);
  const guarantorId = await registerHousehold(zhang, grid);
  const { loan } = await zhang.command('loan.apply', application(customer, FARM));
  const stands = { id: loan, kind: 'GUARANTEE', amount: '10000.00', guarantorId };
  const { guarantee } = await zhang.command('loan.offer-guarantee', stands);
  const removal = { id: loan, guaranteeId: guarantee };
  await zhang.command('loan.remove-guarantee', removal);
  t.match(await zhang.refused('loan.remove-guarantee', removal), {
    code: 'loan.guarantee_not_offered',
  });
  await zhang.command('loan.offer-guarantee', stands);
  const paper = { id: loan, kind: 'IDENTITY_CARD', sha256: sha('c') };
  const { document } = await zhang.command('loan.receive-document', paper);
  const withdrawal = { id: loan, documentId: document };
  await zhang.command('loan.withdraw-document', withdrawal, { reason: '照片不清' });
  t.match(await zhang.refused('loan.withdraw-document', withdrawal, { reason: '照片不清' }), {
    code: 'loan.document_not_received',
  });
  for (const kind of ['IDENTITY_CARD', 'CREDIT_REPORT_CONSENT', 'GUARANTOR_STATEMENT']) {
    await zhang.command('loan.receive-document', { ...paper, kind });
  }
  await zhang.command('loan.submit', { id: loan });
  const { loan: seen } = await readLoan(
    app,
    loan,
    'guarantees(first: 5) { nodes { status guarantor { id } } } documents(first: 9) { nodes { kind status } }',
  );
  t.same(seen.guarantees.nodes.map((each: { status: string }) => each.status).sort(), [
    'OFFERED',
    'REMOVED',
  ]);
  t.equal(seen.documents.nodes.length, 4);
  await app.owner(`update loan set status = 'WITHDRAWN'`);
  t.match(await zhang.refused('loan.receive-document', { ...paper, sha256: sha('d') }), {
    code: 'loan.illegal_transition',
  });
});

test('each channel is for those who may use it, where the product is offered there', async (t) => {
  const app = await testApp(t);
  const { zhang, customer } = await openLending(app);
  const portal = app.as('application.channel');
  const online = application(customer, { channel: 'CUSTOMER' });
  t.match(await zhang.refused('loan.apply-remotely', online), { code: /permission|forbidden/ });
  const onSite = { ...online, channel: 'OFFICER' };
  t.match(await portal.refused('loan.apply-remotely', onSite), { code: 'loan.channel_not_yours' });
  t.match(await portal.refused('loan.apply', application(customer)), {
    code: 'loan.channel_not_yours',
  });
  const farm = application(customer, { ...FARM, channel: 'CUSTOMER' });
  t.match(await portal.refused('loan.apply-remotely', farm), {
    code: 'loan.channel_not_offered',
    details: { channels: ['OFFICER', 'BANK'] },
  });
  const { loan } = await portal.command('loan.apply-remotely', online);
  await portal.command('loan.submit', { id: loan });
  t.match((await readLoan(app, loan, 'channel status')).loan, {
    channel: 'CUSTOMER',
    status: 'SUBMITTED',
  });
});

test('a second application like the first is flagged; the reviewer answers', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang } = lending;
  const first = await bring(app, lending, { to: 'SUBMITTED' });
  const second = await bring(app, lending, { to: 'INVESTIGATED' });
  const { loan } = await readLoan(
    app,
    second,
    'flags(first: 5) { nodes { id kind foundLoans thresholdLoans ruleSet others(first: 5) { nodes { id } } } }',
  );
  t.match(loan.flags.nodes, [
    { kind: 'DUPLICATE', foundLoans: 1, thresholdLoans: 0, others: { nodes: [{ id: first }] } },
  ]);
  const reviewer = app.as('loan.reviewer');
  const review = { id: second, opinion: '同意' };
  t.match(await reviewer.refused('loan.review', review), {
    code: 'loan.flags_open',
    details: { kinds: ['DUPLICATE'] },
  });
  const flagId = loan.flags.nodes[0].id;
  const answer = { id: second, flagId, outcome: 'CONFIRMED', answer: '同一批种子重复申请' };
  t.match(await zhang.refused('loan.answer-flag', answer), { code: /permission|forbidden/ });
  const elsewhere = { ...answer, id: first };
  t.match(await reviewer.refused('loan.answer-flag', elsewhere), {
    code: 'loan.illegal_transition',
  });
  await reviewer.command('loan.answer-flag', answer);
  t.match(await reviewer.refused('loan.answer-flag', answer), { code: 'loan.flag_not_open' });
  t.match(await reviewer.refused('loan.review', review), { code: 'loan.flags_confirmed' });
  await reviewer.command('loan.return', { id: second }, { reason: '合并为一笔' });
  await zhang.command('loan.withdraw', { id: first }, { reason: '合并为一笔' });
  const step = { loan: second, amount: '12000.00' };
  await enter(app, lending, { ...step, state: 'SUBMITTED' });
  await enter(app, lending, { ...step, state: 'INVESTIGATED' });
  await answerFlags(app, second);
  await reviewer.command('loan.review', review);
});

test('households are known by their people: a firm of the wife is seen', async (t) => {
  const app = await testApp(t);
  const { zhang, customer, customerKey, grid } = await openLending(app);
  const wife = await registerHousehold(zhang, grid);
  const wifeKey = wife.slice(wife.indexOf('_') + 1);
  await app.owner(
    `update customer set id_number_digest = '\\x01', id_number_cipher = '\\x01',
    id_number_mask = '4***' where id = $1`,
    [wifeKey],
  );
  await app.owner(
    `insert into customer_member (institution_id, id, customer_id, relationship, name_mask,
       name_cipher, id_number_mask, id_number_cipher, id_number_digest, joined_on)
     select institution_id, gen_random_uuid(), $1, 'SPOUSE', '李*', '\\x00', '4***', '\\x01', '\\x01',
       '2020-01-01' from customer where id = $1`,
    [customerKey],
  );
  const parties = async (id: string) => {
    const seen = await zhang.query(
      'query ($id: ID!) { loanRelatedExposure(customerId: $id) { household parties { customer { id } relations } } }',
      { id },
    );
    return seen.loanRelatedExposure;
  };
  t.match(await parties(customer), {
    parties: [
      { customer: { id: customer }, relations: ['SELF'] },
      { customer: { id: wife }, relations: ['HOUSEHOLD'] },
    ],
  });
  const { loan } = await zhang.command('loan.apply', application(customer));
  await zhang.command('loan.submit', { id: loan });
  t.match(await parties(wife), {
    household: '12000.00',
    parties: [{ relations: ['SELF'] }, { customer: { id: customer }, relations: ['HOUSEHOLD'] }],
  });
  const next = await zhang.command('loan.apply', application(wife));
  await zhang.command('loan.submit', { id: next.loan });
  t.match(
    (await readLoan(app, next.loan, 'householdExposure flags(first: 5) { nodes { kind } }')).loan,
    {
      householdExposure: '24000.00',
      flags: { nodes: [{ kind: 'DUPLICATE' }] },
    },
  );
});

test('two of a household who apply at once are both seen', async (t) => {
  const app = await testApp(t);
  const { zhang, li, customer } = await openLending(app);
  const loans = await Promise.all(
    [zhang, li].map(
      async (officer) => (await officer.command('loan.apply', application(customer))).loan,
    ),
  );
  await Promise.all(
    loans.map((loan, index) => (index === 0 ? zhang : li).command('loan.submit', { id: loan })),
  );
  const flagged = await app.owner<{ kind: string }>(`select kind from loan_flag`);
  t.same(
    flagged.map(({ kind }) => kind),
    ['DUPLICATE'],
    'the later one sees the earlier',
  );
});
