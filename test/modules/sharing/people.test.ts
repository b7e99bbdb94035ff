import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { EVIDENCE, publishText } from '../privacy/agreements.ts';
import { agreeOn, BODY, digestOf, foundPlatform, PLATFORM, pull, sequence } from './agreed.ts';

const ITEMS = ['IDENTITY', 'ADDRESS', 'HOUSEHOLD'];
const WHY = { reason: '本人要求' };
const TERMS = [
  {
    act: 'customer.registered',
    objects: ['Customer'],
    shown: ['kind', 'members'],
    masked: ['areaCode'],
  },
  { act: 'customer.moved', objects: ['Customer'], shown: ['to'], masked: ['from'] },
];

test('facts about people', async (t) => {
  const app = await testApp(t);
  const { west, east } = await openTerritory(app);
  const clientId = await foundPlatform(app);
  const manager = app.as('grid.manager');
  const officer = app.as('data.protection.officer');
  const shownTo = { purposes: ['GOVERNMENT_SHARING', 'RATING'], items: [...ITEMS, 'RATING'] };
  const textId = await publishText(app, shownTo);

  const register = async (name: string, grid = west) => {
    const input = { kind: 'HOUSEHOLD', name, gridId: grid.id };
    return (await manager.command('customer.register', input)).customer as string;
  };
  type Given = { items?: string[]; recipient?: string; purpose?: string };
  const consent = async (id: string, { items = ITEMS, recipient = BODY, purpose }: Given = {}) => {
    const to = purpose ? {} : { recipientKind: 'GOVERNMENT', recipient };
    const agreed = [{ purpose: purpose ?? 'GOVERNMENT_SHARING', items, ...to }];
    const input = { id, textId, agreed, channel: 'PAPER', evidenceSha256: EVIDENCE };
    const { consents } = await manager.command('consent.give', { ...input, givenOn: '2026-03-01' });
    return consents[0] as string;
  };
  const agreement = await agreeOn(app, { clientId, grade: 'PERSONS', terms: TERMS });
  const agreed = await register('甲');
  const consentId = await consent(agreed);
  const silent = await register('乙');
  const elsewhere = await register('丙');
  await consent(elsewhere, { recipient: 'OTHER-GOV' });
  const partly = await register('丁');
  await consent(partly, { items: ['IDENTITY'] });
  const inside = await register('戊');
  await consent(inside, { purpose: 'RATING' });
  await sequence(app);

  const subjects = async (of = agreement): Promise<string[]> =>
    (await pull(app, { agreement: of })).events.map(({ subject }) => subject);

  await t.test('only who agreed, to this body, to all that is told', async (t) => {
    const { events, digest } = await pull(app, { agreement });
    t.same(
      events.map(({ type, subject, data }) => ({ type, subject, data })),
      [
        {
          type: 'customer.registered',
          subject: agreed,
          data: {
            members: { areaCode: '429005106', kind: 'HOUSEHOLD', members: 1 },
            objects: [{ id: agreed, type: 'Customer', version: 1 }],
          },
        },
      ],
    );
    t.equal(digest, digestOf(events));
    for (const id of [silent, elsewhere, partly, inside]) t.notOk((await subjects()).includes(id));
  });

  await t.test('who is told of has it on record, once a delivery', async (t) => {
    const listed = `query ($id: ID!) { disclosures(first: 10, filter: { customer: $id }) { nodes {
      act purpose ground recipientKind recipient items valuesCount consent { id } person { code } } } }`;
    const before = await officer.query(listed, { id: agreed });
    await pull(app, { agreement });
    const { disclosures } = await officer.query(listed, { id: agreed });
    t.equal(disclosures.nodes.length, before.disclosures.nodes.length + 1);
    t.same(disclosures.nodes.at(-1), {
      act: 'SHARE',
      purpose: 'GOVERNMENT_SHARING',
      ground: 'CONSENT',
      recipientKind: 'GOVERNMENT',
      recipient: BODY,
      items: ITEMS.toSorted(),
      valuesCount: 2,
      consent: { id: consentId },
      person: { code: PLATFORM },
    });
    for (const id of [silent, elsewhere, partly, inside]) {
      t.same((await officer.query(listed, { id })).disclosures.nodes, []);
    }
  });

  await t.test('an agreement about places shows none of them', async (t) => {
    const terms = [{ act: 'grid.opened', objects: ['Grid'], shown: ['code'] }];
    const places = await agreeOn(app, { code: 'PLACES', clientId, terms });
    const { events } = await pull(app, { agreement: places });
    t.same([...new Set(events.map(({ type }) => type))], ['grid.opened']);
    const tampered = await app
      .owner(`update data_agreement set views = views || $1::jsonb where code = 'PLACES'`, [
        JSON.stringify([{ act: 'customer.registered', place: 'Customer' }]),
      ])
      .catch((error) => error.constraint);
    t.equal(tampered, 'data_agreement_fixed_check', 'nor can it come to');
  });

  await t.test('taken back, restricted, moved away, erased: no more', async (t) => {
    const names = ['已', '庚', '辛', '壬'];
    const people: string[] = [];
    for (const name of names) {
      const id = await register(name, name === '辛' ? east : west);
      people.push(id);
    }
    const [takenBack = '', restricted = '', moved = '', erased = ''] = people;
    const given = await consent(takenBack);
    for (const id of [restricted, moved, erased]) await consent(id);
    const narrow = await agreeOn(app, { code: 'NARROW', clientId, grade: 'PERSONS', terms: TERMS });
    await sequence(app);
    t.same(await subjects(narrow), [agreed, ...people]);
    const full = await pull(app, { agreement: narrow });
    const withdrawal = { id: given, channel: 'APP', withdrawnOn: '2026-03-02' };
    await manager.command('consent.withdraw', withdrawal, WHY);
    t.same(await subjects(narrow), [agreed, restricted, moved, erased]);
    await officer.command('privacy.restrict', { id: restricted, ground: 'OBJECTION' }, WHY);
    t.same(await subjects(narrow), [agreed, moved, erased]);
    await app.owner(`set session_replication_role = replica;
      update customer set territory_code = '429006999001' where id = '${moved.slice(9)}';
      set session_replication_role = origin`);
    t.same(await subjects(narrow), [agreed, erased]);
    const { body } = await officer.rest({
      method: 'POST',
      url: `/v1/customers/${erased}/erase`,
      headers: { 'idempotency-key': 'e', 'if-match': '*', reason: encodeURIComponent('本人要求') },
      payload: { ground: 'SUBJECT_REQUEST' },
    });
    await app.as('administrator').command('approval.approve', { id: body.approval.id });
    t.same(await subjects(narrow), [agreed]);
    const { cursor, events } = full;
    await sequence(app);
    const url = `/v1/shared-deliveries/reconcile?agreementId=${narrow}&from=0&to=${cursor + 1}`;
    t.match(
      (await app.as(PLATFORM).rest({ method: 'GET', url })).body,
      {
        delivered: { count: 5, digest: digestOf(events) },
        pending: 0,
        withdrawn: 4,
      },
      'what was delivered before can still be proved, also of the erased',
    );
  });
});
