import { type Test, test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { HEAD, SPOUSE } from '../customers/households.ts';
import { VILLAGE } from '../grids/territory.ts';
import {
  agreeToReview,
  close,
  HASH,
  type Member,
  membersOf,
  mobileOf,
  openPanel,
  openPool,
  review,
  reviewAll,
  scored,
  sits,
} from './assembly.ts';

/** Of nobody, with a valid check digit. */
const MOTHER = '42900519800101002X';

type App = Awaited<ReturnType<typeof testApp>>;
type Recusal = { basis: string; ground: string; subject: { number: number } | null; who: string };

/** Who does not review whom, by mask of the reviewer. */
async function recusalsOf(app: App, panel: string): Promise<Recusal[]> {
  const { panel: found } = await app.as('grid.manager').query(
    `query ($id: ID!) { panel(id: $id) { recusals(first: 50) { nodes { basis ground
       subject { number } member { id reviewer { nameMask person { code } } } } } } }`,
    { id: panel },
  );
  return found.recusals.nodes.map((node: Recusal & { member: Member }) => ({
    basis: node.basis,
    ground: node.ground,
    subject: node.subject?.number,
    who: node.member.reviewer.person?.code ?? node.member.reviewer.nameMask,
  }));
}

/** Files, then reviewers; where the key of digests turns over between them, by different keys. */
async function knownToTheFiles(t: Test, { turning }: { turning: boolean }): Promise<void> {
  const app = await testApp(t);
  const { manager, grid } = await openPool(app);
  const household = async (given: object) => {
    const input = { kind: 'HOUSEHOLD', name: '某某', gridId: grid.id, ...given };
    const { customer } = await manager.command('customer.register', input);
    await agreeToReview(app, customer);
    return customer as string;
  };
  const son = { relationship: 'SON', name: '某子', idNumber: SPOUSE };
  const parents = await household({});
  const { member } = await manager.command('customer.add-member', { id: parents, ...son });
  await manager.command(
    'customer.remove-member',
    { id: parents, memberId: member },
    { reason: '分户' },
  );
  const sons = await household({ idNumber: SPOUSE });
  const byIdNumber = await household({ idNumber: HEAD });
  const byMobile = await household({ mobile: mobileOf(91) });
  const own = await household({});
  const stranger = await household({});
  if (turning) await app.as('administrator').command('key.rotate', { kind: 'DIGEST' });
  const enlist = (name: string, place: number, given: object) =>
    manager.command('panel.enlist', {
      areaCode: VILLAGE,
      standing: 'REGULAR',
      position: 'GROUP_LEADER',
      name,
      mobile: mobileOf(place),
      ...given,
    });
  await enlist('甲某', 90, { householdId: own });
  await enlist('乙某', 91, {});
  await enlist('丙某', 92, { idNumber: HEAD });
  await enlist('丁某', 93, { householdId: parents });
  await enlist('戊某', 94, { idNumber: MOTHER });
  const customerIds = [own, byMobile, byIdNumber, sons, stranger];
  const convening = { areaCode: VILLAGE, round: '2026', customerIds, seats: 12 };
  const { panel } = await manager.command('panel.convene', convening);
  const recusals = await recusalsOf(app, panel);
  t.same(
    recusals.toSorted((a, b) => Number(a.subject) - Number(b.subject)),
    [
      { basis: 'DETECTED', ground: 'SAME_HOUSEHOLD', subject: 1, who: '甲*' },
      { basis: 'DETECTED', ground: 'SAME_HOUSEHOLD', subject: 2, who: '乙*' },
      { basis: 'DETECTED', ground: 'SAME_HOUSEHOLD', subject: 3, who: '丙*' },
      { basis: 'DETECTED', ground: 'RELATIVE', subject: 4, who: '丁*' },
    ],
  );

  await t.test('also what they learn after the panel was convened', async (t) => {
    const members = await membersOf(app, panel);
    const late = members.find(({ reviewer }) => reviewer.nameMask === '戊*');
    if (!late) throw new Error('not drawn');
    await review(app, { panel, member: late }, [scored(2, '8'), scored(5, '8')]);
    const found = members.find(({ reviewer }) => reviewer.nameMask === '丙*');
    if (!found) throw new Error('not drawn');
    await t.rejects(review(app, { panel, member: found }, [scored(3, '8')]), /panel.recused/);
    const mother = { id: stranger, relationship: 'PARENT', name: '某母', idNumber: MOTHER };
    await manager.command('customer.add-member', mother);
    for (const member of members.filter((each) => sits(each) && each.id !== late.id).slice(0, 3)) {
      await review(app, { panel, member }, [scored(5, '6')]);
    }
    const closing = { id: panel, minutesSha256: HASH, signatures: [] };
    t.match(await manager.refused('panel.close', closing), {
      details: { subjects: { 4: { number: 5, reviews: 3, needed: 8 } } },
    });
  });
}

test('what the files know keeps members from reviewing', (t) =>
  knownToTheFiles(t, { turning: false }));

test('also while the key of digests turns over', (t) => knownToTheFiles(t, { turning: true }));

test('declared recusals', async (t) => {
  const app = await testApp(t);
  const world = await openPanel(app, 2);
  const { panel, manager, members } = world;
  const zhang = app.as('zhang');
  const villagers = members.filter(({ reviewer, seat }) => !reviewer.person && seat === 'SITTING');
  const [villager] = villagers;
  const staff = members.find(({ reviewer }) => reviewer.person?.code === 'li');
  if (!villager || !staff) throw new Error('nobody sits');

  await t.test('by the member, or for a villager by an officer', async (t) => {
    await zhang.command('panel.recuse', { id: panel, number: 1, ground: 'DISPUTE' });
    t.match(await zhang.refused('panel.recuse', { id: panel, number: 1, ground: 'DEBT' }), {
      code: 'panel.recused',
    });
    t.match(await zhang.refused('panel.recuse', { id: panel, number: 9, ground: 'DEBT' }), {
      code: 'panel.subject_unknown',
    });
    const forOther = { id: panel, memberId: villager.id, number: 1, ground: 'DEBT' };
    t.match(await zhang.refused('panel.recuse', forOther), {
      code: 'panel.member_may_not_record',
    });
    t.match(await manager.refused('panel.recuse', { ...forOther, memberId: staff.id }), {
      code: 'panel.member_enters_own',
    });
    const none = { id: panel, number: 1, ground: 'DEBT' };
    t.match(await manager.refused('panel.recuse', none), { code: 'panel.not_a_member' });
    t.match(await app.as('grid.officer').refused('panel.recuse', none), {
      code: 'panel.out_of_territory',
    });
  });

  await t.test('a review given before does not count', async (t) => {
    const reviewing = members.filter(sits);
    for (const member of reviewing) {
      const numbers = member.reviewer.person?.code === 'zhang' ? [2] : [1, 2];
      const score = member.id === villager.id ? '0' : '8';
      const reviews = numbers.map((number) => scored(number, score));
      await review(app, { panel, member }, reviews);
    }
    const given = { id: panel, memberId: villager.id, number: 1, ground: 'RELATIVE' };
    t.match(await manager.refused('panel.recuse', given), { code: 'panel.own_record' });
    await app.as('loan.reviewer').command('panel.recuse', given);
    await close(app, world);
    const { panel: found } = await app.as('auditor').query(
      `query ($id: ID!) { panel(id: $id) { subjects(first: 5, order: NUMBER) { nodes { reviews
         means(first: 9) { nodes { item mean reviews trimmed } } } } } }`,
      { id: panel },
    );
    const [one, two] = found.subjects.nodes;
    t.equal(one.reviews, 5);
    t.match(one.means.nodes[0], { mean: '8.00', reviews: 5, trimmed: 2 });
    t.equal(two.reviews, 7, 'of the other subject it does');
    const left = await app.owner<{ counted: boolean; scores: number }>(
      'select counted, count(*)::int as scores from panel_score group by counted order by 1',
    );
    t.same(left, [
      { counted: false, scores: 4 },
      { counted: true, scores: 48 },
    ]);
  });

  await t.test('they hold in the next panel too', async (t) => {
    const { panel: second } = await manager.command(
      'panel.open-second',
      { id: panel, numbers: [1] },
      { reason: '有异议' },
    );
    const recusals = await recusalsOf(app, second);
    t.same(recusals.map(({ basis, ground }) => `${basis} ${ground}`).toSorted(), [
      'DETECTED DISPUTE',
      'DETECTED RELATIVE',
    ]);
  });
});

test('a review of somebody who no longer agrees to it does not count', async (t) => {
  const app = await testApp(t);
  const world = await openPanel(app, 2);
  const late = world.members.find(({ reviewer }) => reviewer.person?.code === 'zhang');
  if (!late) throw new Error('not drawn');
  const early = world.members.filter(({ id }) => id !== late.id);
  await reviewAll(app, { ...world, members: early }, ['8']);
  const [leaving] = world.customers;
  const { consents } = await world.manager.query(
    `query ($customer: ID!) { consents(first: 5, filter: { customer: $customer }) {
       nodes { id purpose } } }`,
    { customer: leaving },
  );
  const withdrawal = { id: consents.nodes[0].id, channel: 'PAPER', withdrawnOn: '2026-03-02' };
  await world.manager.command('consent.withdraw', withdrawal, { reason: '本人撤回' });
  const second = { id: world.panel, minutesSha256: HASH, signatures: [] };
  const { details } = await world.manager.refused('panel.close', second);
  t.match(details.subjects, [{ number: 1, reviews: 0 }]);
  const own = { panel: world.panel, member: late };
  await t.rejects(review(app, own, [scored(1, '8')]), /panel.consent_missing/);
  await review(app, own, [scored(2, '8')]);
  await close(app, world, { leaveUnreviewed: [1] });
  const means = await app.owner<{ number: number }>(
    'select distinct s.number from panel_mean m join panel_subject s on s.id = m.subject_id',
  );
  t.same(means, [{ number: 2 }]);
});
