import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { agree, publishText, registerHousehold } from './agreements.ts';

const WHY = { reason: '核对信息' };

test('clear values are read for a purpose, on a ground, and the person can see by whom', async (t) => {
  const app = await testApp(t);
  const { customer: id } = await registerHousehold(app);
  const textId = await publishText(app);
  const manager = app.as('grid.manager');
  const officer = app.as('data.protection.officer');
  const reveal = (purpose: string, fields = ['NAME']) =>
    manager.command('customer.reveal', { id, fields, purpose }, WHY);
  const refused = (purpose: string, fields = ['NAME']) =>
    codeOf(manager, 'customer.reveal', { id, fields, purpose }, WHY);

  await t.test('not for what nobody, or not this person, reads for', async (t) => {
    t.equal(await refused('PUBLIC_NOTICE'), 'privacy.purpose_unfit');
    t.equal(await refused('AUDIT'), 'privacy.purpose_unfit', 'managers do not audit');
    t.equal(
      await codeOf(manager, 'customer.find', { mobile: '13912345678', purpose: 'AUDIT' }),
      'privacy.purpose_unfit',
    );
    t.equal(await refused('CHATTING'), 'input.invalid');
  });

  await t.test('not without consent or contract where the purpose needs one', async (t) => {
    t.equal(await refused('MARKETING'), 'privacy.consent_required');
    t.equal(await refused('LOAN_HANDLING'), 'privacy.consent_required');
    t.equal(await refused('CREDIT_REGISTRY_QUERY'), 'privacy.recipient_unfit');
    await agree(manager, { id, textId, purposes: ['MARKETING'] });
    t.match(await reveal('MARKETING'), { name: '诸葛明德' });
    t.equal(await refused('MARKETING', ['ADDRESS']), 'privacy.consent_required', 'not agreed to');
    t.match(await reveal('FILE_KEEPING', ['MEMBERS', 'MOBILE']), { mobile: '13912345678' });
  });

  await t.test('each reading is listed for the person', async (t) => {
    const list = `query ($id: ID) { customer(id: $id) { disclosures(first: 10, order: NEWEST) {
      nodes { act purpose ground items valuesCount recipientKind person { code }
        consent { purpose } } } } }`;
    const { customer } = await officer.query(list, { id });
    t.same(customer.disclosures.nodes.map(({ purpose }: { purpose: string }) => purpose).sort(), [
      'FILE_KEEPING',
      'MARKETING',
    ]);
    t.match(
      customer.disclosures.nodes.find((each: { ground: string }) => each.ground === 'CONSENT'),
      {
        act: 'REVEAL',
        items: ['IDENTITY'],
        valuesCount: 1,
        recipientKind: 'NONE',
        person: { code: 'grid.manager' },
        consent: { purpose: 'MARKETING' },
      },
    );
    const duty = customer.disclosures.nodes.find(
      (each: { ground: string }) => each.ground !== 'CONSENT',
    );
    t.match(duty, { ground: 'LEGAL_DUTY', valuesCount: 5, consent: null });
    const { errors } = await manager.graphql(list, { id });
    t.match(errors, [{ extensions: { code: 'auth.forbidden' } }], 'officers are not told');
  });

  await t.test('restricted to storage: duties go on, wishes stop', async (t) => {
    const ground = { id, ground: 'OBJECTION' };
    const reserved = { id, ground: 'RETENTION_ONLY' };
    t.equal(await codeOf(manager, 'privacy.restrict', reserved, WHY), 'privacy.ground_reserved');
    await manager.command('privacy.restrict', ground, WHY);
    t.equal(await codeOf(manager, 'privacy.restrict', ground, WHY), 'privacy.restricted_already');
    t.equal(await refused('MARKETING'), 'privacy.restricted');
    t.match(await reveal('FILE_KEEPING'), { name: '诸葛明德' });
    const { customer } = await manager.query(
      'query ($id: ID) { customer(id: $id) { restrictions(first: 2) { nodes { ground reason } } } }',
      { id },
    );
    t.same(customer.restrictions.nodes, [{ ground: 'OBJECTION', reason: '核对信息' }]);
    await manager.command('privacy.lift', { id }, WHY);
    t.equal(await codeOf(manager, 'privacy.lift', { id }, WHY), 'privacy.not_restricted');
    t.match(await reveal('MARKETING'), { name: '诸葛明德' });
  });
});

test('who reads too much within a day is noticed, then stopped', async (t) => {
  const app = await testApp(t);
  const { customer: id } = await registerHousehold(app);
  const manager = app.as('grid.manager');
  const administrator = app.as('administrator');
  const input = { id, fields: ['NAME', 'MOBILE'], purpose: 'FILE_KEEPING' };
  const reveal = () => manager.command('customer.reveal', input, WHY);
  const limits = (alertAt: number, blockAt: number) => ({ alertAt, blockAt });
  const set = 'privacy.set-reveal-limits';
  t.equal(await codeOf(administrator, set, limits(5, 5), WHY), 'privacy.limits_order');
  await administrator.command(set, limits(4, 6), WHY);
  const alerts = async () => {
    const { revealAlerts } = await administrator.query(
      `{ revealAlerts(first: 10, order: NEWEST) { nodes { id status valuesCount threshold ruleSet
          finding note person { code } acknowledgedBy { code } } } }`,
    );
    return revealAlerts.nodes;
  };
  const facts = () =>
    app.owner(
      `select 1 from journal_entry
       where convert_from(leaf, 'UTF8')::jsonb ->> 'act' = 'privacy.reveal-alert'`,
    );

  await t.test('an alert at the threshold, one a day', async (t) => {
    app.clock.set('2026-03-02T02:00:00Z');
    await reveal();
    t.same(await alerts(), [], 'two values are usual');
    app.clock.set('2026-03-02T20:00:00Z');
    await reveal();
    t.match(await alerts(), [
      {
        status: 'OPEN',
        valuesCount: 4,
        threshold: 4,
        ruleSet: 'INSTITUTION',
        person: { code: 'grid.manager' },
      },
    ]);
    await reveal();
    t.equal((await alerts()).length, 1);
    t.equal((await facts()).length, 1);
  });

  await t.test('beyond the limit nothing is shown, until the window has moved on', async (t) => {
    t.match(await manager.refused('customer.reveal', input, WHY), {
      status: 429,
      code: 'privacy.reveal_blocked',
      details: { read: 6, limit: 6 },
    });
    app.clock.set('2026-03-03T01:59:59Z');
    t.equal(await codeOf(manager, 'customer.reveal', input, WHY), 'privacy.reveal_blocked');
    app.clock.set('2026-03-03T02:00:00Z');
    t.match(await reveal(), { mobile: '13912345678' }, 'the first reading is a day old');
  });

  await t.test('at the same moment as well as one after another', async (t) => {
    app.clock.set('2026-03-05T02:00:00Z');
    const send = () =>
      manager.rest({
        method: 'POST',
        url: `/v1/customers/${id}/reveal`,
        headers: { reason: 'test' },
        payload: { fields: input.fields, purpose: input.purpose },
      });
    const answers = await Promise.all(Array.from({ length: 8 }, send));
    t.equal(answers.filter(({ status }) => status === 200).length, 3, 'three times two values');
    t.equal((await alerts()).length, 2);
  });

  await t.test('somebody else says what it was', async (t) => {
    const [alert] = await alerts();
    const finding = { id: alert.id, finding: 'JUSTIFIED' };
    t.equal(await codeOf(manager, 'reveal-alert.acknowledge', finding, WHY), 'auth.forbidden');
    await app.as('auditor').command('reveal-alert.acknowledge', finding, WHY);
    t.match(await alerts(), [
      {
        status: 'ACKNOWLEDGED',
        finding: 'JUSTIFIED',
        note: '核对信息',
        acknowledgedBy: { code: 'auditor' },
      },
      { status: 'OPEN' },
    ]);
    t.equal(
      await codeOf(administrator, 'reveal-alert.acknowledge', finding, WHY),
      'privacy.alert_acknowledged',
    );
    await app.owner(`update reveal_alert set person_id = $1 where status = 'OPEN'`, [
      app.world.people.administrator,
    ]);
    const [, own] = await alerts();
    const about = { id: own.id, finding: 'MISUSE' };
    t.equal(
      await codeOf(administrator, 'reveal-alert.acknowledge', about, WHY),
      'privacy.alert_own',
    );
  });
});
