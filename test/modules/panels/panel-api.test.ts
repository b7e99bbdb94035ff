import { createHash } from 'node:crypto';
import { test } from 'tap';
import { panelMeans } from '../../../src/modules/panels/index.ts';
import { testApp } from '../../helpers/app.ts';
import {
  close,
  HASH,
  ITEMS,
  MINUTES,
  membersOf,
  openPanel,
  review,
  reviewAll,
  scored,
  signatures,
  sits,
} from './assembly.ts';

const keyOf = (id: string): string => id.slice(id.indexOf('_') + 1);

test('a panel from the draw to its means', async (t) => {
  const app = await testApp(t);
  const world = await openPanel(app, 2);
  const { panel, members, manager, customers } = world;

  await t.test('anybody can draw again', async (t) => {
    const { panelDraw } = await app.as('auditor').query(
      `query ($id: ID!) { panelDraw(panelId: $id) { seed sequence confirmed
         method { en zh } lines { place reviewerKey standing digest drawn } } }`,
      { id: panel },
    );
    t.equal(panelDraw.confirmed, true);
    const { seed, sequence, lines } = panelDraw;
    t.equal(lines.length, 9);
    for (const { reviewerKey, digest } of lines) {
      const text = `${seed}:${sequence}:${reviewerKey}`;
      t.equal(createHash('sha256').update(text).digest('hex'), digest);
    }
    const regulars = lines.filter((line: { standing: string }) => line.standing === 'REGULAR');
    const digests = regulars.map((line: { digest: string }) => line.digest);
    t.same(digests, digests.toSorted());
    t.same(
      lines.flatMap((line: { drawn: string | null }) => (line.drawn ? [line.drawn] : [])),
      [...Array(7).fill('SITTING'), 'STANDBY', 'STANDBY'],
    );
    t.same(
      members.map((each) => keyOf(each.reviewer.id)),
      lines.map((line: { reviewerKey: string }) => line.reviewerKey),
    );
    const [entry] = await app.owner<{ data: { regulars: string[] } }>(
      `select convert_from(leaf, 'UTF8')::jsonb -> 'data' as data from journal_entry
       where convert_from(leaf, 'UTF8') like '%"panel.convened"%'`,
    );
    t.match(entry?.data, { seed, sequence, round: '2026', seats: 7 }, 'and the journal has it');
    t.equal(entry?.data.regulars.length, 7);
    const move = (from: number, to: number) =>
      app.owner('update panel_member set place = $2 where place = $1', [from, to]);
    await move(1, 50);
    const asked = 'query ($id: ID!) { panelDraw(panelId: $id) { confirmed } }';
    const { panelDraw: disturbed } = await app.as('auditor').query(asked, { id: panel });
    t.equal(disturbed.confirmed, false, 'a member moved afterwards shows');
    await move(50, 1);
  });

  await t.test('what is refused on the way', async (t) => {
    const [member] = members.filter((each) => each.reviewer.person === null && sits(each));
    const paper = { id: panel, memberId: member?.id, evidenceSha256: HASH };
    const refused = async (reviews: object[]) =>
      (await manager.refused('panel.record-ballot', { ...paper, reviews })).code;
    t.equal(await refused([scored(3, '8')]), 'panel.subject_unknown');
    t.equal(await refused([scored(1, '8.25')]), 'panel.score_off_scale');
    t.equal(await refused([scored(1, '10.5')]), 'panel.score_off_scale');
    const { scores } = scored(1, '8');
    t.equal(await refused([{ number: 1, scores: scores.slice(1) }]), 'panel.review_incomplete');
    const twice = [...scores.slice(1), scores[1]];
    t.equal(await refused([{ number: 1, scores: twice }]), 'panel.review_incomplete');
    const foreign = [...scores.slice(1), { item: 'WEALTH', score: '8' }];
    t.equal(await refused([{ number: 1, scores: foreign }]), 'panel.review_incomplete');
    t.equal(await refused([scored(1, '8'), scored(1, '9')]), 'panel.already_reviewed');
    const staff = members.find((each) => each.reviewer.person !== null);
    t.match(
      await manager.refused('panel.record-ballot', {
        ...paper,
        memberId: staff?.id,
        reviews: [scored(1, '8')],
      }),
      { code: 'panel.member_enters_own', path: ['memberId'] },
    );
    t.match(await manager.refused('panel.score', { id: panel, reviews: [scored(1, '8')] }), {
      code: 'panel.not_a_member',
    });
    const other = { ...paper, reviews: [scored(1, '8')] };
    t.match(await app.as('zhang').refused('panel.record-ballot', other), {
      code: 'panel.member_may_not_record',
    });
    t.match(await app.as('grid.officer').refused('panel.record-ballot', other), {
      code: 'panel.out_of_territory',
    });
    t.equal((await app.owner('select id from panel_ballot')).length, 0);
  });

  await t.test('it does not close on nobody', async (t) => {
    const closing = { id: panel, minutesSha256: MINUTES, signatures: [] };
    t.match(await manager.refused('panel.close', { ...closing, leaveUnreviewed: [1, 2] }), {
      code: 'panel.nobody_reviewed',
    });
  });

  await t.test('without a quorum it does not close', async (t) => {
    const [first, ...others] = members.filter(sits);
    if (!first) throw new Error('nobody sits');
    await review(app, { panel, member: first }, [scored(1, '0'), scored(2, '5')]);
    const closing = { id: panel, minutesSha256: MINUTES, signatures: [] };
    t.match(await manager.refused('panel.close', closing), {
      code: 'panel.quorum_not_reached',
      details: { subjects: [{ number: 1, reviews: 1, needed: 5 }, { number: 2 }] },
    });
    const scores = ['7', '8', '8', '9', '10', '10'];
    for (const [index, member] of others.entries()) {
      await review(app, { panel, member }, [scored(1, scores[index] ?? '')]);
    }
    for (const member of others.slice(0, 2)) {
      await review(app, { panel, member }, [scored(2, '6')]);
    }
    t.match(await manager.refused('panel.close', closing), {
      code: 'panel.quorum_not_reached',
      details: { subjects: [{ number: 2, reviews: 3, needed: 5 }] },
    });
    t.match(await manager.refused('panel.close', { ...closing, leaveUnreviewed: [1, 2] }), {
      code: 'panel.has_quorum',
    });
    t.match(await manager.refused('panel.close', { ...closing, leaveUnreviewed: [2] }), {
      code: 'panel.signature_missing',
      details: { missing: 7 },
    });
    t.match(
      await app.as('loan.reviewer').refused('panel.close', { ...closing, leaveUnreviewed: [2] }),
      { code: 'auth.forbidden' },
    );
  });

  await t.test('closed, it has means and a digest of them', async (t) => {
    await close(app, world, { leaveUnreviewed: [2] });
    const { panel: found } = await app.as('auditor').query(
      `query ($id: ID!) { panel(id: $id) { status closedOn minutesSha256 resultsSha256
         subjects(first: 5, order: NUMBER) { nodes { number state reviews
           means(first: 9) { nodes { item mean reviews trimmed } } } }
         ballots(first: 20) { totalCount nodes { scores(first: 9) { nodes { item score } } } } } }`,
      { id: panel },
    );
    // 0 7 8 8 9 10 10 without its ends: 42 / 5.
    const means = [...ITEMS, 'OVERALL'].map((item) => {
      const mean = item === 'OVERALL' ? '84.00' : '8.40';
      return { item, mean, reviews: 7, trimmed: 2 };
    });
    t.match(found, { status: 'CLOSED', closedOn: '2026-03-02', minutesSha256: MINUTES });
    const [one, two] = found.subjects.nodes;
    t.match(one, { number: 1, state: 'REVIEWED', reviews: 7 });
    t.same(new Set(one.means.nodes), new Set(means));
    t.match(two, { state: 'UNREVIEWED', reviews: 3, means: { nodes: [] } });
    const text = means.map(({ item, mean }) => `1 ${item} ${mean} 7 2\n`).join('');
    t.equal(found.resultsSha256, createHash('sha256').update(text).digest('hex'));
    t.equal(found.ballots.nodes[0].scores.nodes.length, 4, 'and the scores can be inspected');
  });

  await t.test('what ratings are given', async (t) => {
    const db = app.database.reader(app.world.bankId);
    const customerIds = customers.map(keyOf);
    const ask = (on: string) => panelMeans(db, app.world.bankId, { customerIds, on });
    const found = await ask('2026-03-02');
    t.equal(found.size, 1, 'a customer without a quorum has no answer');
    t.match(found.get(keyOf(customers[0] ?? '')), {
      panelId: keyOf(panel),
      turn: 1,
      closedOn: '2026-03-02',
      reviews: 7,
      means: { INTEGRITY: '8.40', OVERALL: '84.00' },
    });
    t.equal((await ask('2026-03-01')).size, 0, 'not before it closed');
    t.equal((await ask('2027-03-01')).size, 1);
    t.equal((await ask('2027-03-02')).size, 0, 'nor after a year');
  });

  await t.test('it is not opened again', async (t) => {
    const [member] = members;
    if (!member) throw new Error('nobody');
    for (const [name, input] of [
      ['panel.close', { minutesSha256: MINUTES, signatures: signatures(members) }],
      ['panel.cancel', {}],
      ['panel.excuse', { memberId: member.id }],
      [
        'panel.record-ballot',
        { memberId: member.id, evidenceSha256: HASH, reviews: [scored(1, '1')] },
      ],
    ] as const) {
      const answer = await manager.refused(name, { id: panel, ...input }, { reason: '再开' });
      t.equal(answer.code, 'panel.over', name);
    }
    await t.rejects(
      app.owner(`update panel set status = 'OPEN', closed_by = null, closed_on = null,
      minutes_sha256 = null, results_sha256 = null`),
      /is over/,
    );
    await t.rejects(
      app.owner(`insert into panel_ballot (institution_id, id, panel_id, member_id, subject_id,
          channel, sealed, entered_by, entered_at)
        select institution_id, gen_random_uuid(), panel_id, member_id, subject_id, channel, sealed,
          entered_by, now() from panel_ballot limit 1`),
      /not OPEN/,
    );
  });

  await t.test('a second review keeps the first and replaces what it found', async (t) => {
    const second = { id: panel, numbers: [1] };
    t.match(
      await manager.refused('panel.open-second', { id: panel, numbers: [2] }, { reason: 'x' }),
      {
        code: 'panel.not_reviewed',
      },
    );
    t.match(await manager.refused('panel.open-second', second), {
      code: 'command.reason_required',
    });
    const again = await manager.command('panel.open-second', second, { reason: '群众有异议' });
    t.match(await manager.refused('panel.open-second', second, { reason: '再来' }), {
      code: 'panel.second_opened',
    });
    const fresh = { ...world, panel: again.panel, members: await membersOf(app, again.panel) };
    fresh.customers = customers.slice(0, 1);
    await reviewAll(app, fresh, ['6']);
    await close(app, fresh);
    const { panels } = await app.as('auditor').query(
      `{ panels(first: 5, order: AREA) { nodes { turn sequence status secondReason first { id }
           subjects(first: 5) { nodes { state means(first: 1) { nodes { mean } } } } } } }`,
    );
    t.match(panels.nodes, [
      { turn: 1, sequence: 1, status: 'CLOSED', first: null },
      { turn: 2, sequence: 2, status: 'CLOSED', first: { id: panel }, secondReason: '群众有异议' },
    ]);
    const db = app.database.reader(app.world.bankId);
    const customerIds = [keyOf(customers[0] ?? '')];
    const found = await panelMeans(db, app.world.bankId, { customerIds, on: '2026-03-02' });
    t.match([...found.values()], [{ turn: 2, means: { OVERALL: '60.00' } }]);
    t.match(await manager.refused('panel.open-second', { id: again.panel }, { reason: '三评' }), {
      code: 'panel.second_opened',
    });
  });
});
