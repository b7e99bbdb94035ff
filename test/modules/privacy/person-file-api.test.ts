import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { HEAD, SPOUSE } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';
import { agree, publishText, registerHousehold } from './agreements.ts';

const WHY = { reason: '本人申请' };
const OFFICER = 'data.protection.officer';

/** What the file says of its state and of what was erased. */
const fileOf = async (app: TestApp, id: string) => {
  const { customer } = await app.as('administrator').query(
    `query ($id: ID) { customer(id: $id) { status nameMask idNumberMask mobileMask addressMask
      members(first: 9) { nodes { nameMask idNumberMask } } restrictions(first: 1) { nodes { ground } }
      erasures(first: 3) { nodes { outcome keptUntil completedOn kept { what until legalBasis { zh } } } } } }`,
    { id },
  );
  return customer;
};

/** Asks for an erasure as one person and approves it as another. */
async function erase(app: TestApp, id: string) {
  const { body } = await app.as(OFFICER).rest({
    method: 'POST',
    url: `/v1/customers/${id}/erase`,
    headers: { 'idempotency-key': newId(), 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  const request = body.approval?.id;
  if (!request) return body;
  const approved = await app.as('administrator').command('approval.approve', { id: request });
  return approved.outcome;
}

test('a file is exported, masked unless more is asked for and allowed', async (t) => {
  const app = await testApp(t);
  const { customer: id } = await registerHousehold(app);
  const textId = await publishText(app);
  await agree(app.as('grid.manager'), { id, textId, purposes: ['RATING'] });
  const officer = app.as(OFFICER);
  const input = { id, purpose: 'COMPLAINT', toSubject: true };

  await t.test('masked', async (t) => {
    const { document } = await officer.command('privacy.export', input, WHY);
    t.match(document.file, [{ name_mask: '诸葛**', id_number_mask: /\*{8}/ }]);
    t.match(document, { members: [{}, {}], consents: [{ purpose: 'RATING' }], loans: [] });
    t.notMatch(JSON.stringify(document), /诸葛明德|黄月英|_cipher|_digest|institution_id/);
  });

  await t.test('clear, counted and listed', async (t) => {
    const { document } = await officer.command('privacy.export', { ...input, clear: true }, WHY);
    t.match(document.file, [{ name: '诸葛明德', idNumber: HEAD, mobile: '13912345678' }]);
    t.match(
      document.members.find(
        ({ relationship }: { relationship: string }) => relationship !== 'SELF',
      ),
      { name: '黄月英', idNumber: SPOUSE },
    );
    t.match(document.disclosures, [{ act: 'EXPORT', recipient_kind: 'SUBJECT', values_count: 0 }]);
    const listed = await app.owner('select values_count from disclosure order by occurred_at, id');
    t.same(listed, [{ values_count: 0 }, { values_count: 8 }]);
  });

  await t.test('not by whoever may not', async (t) => {
    const asked = { ...input, clear: true };
    t.equal(await codeOf(app.as('grid.officer'), 'privacy.export', asked, WHY), 'auth.forbidden');
    await app.owner(`update role set permissions = array_remove(permissions, 'customer.reveal')`);
    t.equal(await codeOf(officer, 'privacy.export', asked, WHY), 'auth.forbidden');
    t.equal(await codeOf(officer, 'privacy.export', input), 'command.reason_required');
    const wish = { ...input, purpose: 'MARKETING' };
    t.equal(await codeOf(officer, 'privacy.export', wish, WHY), 'privacy.consent_required');
  });
});

test('a request for correction is due in working days and has an outcome', async (t) => {
  const app = await testApp(t);
  const { customer: id } = await registerHousehold(app);
  const manager = app.as('grid.manager');
  const asked = { id, items: ['CONTACT'], channel: 'COUNTER', requestedOn: '2026-03-02' };
  const take = 'privacy.request-correction';
  t.equal(
    await codeOf(manager, take, { ...asked, requestedOn: '2026-03-03' }),
    'privacy.date_in_future',
  );
  const { request, dueOn } = await manager.command(take, asked);
  t.equal(dueOn, '2026-03-23', 'fifteen working days');
  await manager.command('customer.revise', { id, mobile: '13700000001' });
  const decision = { id: request, outcome: 'CORRECTED' };
  await manager.command('correction-request.decide', decision, { reason: '已更正手机号' });
  t.equal(
    await codeOf(manager, 'correction-request.decide', decision, WHY),
    'privacy.request_decided',
  );
  const { correctionRequests } = await manager.query(
    '{ correctionRequests(first: 2) { nodes { status outcome dueOn items decidedBy { code } } } }',
  );
  t.match(correctionRequests.nodes, [
    { status: 'CORRECTED', outcome: '已更正手机号', decidedBy: { code: 'grid.manager' } },
  ]);
});

test('erased: by two people, with every key, and for every later command', async (t) => {
  const app = await testApp(t);
  const { customer: id, west } = await registerHousehold(app);
  const manager = app.as('grid.manager');
  await manager.command(
    'customer.reveal',
    { id, fields: ['NAME'], purpose: 'FILE_KEEPING' },
    { reason: '核对' },
  );
  const keys = () => app.owner('select subject_id from subject_key');
  t.equal((await keys()).length, 2, 'one of the head, one of the spouse');

  await t.test('never by one person alone', async (t) => {
    const answer = await app.as(OFFICER).rest({
      method: 'POST',
      url: `/v1/customers/${id}/erase`,
      headers: { 'idempotency-key': newId(), 'if-match': '*' },
      payload: { ground: 'SUBJECT_REQUEST' },
    });
    t.match(answer, { status: 202, body: { result: null, approval: { status: 'PENDING' } } });
    const request = { id: answer.body.approval.id };
    t.equal(
      await codeOf(app.as(OFFICER), 'approval.approve', request),
      'approval.maker_is_checker',
    );
    t.equal((await fileOf(app, id)).status, 'ACTIVE');
    await app.as('administrator').command('approval.reject', request, WHY);
  });

  await t.test('nothing a law keeps with the name: all goes', async (t) => {
    const outcome = await erase(app, id);
    t.match(outcome, { outcome: 'ERASED', keysDestroyed: 2 });
    t.match(outcome.kept, [{ what: 'PROCESSING_RECORDS', until: '2029-03-02', identity: false }]);
    t.same(await keys(), []);
    t.match(await fileOf(app, id), {
      status: 'ERASED',
      nameMask: '已删除',
      idNumberMask: null,
      mobileMask: null,
      addressMask: null,
      members: { nodes: [{ nameMask: '已删除', idNumberMask: null }, { nameMask: '已删除' }] },
      erasures: { nodes: [{ outcome: 'ERASED', completedOn: '2026-03-02' }] },
    });
  });

  await t.test('nothing is done to it any more, and nobody finds it', async (t) => {
    const purpose = 'FILE_KEEPING';
    const later: [string, object][] = [
      ['customer.reveal', { id, fields: ['NAME'], purpose }],
      ['customer.revise', { id, mobile: '13700000001' }],
      ['customer.screen', { id, screening: 'GREY', screeningReason: 'OTHER' }],
      ['rating.rate', { id, inputs: {} }],
    ];
    for (const [name, input] of later) {
      t.match(
        await manager.refused(name, input as never, WHY),
        { status: 410, code: 'object.erased' },
        name,
      );
    }
    const found = await manager.command('customer.find', { idNumber: HEAD, purpose });
    t.same(found.customers, []);
    const again = { kind: 'HOUSEHOLD', name: '诸葛明德', idNumber: HEAD, gridId: west.id };
    t.ok((await manager.command('customer.register', again)).customer, 'the person may come back');
  });
});

test('a contract holds erasing up; a law cuts it down until its time is over', async (t) => {
  const app = await testApp(t);
  const { customer: id } = await registerHousehold(app);
  const insertLoan = (status: string, settledOn: string | null) =>
    app.owner(
      `insert into loan (institution_id, id, code, customer_id, product, basis, book, fund_use, purpose,
         industry_code, amount_fen, term_months, annual_rate, repayment_method, day_count,
         counterparty_fixed, non_cash_possible, payment_method, payment_rule, payment_rule_set,
         status, applied_on, created_by, settled_on, disbursed_on, core_reference, position_on,
         loan_class, classified_on, class_rule_set, first_investigator_id, second_investigator_id,
         reviewer_id, approver_id, approved_on, disburser_id, instruction, instructed_on)
       select $1, gen_random_uuid(), 'L-1', $2, 'VILLAGE_CREDIT', 'STAND_ALONE', 'FARM_HOUSEHOLD',
         'CONSUMPTION', '给诸葛明德买农机', null, 100, 12, 4, 'AT_MATURITY', 'THIRTY_360', true, true,
         'SELF', 'X', 'X', $3, '2025-01-01', $4, $5, '2025-01-02', 'C-1', '2025-01-02', 'NORMAL',
         '2025-01-02', 'X', $6, $7, $8, $9, '2025-01-02', $10, 'I-1', '2025-01-02'`,
      [
        app.world.bankId,
        id.replace('customer_', ''),
        status,
        app.world.people['grid.officer'],
        settledOn,
        app.world.people['grid.officer'],
        app.world.people['grid.manager'],
        app.world.people['loan.reviewer'],
        app.world.people['loan.approver'],
        app.world.people['loan.disburser'],
      ],
    );
  await insertLoan('ACTIVE', null);
  const refused = await codeOf(app.as(OFFICER), 'privacy.export', { id }, WHY);
  t.equal(refused, 'input.invalid');
  const { body } = await app.as(OFFICER).rest({
    method: 'POST',
    url: `/v1/customers/${id}/erase`,
    headers: { 'idempotency-key': newId(), 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  t.equal(
    await codeOf(app.as('administrator'), 'approval.approve', { id: body.approval.id }),
    'privacy.contract_in_force',
  );
  await app.owner(`update loan set status = 'SETTLED', settled_on = '2026-02-01'`);

  await t.test('cut down to the borrower', async (t) => {
    const outcome = await erase(app, id);
    t.match(outcome, { outcome: 'MINIMISED', keysDestroyed: 1 });
    t.match(
      outcome.kept.find(({ what }: { what: string }) => what === 'LOAN_RECORDS'),
      { count: 1, until: '2036-02-01', identity: true, legalBasis: { zh: /反洗钱法/ } },
    );
    t.match(await fileOf(app, id), {
      status: 'CLOSED',
      nameMask: '诸葛**',
      mobileMask: null,
      addressMask: null,
      members: { nodes: [{ nameMask: '诸葛**' }, { nameMask: '已删除' }] },
      restrictions: { nodes: [{ ground: 'RETENTION_ONLY' }] },
      erasures: { nodes: [{ outcome: 'MINIMISED', keptUntil: '2036-02-01', completedOn: null }] },
    });
    const reveal = (purpose: string) =>
      codeOf(app.as(OFFICER), 'customer.reveal', { id, fields: ['NAME'], purpose }, WHY);
    t.equal(await reveal('FILE_KEEPING'), 'privacy.restricted');
    const law = { id, fields: ['NAME'], purpose: 'ANTI_MONEY_LAUNDERING' };
    const { name } = await app.as(OFFICER).command('customer.reveal', law, WHY);
    t.equal(name, '诸葛明德', 'the law it is kept for may read it');
    t.equal(
      await codeOf(app.as(OFFICER), 'privacy.lift', { id }, WHY),
      'privacy.not_restricted',
      'and nobody lifts that',
    );
  });

  await t.test('and erased when the time is over, by the daily rules', async (t) => {
    const officer = app.as(OFFICER);
    const apply = async () =>
      (await officer.command('privacy.apply-retention', {})).rules.filter(
        ({ due }: { due: number }) => due > 0,
      );
    app.clock.set('2036-01-31T02:00:00Z');
    t.same(await apply(), [], 'nothing a day early');
    app.clock.set('2036-02-01T02:00:00Z');
    const dry = await officer.rest({
      method: 'POST',
      url: '/v1/privacy/apply-retention',
      headers: { 'dry-run': 'true' },
      payload: {},
    });
    t.match(dry.body.result.rules[0], { rule: 'MINIMISED_FILES', due: 1, applied: 1 });
    t.match(await fileOf(app, id), { status: 'CLOSED' }, 'a dry run keeps all');
    t.same(await apply(), [{ rule: 'MINIMISED_FILES', due: 1, applied: 1 }]);
    t.match(await fileOf(app, id), { status: 'ERASED', nameMask: '已删除' });
    t.same(await app.owner('select purpose from loan'), [{ purpose: '已删除' }]);
    t.same(await app.owner('select 1 from subject_key'), []);
    t.same(await app.owner('select 1 from erasure where completed_on is null'), []);
    t.same(await apply(), [], 'once');
  });

  await t.test('words go by themselves when their time is over', async (t) => {
    await app.owner(`update journal_reason set created_at = '2024-01-01'`);
    app.clock.set('2036-02-02T02:00:00Z');
    await app.as(OFFICER).command('privacy.apply-retention', {});
    t.same(await app.owner('select 1 from journal_reason where reason is not null'), []);
  });
});
