import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { bring, EVIDENCE, openLending, rate, readLoan } from '../loans/lending.ts';

const COUNTY = '429005';
const opinion = { opinion: '同意' };
const UNCONFIRMED = `{ loanClassesUnconfirmed { before loans principal first { id } } }`;

test('a territory’s classes are confirmed by three people who lent none of the money', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 30_000);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  app.clock.set('2026-07-01T02:00:00Z');
  await app.as('core.banking').command('loan.classify', { id: loan });
  const officer = app.as('risk.officer');
  const due = await officer.query(UNCONFIRMED);
  t.same(due.loanClassesUnconfirmed, {
    before: '2026-04-01',
    loans: 1,
    principal: '12000.00',
    first: [{ id: loan }],
  });

  const asked = { asOf: '2026-06-30', areaCode: COUNTY };
  const faults: [object, string][] = [
    [{ asOf: '2026-07-01' }, 'loan.date_in_future'],
    [{ asOf: '2026-03-01' }, 'class-round.empty'],
    [{ areaCode: '420000' }, 'class-round.empty'],
    [{ areaCode: '42%' }, 'input.invalid'],
  ];
  for (const [fault, code] of faults) {
    t.equal((await officer.refused('class-round.open', { ...asked, ...fault })).code, code);
  }
  const { loanClassRound: first } = await officer.command('class-round.open', asked);
  t.equal((await officer.refused('class-round.open', asked)).code, 'class-round.on_record');
  const manager = app.as('risk.manager');
  const approver = app.as('risk.approver');
  await manager.command('class-round.determine', { id: first, ...opinion });

  // A ground recorded for a day before gives the list another digest.
  const ground = { code: 'RATING_SHARPLY_DOWN', since: '2026-05-01', explanation: '评级下调' };
  await manager.command('loan.record-class-ground', {
    id: loan,
    ...ground,
    evidenceSha256: EVIDENCE,
  });
  const same = await approver.refused('class-round.approve', { id: first, ...opinion });
  t.equal(same.code, 'class-round.changed');
  const given = { reason: '清单已变' };
  await approver.command('class-round.reject', { id: first }, given);

  const { loanClassRound: round } = await officer.command('class-round.open', asked);
  t.equal(
    (await approver.refused('class-round.approve', { id: round, ...opinion })).code,
    'class-review.not_in_step',
  );
  await manager.command('class-round.determine', { id: round, ...opinion });
  await app.owner(`update loan set reviewer_id = $1`, [app.world.people['risk.approver']]);
  t.equal(
    (await approver.refused('class-round.approve', { id: round, ...opinion })).code,
    'class-review.not_independent',
  );
  await app.owner(`update loan set reviewer_id = $1`, [app.world.people['loan.reviewer']]);
  await approver.command('class-round.approve', { id: round, ...opinion });
  const { loanClassRound: found } = await officer.query(
    `query ($id: ID!) { loanClassRound(id: $id) { status loans principal digestSha256
      classes { loanClass loans principal } closedBy { code } } }`,
    { id: round },
  );
  t.match(found, {
    status: 'APPROVED',
    loans: 1,
    principal: '12000.00',
    digestSha256: /^[0-9a-f]{64}$/,
    classes: [{ loanClass: 'SUBSTANDARD', loans: 1, principal: '12000.00' }],
    closedBy: { code: 'risk.approver' },
  });
  const { loan: confirmed } = await readLoan(app, loan, 'classConfirmedOn');
  t.equal(confirmed.classConfirmedOn, '2026-06-30');
  t.equal((await officer.query(UNCONFIRMED)).loanClassesUnconfirmed.loans, 0);
  app.clock.set('2026-10-01T02:00:00Z');
  t.equal((await officer.query(UNCONFIRMED)).loanClassesUnconfirmed.loans, 1, 'a quarter later');
});
