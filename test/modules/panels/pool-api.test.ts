import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { VILLAGE } from '../grids/territory.ts';
import { close, HASH, mobileOf, openPanel, openPool, review, scored } from './assembly.ts';

test('reviewers of the pool', async (t) => {
  const app = await testApp(t);
  const { manager, reviewers } = await openPool(app);
  const base = { areaCode: VILLAGE, standing: 'REGULAR', position: 'OTHER' };
  const refused = async (given: object) =>
    (await manager.refused('panel.enlist', { ...base, ...given })).code;

  await t.test('who they are is said fully, and once', async (t) => {
    t.equal(await refused({}), 'panel.reviewer_identity');
    t.equal(await refused({ name: '某' }), 'panel.reviewer_identity');
    const { people } = app.world;
    const person = `person_${people['grid.officer']}`;
    t.equal(await refused({ personId: person, name: '某' }), 'panel.reviewer_identity');
    t.equal(await refused({ name: '某', mobile: '123' }), 'panel.mobile_invalid');
    const given = { name: '某', mobile: mobileOf(80) };
    t.equal(await refused({ ...given, idNumber: '110105194912310021' }), 'panel.id_number_invalid');
    t.equal(await refused({ name: '某', mobile: mobileOf(1) }), 'panel.reviewer_in_pool');
    await manager.command('panel.enlist', { ...base, personId: person });
    t.equal(await refused({ personId: person }), 'panel.reviewer_in_pool');
  });

  await t.test('names and numbers are masked, and revealed on record', async (t) => {
    const { panelReviewer } = await manager.query(
      'query ($id: ID!) { panelReviewer(id: $id) { nameMask mobileMask idNumberMask } }',
      { id: reviewers[0] },
    );
    t.same(panelReviewer, { nameMask: '王***', mobileMask: '139****0001', idNumberMask: null });
    const reveal = { id: reviewers[0] };
    t.match(await manager.refused('panel.reveal-reviewer', reveal), {
      code: 'command.reason_required',
    });
    t.match(await manager.command('panel.reveal-reviewer', reveal, { reason: '通知参会' }), {
      name: '王评议1',
      mobile: mobileOf(1),
    });
    t.match(await app.as('auditor').refused('panel.reveal-reviewer', reveal, { reason: 'x' }), {
      code: 'auth.forbidden',
    });
    const why = { reason: '通知参会' };
    const limits = { alertAt: 3, blockAt: 4 };
    await app.as('administrator').command('privacy.set-reveal-limits', limits, why);
    await manager.command('panel.reveal-reviewer', reveal, why);
    t.match(await app.owner('select values_count from reveal_alert'), [{ values_count: 4 }]);
    t.match(await manager.refused('panel.reveal-reviewer', reveal, why), {
      code: 'privacy.reveal_blocked',
    });
    const usual = { alertAt: 500, blockAt: 1_000 };
    await app.as('administrator').command('privacy.set-reveal-limits', usual, why);
    const [fact] = await app.owner<{ leaf: string }>(
      `select convert_from(leaf, 'UTF8') as leaf from journal_entry
       where convert_from(leaf, 'UTF8') like '%reviewer-revealed%'`,
    );
    t.notMatch(fact?.leaf, mobileOf(1));
    const rows = await app.owner<{ text: string }>('select t::text as text from panel_reviewer t');
    t.notOk(rows.some(({ text }) => text.includes(mobileOf(1)) || text.includes('王评议')));
  });
});

test('an institution sets rules of its own', async (t) => {
  const app = await testApp(t);
  const RULES = {
    method: 'MEAN',
    trimEachEnd: 1,
    trimFrom: 5,
    decimals: 1,
    scaleLow: '0',
    scaleHigh: '10',
    scaleStep: '1',
    seats: 5,
    fewestSeats: 5,
    standby: 0,
    fewestReviews: 3,
    quorumNumerator: 1,
    quorumDenominator: 2,
    usableMonths: 6,
  };
  const administrator = app.as('administrator');
  const set = { code: 'OWN_1', legalBasis: '董事会决议〔2026〕1号', validFrom: '2026-03-02' };
  const contradicting = { ...set, rules: { ...RULES, scaleStep: '3' } };
  t.match(await administrator.refused('panel.set-rules', contradicting), {
    code: 'panel.rules_contradict',
    path: ['rules', 'scaleStep'],
  });
  await administrator.command('panel.set-rules', { ...set, rules: RULES });
  for (const [given, code] of [
    [{ validFrom: '2026-03-01', code: 'A' }, 'panel.rules_period'],
    [{ validFrom: '2026-03-02', code: 'A' }, 'panel.rules_period'],
    [{ validFrom: '2026-04-01' }, 'panel.rules_code_taken'],
  ] as const) {
    const input = { ...set, ...given, rules: RULES };
    t.equal((await administrator.refused('panel.set-rules', input)).code, code);
  }
  const planned = { ...set, code: 'OWN_2', validFrom: '2027-01-01', rules: RULES };
  await administrator.command('panel.set-rules', planned);
  const world = await openPanel(app, 1);
  t.equal(world.members.length, 5);
  const [member] = world.members.filter(({ reviewer }) => !reviewer.person);
  const paper = { id: world.panel, memberId: member?.id, evidenceSha256: HASH };
  const manager = app.as('grid.manager');
  t.match(
    await manager.refused('panel.record-ballot', { ...paper, reviews: [scored(1, '10.5')] }),
    { code: 'panel.score_off_scale', details: { high: '10' } },
  );
  const scores = ['10', '9', '9', '9'];
  for (const [index, each] of world.members.slice(0, 4).entries()) {
    await review(app, { panel: world.panel, member: each }, [scored(1, scores[index] ?? '')]);
  }
  await close(app, { ...world, members: world.members.slice(0, 4) });
  const { panelMeans } = await app
    .as('auditor')
    .query('{ panelMeans(first: 1) { nodes { mean reviews trimmed } } }');
  t.same(panelMeans.nodes, [{ mean: '9.3', reviews: 4, trimmed: 0 }]);
});
