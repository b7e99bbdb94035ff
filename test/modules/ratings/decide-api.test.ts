import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { GIVEN, openRatable, RATING } from './ratable.ts';

const CURRENT = 'query ($id: ID!) { customer(id: $id) { currentRating { id creditLine } } }';

test('what the rules send to a person waits for one', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const reviewer = app.as('loan.reviewer');
  await app.as('administrator').command('scorecard.publish', {
    content: sampleHouseholdScorecard,
    validFrom: '2026-03-02',
  });
  const rate = async (id: string, inputs: object): Promise<string> =>
    (await manager.command('rating.rate', { id, inputs })).rating;
  const read = async (id: string) => (await manager.query(RATING, { id })).rating;
  const current = async (id: string) =>
    (await manager.query(CURRENT, { id })).customer.currentRating;
  const why = { reason: '已入户核实' };

  await t.test('a sensitive answer changes no points, but a person looks', async (t) => {
    const id = await household();
    const clean = await rate(id, GIVEN);
    const ill = await rate(id, { ...GIVEN, CIRCUMSTANCES: 'LONG_ILLNESS' });
    const [before, after] = [await read(clean), await read(ill)];
    t.equal(after.score, before.score);
    t.match(after, { outcome: 'NEEDS_PERSON', status: 'AWAITING_DECISION' });
    t.match(after.findings, [{ kind: 'REFERRAL', about: ['CIRCUMSTANCES_CHECK'] }]);
    t.equal((await current(id)).id, clean, 'the rating before still counts');

    t.equal(await codeOf(manager, 'rating.rate', { id, inputs: GIVEN }), 'rating.decision_awaited');
    const decision = { id: ill, accept: true };
    t.equal(await codeOf(manager, 'rating.decide', decision, why), 'rating.separation_of_duties');
    t.equal(await codeOf(reviewer, 'rating.decide', decision), 'command.reason_required');
    app.clock.set('2026-03-05T02:00:00Z');
    await reviewer.command('rating.decide', decision, why);
    t.match(await read(ill), {
      outcome: 'NEEDS_PERSON',
      status: 'EFFECTIVE',
      validFrom: '2026-03-05',
      validTo: '2027-03-05',
      decisionReason: why.reason,
      decidedBy: { code: 'loan.reviewer' },
    });
    t.equal((await read(clean)).validTo, '2026-03-05');
    t.equal((await current(id)).id, ill);
    t.equal(await codeOf(reviewer, 'rating.decide', decision, why), 'rating.decided');
  });

  await t.test('a declined rating never counts', async (t) => {
    const id = await household({});
    const rating = await rate(id, { ...GIVEN, HEAD_AGE: 70 });
    await reviewer.command('rating.decide', { id: rating, accept: false }, why);
    t.match(await read(rating), {
      status: 'DECLINED',
      validFrom: '2026-03-05',
      validTo: '2026-03-05',
    });
    t.equal(await current(id), null);
    t.ok(await rate(id, GIVEN), 'and another may follow');
  });

  await t.test('a veto closes the lines, and a person confirms it', async (t) => {
    const id = await household({});
    const rating = await rate(id, { ...GIVEN, HAS_BAD_LOAN: true });
    const vetoed = { outcome: 'REFUSED', status: 'AWAITING_DECISION', creditLine: '0.00' };
    t.match(await read(rating), { ...vetoed, findings: [{ code: 'BAD_LOAN', kind: 'VETO' }] });
  });

  await t.test('the negative list has its say', async (t) => {
    const id = await household({});
    const screen = (input: object) => manager.command('customer.screen', { id, ...input }, why);
    await screen({ screening: 'GREY', screeningReason: 'LITIGATION' });
    const grey = await rate(id, GIVEN);
    t.match(await read(grey), {
      outcome: 'NEEDS_PERSON',
      findings: [{ code: 'NEGATIVE_LIST_GREY' }],
    });
    t.not((await read(grey)).creditLine, '0.00');
    await reviewer.command('rating.decide', { id: grey, accept: false }, why);

    await screen({ screening: 'BLACK', screeningReason: 'GAMBLING' });
    const black = await read(await rate(id, GIVEN));
    t.match(black, { outcome: 'REFUSED', creditLine: '0.00', ceiling: '0.00' });
    t.match(black.findings, [{ code: 'NEGATIVE_LIST_BLACK', kind: 'VETO' }]);
    t.match(black.lines, [{ amount: '0.00' }, { amount: '0.00' }]);
    await reviewer.command('rating.decide', { id: black.id, accept: false }, why);

    await screen({ screening: 'BLACK', screeningReason: 'WRITTEN_OFF_LOAN' });
    t.equal(await codeOf(manager, 'rating.rate', { id, inputs: GIVEN }), 'rating.input_on_file');
    const { HAS_BAD_LOAN: _known, ...rest } = GIVEN;
    const listed = await read(await rate(id, rest));
    t.match(listed.inputs, { HAS_BAD_LOAN: true });
    t.match(listed.findings, [{ code: 'BAD_LOAN' }, { code: 'NEGATIVE_LIST_BLACK' }]);
  });

  await t.test('the database keeps what the rules keep', async (t) => {
    const set = (assignment: string) =>
      app.owner(`update rating set ${assignment} where status = 'EFFECTIVE'`);
    await t.rejects(set('decided_by = rated_by'), { code: '23514' });
    await t.rejects(set("outcome = 'REFUSED', decided_by = null, decision_reason = null"), {
      code: '23514',
    });
    await t.rejects(
      app.owner(
        `insert into rating select (jsonb_populate_record(r, '{"id": "${'0'.repeat(8)}-0000-7000-8000-000000000001"}')).*
         from rating r where status = 'EFFECTIVE' limit 1`,
      ),
      { code: '23P01' },
    );
  });
});
