import { test } from 'tap';
import { parseGlobalId } from '../../../src/kernel/ids.ts';
import { requireConsent, type Use } from '../../../src/modules/privacy/index.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { agree, EVIDENCE, publishText, REGISTRY, registerHousehold } from './agreements.ts';

const keyOf = (id: string): string => parseGlobalId(id)?.id ?? '';

test('what people agree to', async (t) => {
  const app = await testApp(t);
  const { customer: id } = await registerHousehold(app);
  const textId = await publishText(app);
  const manager = app.as('grid.manager');
  const items = ['IDENTITY'];
  const given = { id, textId, channel: 'PAPER', evidenceSha256: EVIDENCE, givenOn: '2026-03-01' };
  const give = (agreed: object[], more: object = {}) =>
    codeOf(manager, 'consent.give', { ...given, agreed, ...more });
  const consentsOf = async (asOf: string) => {
    const { customer } = await manager.query(
      `query ($id: ID, $asOf: Date) { customer(id: $id) { consents(first: 10, asOf: $asOf) {
        nodes { id version purpose recipientKind recipient validTo withdrawalReason
          text { code edition } } } } }`,
      { id, asOf },
    );
    return customer.consents.nodes;
  };
  const ground = (use: Partial<Use>) =>
    app.database.transact({ institutionId: app.world.bankId, dryRun: true }, async (tx) => {
      const asked = { customerId: keyOf(id), today: '2026-03-02', purpose: 'RATING' } as const;
      const known = { institutionId: app.world.bankId, ...asked, ...use };
      const value = await requireConsent(tx, known).catch((error) => error.code);
      return { value, closing: { statements: [] } };
    });

  await t.test('only what the text in force that day speaks of', async (t) => {
    t.equal(await give([{ purpose: 'GOVERNMENT_SHARING', items }]), 'privacy.beyond_text');
    t.equal(await give([{ purpose: 'RATING', items: ['HEALTH'] }]), 'privacy.beyond_text');
    const early = { givenOn: '2025-12-31' };
    t.equal(await give([{ purpose: 'RATING', items }], early), 'privacy.text_not_in_force');
    const late = { givenOn: '2026-03-03' };
    t.equal(await give([{ purpose: 'RATING', items }], late), 'privacy.date_in_future');
    const spent = { expiresOn: '2026-03-01' };
    t.equal(await give([{ purpose: 'RATING', items }], spent), 'privacy.expiry');
  });

  await t.test('a recipient where data leaves, and none where it stays', async (t) => {
    t.equal(await give([{ purpose: 'CREDIT_REGISTRY_QUERY', items }]), 'privacy.recipient_unfit');
    t.equal(await give([{ purpose: 'RATING', items, ...REGISTRY }]), 'privacy.recipient_unfit');
    const insurer = { recipientKind: 'INSURER', recipient: 'PICC' };
    t.equal(
      await give([{ purpose: 'CREDIT_REGISTRY_QUERY', items, ...insurer }]),
      'privacy.recipient_unfit',
    );
    const nameless = { recipientKind: 'CREDIT_REGISTRY' };
    t.equal(
      await give([{ purpose: 'CREDIT_REGISTRY_QUERY', items, ...nameless }]),
      'privacy.recipient_unfit',
    );
  });

  await t.test('one consent per purpose and recipient, once at a time', async (t) => {
    const agreed = [
      { purpose: 'RATING', items: ['IDENTITY', 'FINANCES'] },
      { purpose: 'CREDIT_REGISTRY_QUERY', items, ...REGISTRY },
    ];
    const { consents } = await manager.command('consent.give', { ...given, agreed });
    t.equal(consents.length, 2);
    t.match(await consentsOf('2026-03-02'), [
      { purpose: 'RATING', recipientKind: 'NONE', text: { code: 'PERSONAL_DATA', edition: 1 } },
      { purpose: 'CREDIT_REGISTRY_QUERY', recipient: 'PBC-CRC' },
    ]);
    t.same(await consentsOf('2026-02-28'), [], 'none the day before');
    t.equal(await give([{ purpose: 'RATING', items }]), 'privacy.consent_overlaps');
  });

  await t.test('a use stands on consent, contract or duty, or on nothing', async (t) => {
    t.match(await ground({}), { ground: 'CONSENT', consentId: /-/ });
    t.match(await ground({ items: ['FINANCES'] }), { ground: 'CONSENT' });
    t.equal(await ground({ items: ['HEALTH'] }), 'privacy.consent_required', 'beyond its data');
    t.equal(await ground({ today: '2026-02-28' }), 'privacy.consent_required', 'too early');
    t.equal(await ground({ purpose: 'MARKETING' }), 'privacy.consent_required');
    t.match(await ground({ purpose: 'AUDIT' }), { ground: 'LEGAL_DUTY', consentId: null });
    const purpose = 'CREDIT_REGISTRY_QUERY';
    const registry = { kind: 'CREDIT_REGISTRY', code: 'PBC-CRC' } as const;
    t.match(await ground({ purpose, recipient: registry }), { ground: 'CONSENT' });
    const other = { ...registry, code: 'BAIHANG' };
    t.equal(await ground({ purpose, recipient: other }), 'privacy.consent_required');
    t.equal(await ground({ purpose }), 'privacy.recipient_unfit');
    t.equal(await ground({ recipient: registry }), 'privacy.recipient_unfit');
  });

  await t.test('withdrawn: it ends that day, and its history stays', async (t) => {
    const [consent] = await consentsOf('2026-03-02');
    const withdraw = (input: object) =>
      codeOf(manager, 'consent.withdraw', { id: consent.id, channel: 'APP', ...input }, why);
    const why = { reason: '本人要求' };
    t.equal(await withdraw({ withdrawnOn: '2026-03-03' }), 'privacy.date_in_future');
    t.equal(await withdraw({ withdrawnOn: '2026-02-28' }), 'privacy.consent_ended');
    const input = { id: consent.id, channel: 'APP', withdrawnOn: '2026-03-02' };
    await manager.command('consent.withdraw', input, why);
    t.equal(await ground({}), 'privacy.consent_required');
    t.match(await ground({ today: '2026-03-01' }), { ground: 'CONSENT' }, 'until then it held');
    t.match(await consentsOf('2026-03-01'), [
      { purpose: 'RATING', validTo: '2026-03-02', withdrawalReason: '本人要求' },
      { purpose: 'CREDIT_REGISTRY_QUERY', validTo: null },
    ]);
    t.equal(await withdraw({ withdrawnOn: '2026-03-02' }), 'privacy.consent_ended');
    await agree(manager, { id, textId, purposes: ['RATING'], givenOn: '2026-03-02' });
    t.match(await ground({}), { ground: 'CONSENT' }, 'given anew');
  });

  await t.test('a text is never edited, only followed by its next edition', async (t) => {
    const administrator = app.as('administrator');
    const text = {
      code: 'PERSONAL_DATA',
      title: '第二版',
      body: '……',
      purposes: ['RATING'],
      items,
    };
    const publish = (validFrom: string) =>
      codeOf(administrator, 'consent-text.publish', { ...text, validFrom });
    t.equal(await publish('2026-01-01'), 'privacy.text_edition');
    const second = await publishText(app, { validFrom: '2026-03-02' });
    const { consentText } = await manager.query(
      'query ($id: ID) { consentText(id: $id) { edition validFrom validTo } }',
      { id: second },
    );
    t.same(consentText, { edition: 2, validFrom: '2026-03-02', validTo: null });
    const tamper = app.owner(`update consent_text set body = 'x' where edition = 1`);
    await t.rejects(tamper, /is not edited/);
  });

  await t.test('a member of the household, not of another', async (t) => {
    const { customer } = await manager.query(
      'query ($id: ID) { customer(id: $id) { members(first: 5) { nodes { id head } } } }',
      { id },
    );
    const spouse = customer.members.nodes.find(({ head }: { head: boolean }) => !head);
    const agreed = [{ purpose: 'PUBLIC_NOTICE', items }];
    await manager.command('consent.give', { ...given, agreed, memberId: spouse.id });
    const memberId = keyOf(spouse.id);
    t.match(await ground({ purpose: 'PUBLIC_NOTICE', memberId }), { ground: 'CONSENT' });
    t.equal(await ground({ purpose: 'PUBLIC_NOTICE' }), 'privacy.consent_required');
    await manager.command(
      'customer.remove-member',
      { id, memberId: spouse.id },
      { reason: '分户' },
    );
    const again = [{ purpose: 'MARKETING', items }];
    t.equal(await give(again, { memberId: spouse.id }), 'privacy.member_unknown');
  });
});
