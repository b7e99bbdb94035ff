import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { codeOf } from '../grids/territory.ts';
import { bring, openLending, readLoan } from '../loans/lending.ts';

const HASH = 'f'.repeat(64);
const DECREE = {
  number: '潜政发〔2026〕7号',
  issuer: '潜江市人民政府',
  areaPrefixes: ['429005'],
  pausedFrom: '2026-04-10',
  evidenceSha256: HASH,
};

test('relief by decree', async (t) => {
  const app = await testApp(t);
  const worker = testWorker(t, app);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const admin = app.as('administrator');
  const maker = app.as('loan.approver');
  /** What the maker asks for and another person lets happen. */
  const agreed = async (name: string, input: object, reason = '暴雨受灾') => {
    const { answer } = await maker.refused(name, { ...input }, { reason });
    await admin.command('approval.approve', { id: answer.approval.id });
  };
  const refusedWhenAgreed = async (more: object) => {
    const asked = await maker.refused('relief-decree.register', { ...DECREE, ...more });
    return codeOf(admin, 'approval.approve', { id: asked.answer.approval.id });
  };
  const overdueDays = async (day: string) => {
    app.clock.set(`${day}T02:00:00Z`);
    await app.as('core.banking').command('loan.classify', { id: loan });
    return (await readLoan(app, loan, 'overdueDays')).loan.overdueDays;
  };
  const decrees = async () =>
    (
      await admin.query(`{ reliefDecrees(first: 5, order: PAUSED) { nodes { id number status
        pausedFrom pausedUntil registeredBy { code } loans(first: 5) { nodes { ended } } } } }`)
    ).reliefDecrees.nodes;

  await t.test('it is for places that exist and days in order, and waits for two', async (t) => {
    const code = (more: object) =>
      codeOf(admin, 'relief-decree.register', { ...DECREE, ...more }, { reason: '暴雨' });
    t.equal(await code({ areaPrefixes: ['abc'] }), 'input.invalid');
    t.equal(await code({ areaPrefixes: ['4290051010010001'] }), 'input.invalid', 'no single grid');
    t.equal(await refusedWhenAgreed({ areaPrefixes: ['429005', '11'] }), 'relief-decree.area');
    t.equal(await refusedWhenAgreed({ pausedUntil: '2026-04-10' }), 'relief-decree.period');
    const longPast = { pausedFrom: '2025-11-29' };
    t.equal(await refusedWhenAgreed(longPast), 'relief-decree.too_far_back');
    t.equal(
      await codeOf(app.as('grid.manager'), 'relief-decree.register', DECREE),
      'auth.forbidden',
    );
    await agreed('relief-decree.register', DECREE);
    t.equal(await refusedWhenAgreed({}), 'relief-decree.number_taken');
    t.match(await decrees(), [{ status: 'IN_FORCE', pausedUntil: null, loans: { nodes: [] } }]);
  });

  await t.test('from its day on days do not count', async (t) => {
    t.equal(await overdueDays('2026-04-05'), 3);
    await worker.run('relief-decree.apply');
    t.match((await decrees())[0], { loans: { nodes: [] } }, 'not before its day');
    app.clock.set('2026-04-20T02:00:00Z');
    await worker.run('relief-decree.apply');
    t.match((await decrees())[0], { loans: { nodes: [{ ended: false }] } });
    const days = await overdueDays('2026-05-10');
    t.equal(days, 7, 'the 3rd to the 9th of April');
    await worker.run('relief-decree.apply');
    t.equal((await decrees())[0].loans.nodes.length, 1, 'once');
    await admin.command('collection-case.plan', {});
    const { collectionCases } = await admin.query(
      '{ collectionCases(first: 5) { nodes { stage } } }',
    );
    t.same(collectionCases.nodes, [], 'nobody is pursued meanwhile');
  });

  await t.test('once it ends they count again from that day, and only from there', async (t) => {
    const before = await overdueDays('2026-05-11');
    const [{ id }] = await decrees();
    await agreed('relief-decree.end', { id, pausedUntil: '2026-05-21' });
    await worker.run('relief-decree.apply');
    t.match(await decrees(), [
      { status: 'ENDED', pausedUntil: '2026-05-21', loans: { nodes: [{ ended: true }] } },
    ]);
    t.equal(await overdueDays('2026-05-20'), before);
    t.equal(await overdueDays('2026-05-31'), before + 11, 'the 21st to the 31st');
    const facts = await app.owner<{ kind: string }>(
      `select kind from loan_fact where kind in ('DAYS_PAUSED', 'REVERSED') order by id`,
    );
    t.same(
      facts.map(({ kind }) => kind),
      ['DAYS_PAUSED', 'REVERSED', 'DAYS_PAUSED'],
    );
  });

  await t.test('ending a decree makes it no longer than it was', async (t) => {
    const until = { number: '潜政发〔2026〕8号', pausedUntil: '2026-06-30' };
    await agreed('relief-decree.register', { ...DECREE, ...until });
    const { id } = (await decrees()).find(
      ({ number }: { number: string }) => number === until.number,
    );
    const later = { id, pausedUntil: '2026-07-01' };
    const asked = await maker.refused('relief-decree.end', later, { reason: '延长' });
    const confirm = { id: asked.answer.approval.id };
    t.equal(await codeOf(admin, 'approval.approve', confirm), 'relief-decree.period');
  });
});
