import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';

const CARD = `query ($id: ID!) { scorecard(id: $id) {
  status edition nameZh validFrom validTo draftedBy { code } publishedBy { code } } }`;

test('a scorecard is drafted, revised and published or discarded', async (t) => {
  const app = await testApp(t);
  const bank = app.as('administrator');
  const edition = (version: number, change: object = {}) => ({
    content: { ...sampleHouseholdScorecard, version, ...change },
  });
  const read = async (id: string) => (await bank.query(CARD, { id })).scorecard;
  const withHole = {
    grades: sampleHouseholdScorecard.grades.filter(({ grade }) => grade !== 'C'),
    lines: [],
  };
  const first = (await bank.command('scorecard.draft', edition(1, withHole))).scorecard;

  await t.test('a draft may have problems and rates nobody', async (t) => {
    t.match(await read(first), {
      status: 'DRAFT',
      validFrom: null,
      draftedBy: { code: 'administrator' },
      publishedBy: null,
    });
    const inForce = '{ scorecards(first: 5) { nodes { id } } }';
    t.same((await bank.query(inForce)).scorecards.nodes, []);
    const publish = { scorecardId: first, validFrom: '2026-03-02' };
    t.equal(await codeOf(bank, 'scorecard.publish', publish), 'scorecard.invalid');
    t.equal(await codeOf(bank, 'scorecard.draft', edition(1)), 'scorecard.edition_taken');
    t.equal(await codeOf(bank, 'scorecard.draft', { content: {} }), 'scorecard.malformed');
    t.equal(await codeOf(app.as('grid.manager'), 'scorecard.draft', edition(7)), 'auth.forbidden');
  });

  await t.test('it is revised whole, under the same code', async (t) => {
    const other = edition(1, { code: 'OTHER' });
    t.equal(
      await codeOf(bank, 'scorecard.revise', { id: first, ...other }),
      'scorecard.code_changed',
    );
    const label = { en: 'Second thoughts', zh: '修改稿' };
    await bank.command('scorecard.revise', { id: first, ...edition(1, { label }) });
    t.match(await read(first), { status: 'DRAFT', nameZh: '修改稿' });
  });

  await t.test('published, it is a draft no more', async (t) => {
    const both = { scorecardId: first, ...edition(1), validFrom: '2026-03-02' };
    t.equal(await codeOf(bank, 'scorecard.publish', both), 'scorecard.one_source');
    t.equal(
      await codeOf(bank, 'scorecard.publish', { validFrom: '2026-03-02' }),
      'scorecard.one_source',
    );
    const publish = { scorecardId: first, validFrom: '2026-03-02' };
    t.equal((await bank.command('scorecard.publish', publish)).scorecard, first);
    t.match(await read(first), {
      status: 'PUBLISHED',
      validFrom: '2026-03-02',
      publishedBy: { code: 'administrator' },
    });
    t.equal(await codeOf(bank, 'scorecard.publish', publish), 'scorecard.not_draft');
    t.equal(
      await codeOf(bank, 'scorecard.revise', { id: first, ...edition(1) }),
      'scorecard.not_draft',
    );
    const reason = { reason: '误发' };
    t.equal(await codeOf(bank, 'scorecard.discard', { id: first }, reason), 'scorecard.not_draft');
    const edits = [
      "name_zh = 'x'",
      "customer_kind = 'MERCHANT'",
      "status = 'DRAFT', valid_from = null, published_by = null",
      'valid_from = valid_from + 1',
    ];
    for (const edit of edits) {
      await t.rejects(app.owner(`update scorecard set ${edit}`), { code: '23514' }, edit);
    }
  });

  await t.test('a discarded draft keeps its edition number', async (t) => {
    const second = (await bank.command('scorecard.draft', edition(2))).scorecard;
    t.equal(await codeOf(bank, 'scorecard.discard', { id: second }), 'command.reason_required');
    await bank.command('scorecard.discard', { id: second }, { reason: '方案未通过' });
    t.match(await read(second), { status: 'DISCARDED' });
    t.equal(await codeOf(bank, 'scorecard.draft', edition(2)), 'scorecard.edition_taken');
    await t.rejects(app.owner("update scorecard set status = 'DRAFT' where edition = 2"), {
      code: '23514',
      constraint: 'scorecard_published_check',
    });
    const third = (await bank.command('scorecard.draft', edition(3))).scorecard;
    await bank.command('scorecard.publish', { scorecardId: third, validFrom: '2026-07-01' });
    t.match(await read(first), { status: 'SUPERSEDED', validTo: '2026-07-01' });
  });
});
