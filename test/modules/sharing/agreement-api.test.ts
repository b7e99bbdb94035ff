import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf, foundAreas, openField, VILLAGE } from '../grids/territory.ts';
import {
  APPROVER,
  agreeOn,
  DIGEST,
  DRAFTER,
  digestOf,
  draftOf,
  foundPlatform,
  PLATFORM,
  pull,
  sequence,
} from './agreed.ts';

const TERMS = [{ act: 'grid.opened', objects: ['Grid'], shown: ['code'] }];

test('an agreement, from draft to end', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const clientId = await foundPlatform(app);
  const [drafter, approver] = [app.as(DRAFTER), app.as(APPROVER)];
  const draft = (given: object) =>
    codeOf(drafter, 'data-agreement.draft', draftOf({ clientId, terms: TERMS, ...given }));

  await t.test('what cannot be drafted', async (t) => {
    const person = `person_${app.world.people['grid.officer']}`;
    t.equal(await draft({ clientId: person }), 'data-agreement.client_unfit');
    t.equal(await draft({ areaCodes: ['429005', '110000'] }), 'data-agreement.area_unknown');
    t.equal(await draft({ validTo: '2026-01-01' }), 'data-agreement.period');
    t.equal(await draft({ factsFrom: '2026-01-02' }), 'data-agreement.period');
    const people = { grade: 'PERSONS', assessmentSha256: undefined } as const;
    t.equal(await draft(people), 'data-agreement.assessment_required');
    const act = [{ act: 'customer.registered' }];
    t.equal(await draft({ terms: act }), 'data-agreement.grade_unfit');
  });

  const input = draftOf({ clientId, terms: TERMS });
  const { agreement: id } = await drafter.command('data-agreement.draft', input);
  const { code: _, ...content } = input;

  await t.test('by a second person, who names what they approve', async (t) => {
    t.match(await pull(app, { agreement: id }), { code: 'shared-event.not_in_force' });
    const approval = { id, termsSha256: DIGEST, signedSha256: DIGEST };
    const approve = (given: object) =>
      codeOf(approver, 'data-agreement.approve', { ...approval, ...given });
    t.equal(await approve({}), 'data-agreement.not_proposed');
    await drafter.command('data-agreement.revise', { id, ...content, areaCodes: [VILLAGE] });
    const { termsSha256 } = await drafter.command('data-agreement.propose', { id });
    t.equal(
      await codeOf(drafter, 'data-agreement.revise', { id, ...content }),
      'data-agreement.not_draft',
    );
    t.equal(await approve({}), 'data-agreement.terms_changed');
    await approver.command('data-agreement.return', { id }, { reason: '期限过长' });
    await approver.command('data-agreement.revise', { id, ...content, validTo: '2026-12-01' });
    const again = await drafter.command('data-agreement.propose', { id });
    t.not(again.termsSha256, termsSha256);
    t.equal(
      await approve({ termsSha256: again.termsSha256 }),
      'data-agreement.own_approval',
      'whoever wrote on it',
    );
    await approver.command('data-agreement.return', { id }, { reason: '换人批准' });
    const { agreement: other } = await drafter.command('data-agreement.draft', {
      ...input,
      code: 'SHARE-2',
    });
    const proposed = await drafter.command('data-agreement.propose', { id: other });
    const own = { id: other, termsSha256: proposed.termsSha256, signedSha256: DIGEST };
    await app.owner(
      `update role set permissions = permissions || '{data-agreement.approve}'
       where code = 'DATA_PROTECTION_OFFICER'`,
    );
    t.equal(await codeOf(drafter, 'data-agreement.approve', own), 'data-agreement.own_approval');
    const forced = await app
      .owner(
        `update data_agreement set status = 'APPROVED', approved_by = drafted_by,
           approved_at = now(), signed_sha256 = terms_sha256 where code = 'SHARE-2'`,
      )
      .catch((error) => error.constraint);
    t.equal(forced, 'data_agreement_second_person_check', 'the database holds it too');
    const rewritten = await app
      .owner(`update data_agreement set area_codes = '{4}' where code = 'SHARE-2'`)
      .catch((error) => error.constraint);
    t.equal(rewritten, 'data_agreement_fixed_check');
    await approver.command('data-agreement.approve', own);
    const { dataAgreement } = await approver.query(
      `query ($id: ID) { dataAgreement(id: $id) { status termsSha256 grade terms { act shown masked }
         approvedBy { code } } }`,
      { id: other },
    );
    t.match(dataAgreement, {
      status: 'APPROVED',
      termsSha256: proposed.termsSha256,
      terms: [{ act: 'grid.opened', shown: ['code'], masked: [] }],
      approvedBy: { code: APPROVER },
    });
    const facts = await app.owner<{ data: object }>(
      `select convert_from(leaf, 'UTF8')::jsonb -> 'data' as data from journal_entry
       where convert_from(leaf, 'UTF8')::jsonb ->> 'act' = 'data-agreement.approved'`,
    );
    t.match(facts, [{ data: { termsSha256: proposed.termsSha256, signedSha256: DIGEST } }]);
  });

  await t.test('not after its time', async (t) => {
    const past = { ...input, code: 'PAST', validTo: '2026-03-02' };
    const { agreement: late } = await drafter.command('data-agreement.draft', past);
    t.equal(
      await codeOf(drafter, 'data-agreement.propose', { id: late }),
      'data-agreement.expired',
    );
    const why = { reason: 'x' };
    t.equal(
      await codeOf(drafter, 'data-agreement.end', { id: late }, why),
      'data-agreement.not_approved',
    );
  });

  await t.test('receipts and reconciliation', async (t) => {
    await openField(approver);
    const agreement = await agreeOn(app, { code: 'RECEIPTS', clientId, terms: TERMS });
    await sequence(app);
    const platform = app.as(PLATFORM);
    const reconcile = async (from: number, to: number) => {
      const url = `/v1/shared-deliveries/reconcile?agreementId=${agreement}&from=${from}&to=${to}`;
      return (await platform.rest({ method: 'GET', url })).body;
    };
    const first = await pull(app, { agreement, limit: 2 });
    const size = first.head + 1;
    t.match(await reconcile(0, size), {
      positions: size,
      logSize: size,
      delivered: { count: 2, digest: digestOf(first.events) },
      pending: 3,
      withdrawn: 0,
    });
    const rest = await pull(app, { agreement, after: first.cursor });
    await pull(app, { agreement, limit: 1 });
    const all = [...first.events, ...rest.events];
    t.match(
      await reconcile(0, size),
      { delivered: { count: 5, digest: digestOf(all) }, pending: 0, withdrawn: 0 },
      'each fact once, however often it was pulled',
    );
    t.match(await reconcile(first.cursor + 1, size), {
      delivered: { count: 3, digest: digestOf(rest.events) },
    });
    t.match(await reconcile(3, 3), { delivered: { count: 0, digest: digestOf([]) }, pending: 0 });
    t.match(await reconcile(0, size + 1), { code: 'shared-event.range' });
    t.match(await reconcile(4, 3), { code: 'shared-event.range' });
    const said = (count: number, digest: string) =>
      platform.command('data-receipt.give', {
        agreementId: agreement,
        from: 0,
        to: size,
        count,
        digest,
      });
    t.match(await said(5, digestOf(all)), { outcome: 'MATCHED' });
    const short = all.slice(1);
    t.match(await said(4, digestOf(short)), {
      outcome: 'DIFFERS',
      deliveredCount: 5,
      deliveredDigest: digestOf(all),
    });
    const changed = all.map((event, index) => (index ? event : { ...event, type: 'grid.closed' }));
    t.match(await said(5, digestOf(changed)), { outcome: 'DIFFERS' }, 'one letter of one fact');
    const { dataReceipts } = await app.as('auditor').query(
      `{ dataReceipts(first: 5, filter: { outcome: [DIFFERS] }) { nodes { statedCount
         deliveredCount person { code } agreement { code } } } }`,
    );
    t.match(dataReceipts.nodes, [
      { statedCount: 4, deliveredCount: 5, person: { code: PLATFORM } },
      { statedCount: 5 },
    ]);
    await approver.command('data-agreement.end', { id: agreement }, { reason: '到期' });
    t.match(await said(5, digestOf(all)), { outcome: 'MATCHED' }, 'also when it has ended');
    t.match(await reconcile(0, size), { delivered: { count: 5 }, pending: null, withdrawn: null });
  });

  await t.test('an end and pulls at once: each pull is whole or refused', async (t) => {
    const agreement = await agreeOn(app, { code: 'RACE', clientId, terms: TERMS });
    await sequence(app);
    const racing = Array.from({ length: 6 }, () => pull(app, { agreement }));
    const ending = approver.command('data-agreement.end', { id: agreement }, { reason: '终止' });
    const answers = await Promise.all(racing);
    await ending;
    const whole = answers.filter(({ status }) => status === 200);
    for (const { events, digest } of whole) {
      t.equal(events.length, 5);
      t.equal(digest, digestOf(events));
    }
    const others = answers.filter(({ status }) => status !== 200);
    t.ok(others.every(({ code }) => code === 'shared-event.not_in_force'));
    const [{ n } = { n: -1 }] = await app.owner<{ n: number }>(
      `select count(*)::int as n from shared_delivery d join data_agreement a on a.id = d.agreement_id
       where a.code = 'RACE'`,
    );
    t.equal(n, whole.length, 'what left is written down, and nothing else');
  });
});
