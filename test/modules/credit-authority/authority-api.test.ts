import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { openLending } from '../loans/lending.ts';
import { personOf } from '../staff/field.ts';
import { board, one, SECOND, seat, seatSecond, sendMatrix, setMatrix } from './board.ts';

const AUTHORITY = `query ($matter: AuthorityMatter, $amount: Money!, $product: String!, $guarantees: [String!], $grade: String) {
  authorityMatrixAuthority(matter: $matter, amount: $amount, product: $product, guarantees: $guarantees, grade: $grade) {
    matrix { code } matrixCode rule levels { code seats votesFor quorum roles vetoRoles } } }`;

test('a matrix holds from its day on, after a second person, and says who decides', async (t) => {
  const app = await testApp(t);
  for (const role of ['MEMBER', 'CHAIR']) await seat(app, { code: role.toLowerCase(), role });
  await seatSecond(app);
  const ask = async (amount: string, more: object = {}) => {
    const given = { amount, product: 'VILLAGE_CREDIT', ...more };
    return (await app.as('loan.approver').query(AUTHORITY, given)).authorityMatrixAuthority;
  };
  t.match(await ask('100.00'), { matrix: null, matrixCode: 'OWN_LIMIT', rule: 'ANY' });
  const rules = [
    { code: 'SMALL', upTo: '50000', levels: [one('MANAGER', 'GRID_MANAGER')] },
    { code: 'LARGE', upTo: '1000000', grades: ['A'], levels: [one('HEAD', 'CHAIR'), board()] },
  ];
  const { status, body } = await sendMatrix(app, { code: 'M1', validFrom: '2026-03-10', rules });
  t.equal(status, 202, 'it waits');
  const confirm = { id: body.approval.id };
  t.match(await app.as('administrator').refused('approval.approve', confirm), { status: 403 });
  await app.as(SECOND).command('approval.approve', confirm);
  t.match(await ask('100.00'), { matrixCode: 'OWN_LIMIT' }, 'not before its day');
  app.clock.set('2026-03-10T02:00:00Z');
  t.match(await ask('50000.00'), { matrix: { code: 'M1' }, rule: 'SMALL' });
  t.match(await ask('50000.01', { grade: 'A' }), {
    rule: 'LARGE',
    levels: [{ code: 'HEAD' }, { code: 'BOARD', seats: 5, votesFor: 3, vetoRoles: ['CHAIR'] }],
  });
  t.match(await ask('50000.01'), { matrixCode: null, rule: null, levels: [] }, 'nobody may');
  await app.owner(`update authority_matrix set content = jsonb_build_object('rules', (
    select jsonb_agg(rule - 'matters') from jsonb_array_elements(content -> 'rules') as rule))`);
  t.match(await ask('50000.00'), { rule: 'SMALL' }, 'set before rules named matters');
  for (const matter of ['EXTENSION', 'RESTRUCTURING', 'WRITE_OFF']) {
    t.match(await ask('50000.00', { matter }), { matrix: null, matrixCode: 'OWN_LIMIT' }, matter);
  }
  const { authorityMatrices: set } = await app
    .as('auditor')
    .query('{ authorityMatrices(first: 9) { nodes { content { rules { matters } } } } }');
  t.same(set.nodes[0].content.rules, [{ matters: null }, { matters: null }], 'and stays as set');
  const bad = async (matrix: object, code: string) => {
    const sent = await sendMatrix(app, { code: 'M2', validFrom: '2026-03-20', rules, ...matrix });
    if (sent.status !== 202) return t.match(sent.body, { code });
    const request = { id: sent.body.approval.id };
    return t.match(await app.as(SECOND).refused('approval.approve', request), {
      code,
    });
  };
  await bad({ code: 'M1' }, 'authority-matrix.code_taken');
  await bad({ validFrom: '2026-03-09' }, 'authority-matrix.period');
  await bad({ rules: [rules[0], rules[0]] }, 'authority-matrix.contradicts');
  await bad(
    { rules: [{ code: 'X', levels: [one('L', 'NO_SUCH_ROLE')] }] },
    'authority-matrix.role_unknown',
  );
  await bad({ rules: [{ code: 'X', levels: [one('L', 'CHAIR', { seats: 0 })] }] }, 'input.invalid');
  for (const matters of [[], ['EVERYTHING'], 'GRANT']) {
    await bad({ rules: [{ code: 'X', matters, levels: [one('L', 'CHAIR')] }] }, 'input.invalid');
  }
  const losses = [{ code: 'X', matters: ['WRITE_OFF'], levels: [one('L', 'CHAIR')] }];
  await bad({ rules: losses }, 'authority-matrix.matter_dropped');
  await bad({ rules: [{ code: 'X', upTo: '-5', levels: [one('L', 'CHAIR')] }] }, 'input.invalid');
  await setMatrix(app, { code: 'M3', validFrom: '2026-03-20', rules });
  const { authorityMatrices } = await app
    .as('auditor')
    .query('{ authorityMatrices(first: 9) { nodes { code validFrom validTo } } }');
  t.match(authorityMatrices.nodes, [{ code: 'M1', validTo: '2026-03-20' }]);
});

test('a vote is handed over in writing, for a time, once, and taken back', async (t) => {
  const app = await testApp(t);
  const chair = await seat(app, { code: 'chair', role: 'CHAIR', limitYuan: 100_000 });
  const deputy = await seat(app, { code: 'deputy', role: 'MEMBER' });
  const letter = {
    toPersonId: deputy,
    role: 'CHAIR',
    document: '授权〔2026〕7号',
    validFrom: '2026-03-02',
    validTo: '2026-04-01',
  };
  const grant = (more: object) =>
    app.as('chair').refused('authority-delegation.grant', { ...letter, ...more });
  t.match(await grant({ role: 'MEMBER' }), { code: 'authority-delegation.not_held' });
  t.match(await grant({ toPersonId: chair }), { code: 'authority-delegation.self' });
  t.match(await grant({ toPersonId: personOf(app, 'auditor') }), {
    code: 'authority-delegation.unqualified',
  });
  await app.owner(`update role set permissions = array_remove(permissions, 'loan.approve')
    where code = 'MEMBER'`);
  for (const period of [
    { validFrom: '2026-03-01' },
    { validTo: '2026-03-02' },
    { validTo: '2027-03-04' },
  ]) {
    t.match(await grant(period), { code: 'authority-delegation.period' });
  }
  t.match(await grant({ toPersonId: 'person_1' }), { code: 'input.invalid' });
  const { delegation } = await app.as('chair').command('authority-delegation.grant', letter);
  t.match(await grant({ validFrom: '2026-03-31', validTo: '2026-05-01' }), {
    code: 'authority-delegation.seat_taken',
  });
  t.match(
    await app.as('deputy').refused('authority-delegation.grant', { ...letter, toPersonId: chair }),
    {
      code: 'authority-delegation.not_held',
    },
    'it goes no further',
  );
  const may = async (who: string) => {
    const { authorityDelegationAllowedActions: answer } = await app.as(who).query(
      `query ($id: ID!) { authorityDelegationAllowedActions(authorityDelegationId: $id) {
         authorityDelegation { role { code } } allowedActions { allowed reason { code } } } }`,
      { id: delegation },
    );
    const [revoke] = answer.allowedActions;
    return revoke.allowed || revoke.reason.code;
  };
  t.equal(await may('deputy'), true);
  t.equal(await may('loan.approver'), 'authority-delegation.not_party');
  t.equal(await may('auditor'), 'auth.forbidden');
  const revoke = { id: delegation };
  t.match(
    await app
      .as('loan.approver')
      .refused('authority-delegation.revoke', revoke, { reason: '收回' }),
    { code: 'authority-delegation.not_party' },
  );
  await app.as('administrator').command('authority-delegation.revoke', revoke, { reason: '收回' });
  t.match(
    await app.as('chair').refused('authority-delegation.revoke', revoke, { reason: '收回' }),
    {
      code: 'authority-delegation.over',
    },
  );
  const { authorityDelegations } = await app
    .as('auditor')
    .query('{ authorityDelegations(first: 9) { nodes { id } } }');
  t.same(authorityDelegations.nodes, []);
});

test('a tie is declared by whoever has it, and ended by somebody else', async (t) => {
  const app = await testApp(t);
  const { zhang, li, customer } = await openLending(app);
  const tie = { customerId: customer, ground: 'RELATIVE' };
  const { declaration } = await zhang.command('interest-declaration.make', tie);
  t.match(await zhang.refused('interest-declaration.make', tie), {
    code: 'interest-declaration.known',
  });
  t.match(
    await li.refused('interest-declaration.make', { ...tie, personId: personOf(app, 'auditor') }),
    {
      code: 'interest-declaration.for_another',
    },
  );
  const administrator = app.as('administrator');
  const own = await administrator.command('interest-declaration.make', {
    ...tie,
    personId: personOf(app, 'administrator'),
  });
  t.match(
    await administrator.refused(
      'interest-declaration.end',
      { id: own.declaration },
      { reason: '误报' },
    ),
    { code: 'interest-declaration.own' },
  );
  await administrator.command(
    'interest-declaration.end',
    { id: declaration },
    { reason: '已消除' },
  );
  t.match(
    await administrator.refused(
      'interest-declaration.end',
      { id: declaration },
      { reason: '已消除' },
    ),
    { code: 'interest-declaration.over' },
  );
  await zhang.command('interest-declaration.make', tie);
});
