import { test } from 'tap';
import { type Caller, type TestApp, testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';
import { smallForm } from './small-form.ts';

const PROFILE = `query ($id: ID!) { customer(id: $id) { version completeness
  profile { code form edition inForce percent filled asked answeredBy answeredOn
    items { code asked answered masked value choice { en } } } } }`;
const REPORT = `query ($id: ID!) { profileCompleteness(customerId: $id) { percent form { edition }
  sections { code edition percent filled asked } missing { code section required }
  newlyAsked { code section } steps { step open } } }`;

type Item = { code: string; value: unknown; answered: boolean; asked: boolean; masked: boolean };
type Section = { code: string; edition: number; percent: number; items: Item[] };

const publish = async (bank: Caller, content: object, validFrom: string): Promise<void> => {
  const { form } = await bank.command('profile-form.draft', { customerKind: 'HOUSEHOLD', content });
  await bank.command('profile-form.publish', { id: form, validFrom });
};

/** A bank that asks what the small form asks, and a household of it. */
async function openAnswering(app: TestApp) {
  const bank = app.as('administrator');
  const manager = app.as('grid.manager');
  const { west } = await openTerritory(app);
  await publish(bank, smallForm(), '2026-03-02');
  const household = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id };
  const { customer: id } = await manager.command('customer.register', household);
  const read = async () => (await manager.query(PROFILE, { id })).customer;
  const item = async (code: string): Promise<Item | undefined> =>
    (await read()).profile
      .flatMap(({ items }: Section) => items)
      .find((each: Item) => each.code === code);
  const answer = (answers: object, more: object = {}) =>
    manager.command('profile.answer', { id, answers, ...more });
  return { bank, manager, id, west, read, item, answer };
}

test('answers, section by section', async (t) => {
  const app = await testApp(t);
  const { manager, id, read, item, answer } = await openAnswering(app);
  const code = (answers: unknown, more: object = {}) =>
    codeOf(manager, 'profile.answer', { id, answers, ...more });

  await t.test('absent ones stay, null and `clear` empty', async (t) => {
    t.equal((await read()).completeness, 0);
    await answer({ LAND: '12.50', SINCE: '2020-01-01', RECORD: 'GOOD' });
    t.match(await item('LAND'), { value: '12.5', answered: true });
    await answer({ INDUSTRY: 'A0111' });
    t.match(await item('LAND'), { value: '12.5' });
    t.match(await item('RECORD'), { value: 'GOOD', choice: { en: 'GOOD' } });
    await answer({ LAND: null });
    t.match(await item('LAND'), { value: null, answered: false });
    await answer({}, { clear: ['SINCE'] });
    t.match(await item('SINCE'), { value: null, answered: false });
    const { data } = await manager.graphql(
      `mutation ($id: ID!, $key: String) { profileAnswer(
         input: { id: $id, answers: { LAND: 3, RECORD: "BAD" }, clear: ["INDUSTRY"] },
         envelope: { idempotencyKey: $key }) { result { completeness customer { completeness } } } }`,
      { id, key: 'answer-by-graphql' },
    );
    const { result } = data.profileAnswer;
    t.equal(result.completeness, result.customer.completeness);
    t.match(await item('LAND'), { value: '3' });
    t.match(await item('INDUSTRY'), { value: null });
  });

  await t.test('conditions: asked, not asked, not yet known', async (t) => {
    const crops = { CROPS: [{ CROP: 'RICE', INCOME: '100.00' }] };
    t.equal(await code(crops), 'profile.answer_invalid', 'whether they farm is not known');
    await answer({ FARMS: true, ...crops, WAGES: '50.50' });
    t.match(await item('TOTAL'), { value: '150.50', answered: true });
    t.match(await item('CROPS'), { asked: true, value: [{ CROP: 'RICE', INCOME: '100.00' }] });
    await answer({ FARMS: false });
    t.match(await item('CROPS'), { asked: false, answered: false, value: null });
    t.match(await item('TOTAL'), { value: '50.50' }, 'what is not asked adds nothing');
    await answer({ FARMS: true });
    t.match(await item('TOTAL'), { value: null, answered: false }, 'and is to be answered again');
    await answer({ CROPS: [] });
    t.match(await item('TOTAL'), { value: '50.50' }, 'no rows are an answer');
  });

  await t.test('refusals name every fault and change nothing', async (t) => {
    const before = await read();
    const refusal = await manager.refused('profile.answer', {
      id,
      answers: { LAND: '1001', CROPS: [{ CROP: 'TEA', INCOME: '1' }], TOTAL: '1', MOBILE: 'x' },
    });
    t.match(refusal, {
      code: 'profile.answer_invalid',
      path: ['answers', 'CROPS', 0, 'CROP'],
      details: {
        faults: [
          { path: ['answers', 'CROPS', 0, 'CROP'], fault: 'NOT_AN_OPTION' },
          { path: ['answers', 'TOTAL'], fault: 'NOT_ANSWERABLE' },
        ],
      },
    });
    t.equal(await code({}), 'profile.nothing_answered');
    t.equal(await code({ RELIGION: 'x' }), 'profile.item_unknown');
    t.equal(await code({ constructor: 'x' }), 'profile.item_unknown');
    t.equal(await code(JSON.parse('{"__proto__": {"LAND": 1}}')), 'input.invalid');
    for (const answers of ['x', 7, [], null, true]) t.equal(await code(answers), 'input.invalid');
    t.equal(await code({ LAND: 1 }, { clear: ['land'] }), 'input.invalid');
    const many = Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`I${n}`, 1]));
    t.equal(await code(many), 'input.invalid');
    t.equal(await code({ REMARK: 'a\u0000b' }), 'input.invalid');
    t.equal(
      await codeOf(app.as('loan.reviewer'), 'profile.answer', { id, answers: { LAND: 1 } }),
      'auth.forbidden',
    );
    t.equal(
      await codeOf(app.as('other.grid.manager'), 'profile.answer', { id, answers: { LAND: 1 } }),
      'object.not_found',
    );
    t.same(await read(), before);
  });

  await t.test('the file’s own fields count as they come', async (t) => {
    const before = (await read()).completeness;
    t.match(await item('MOBILE'), { answered: false, value: null });
    await manager.command('customer.revise', { id, mobile: '13812345678' });
    t.match(await item('MOBILE'), { answered: true, value: '138****5678', masked: false });
    const after = await read();
    t.ok(after.completeness > before);
    const { profileCompleteness: report } = await manager.query(REPORT, { id });
    t.equal(report.percent, after.completeness);
    t.same(
      report.sections.map((each: Section) => [each.code, each.percent]),
      after.profile.map((each: Section) => [each.code, each.percent]),
    );
  });
});

test('what is sensitive is sealed, masked, and shown only on purpose', async (t) => {
  const app = await testApp(t);
  const { manager, id, item, answer } = await openAnswering(app);
  await answer({
    FARMS: true,
    CROPS: [
      { CROP: 'RICE', INCOME: '10.00', BUYER: '胜利粮站' },
      { CROP: 'WHEAT', INCOME: '20.00' },
    ],
    WAGES: '0',
    HEALTH: '3',
    REMARK: '与邻居不和睦',
  });
  t.match(await item('HEALTH'), { answered: true, masked: true, value: null, choice: null });
  t.match(await item('REMARK'), { answered: true, masked: true, value: null });
  t.match(await item('CROPS'), {
    masked: true,
    value: [
      { CROP: 'RICE', INCOME: '10.00' },
      { CROP: 'WHEAT', INCOME: '20.00' },
    ],
  });
  const secrets = /胜利粮站|与邻居不和睦|"HEALTH": ?"3"/;
  const stored = await app.owner('select p::text as row from customer_profile p');
  t.notMatch(JSON.stringify(stored), secrets);
  const journal = await app.owner(`select convert_from(leaf, 'UTF8') as leaf from journal_entry`);
  const leaves = JSON.stringify(journal);
  t.notMatch(leaves, secrets);
  t.notMatch(leaves, /RICE|10\.00|1000/, 'nor any other answer');
  t.match(leaves, /profile\.answered/);
  t.match(leaves, /REMARK/, 'which items were answered is told');

  const reveal = (who: Caller, fields: string[]) =>
    who.command('customer.reveal', { id, fields, purpose: 'FILE_KEEPING' }, { reason: '核对档案' });
  t.same((await reveal(manager, ['PROFILE'])).profile, {
    CROPS: [
      { CROP: 'RICE', INCOME: '10.00', BUYER: '胜利粮站' },
      { CROP: 'WHEAT', INCOME: '20.00' },
    ],
    HEALTH: '3',
    REMARK: '与邻居不和睦',
  });
  t.equal((await reveal(manager, ['MOBILE'])).profile, null);

  await answer({ REMARK: null, WAGES: '5' });
  t.match(await item('HEALTH'), { masked: true }, 'others of the section stay sealed');
  t.match(await item('REMARK'), { masked: false, answered: false });
  t.same(Object.keys((await reveal(manager, ['PROFILE'])).profile), ['CROPS', 'HEALTH']);
  await answer({ HEALTH: null, CROPS: [{ INCOME: '1.00' }] });
  const [row] = await app.owner<{ sealed_cipher: unknown }>(
    'select sealed_cipher from customer_profile',
  );
  t.equal(row?.sealed_cipher, null, 'nothing is left to seal');
});

test('a new edition leaves answers alone; answering moves a section over', async (t) => {
  const app = await testApp(t);
  const { bank, manager, id, read, item, answer } = await openAnswering(app);
  await answer({ FARMS: false, WAGES: '100.00', LAND: '10', INDUSTRY: 'A0111', RECORD: 'BAD' });
  const before = await read();
  const next = smallForm();
  const [income, balance, credit] = next.sections;
  if (!income || !balance || !credit) throw new Error('three sections');
  const renewed = {
    ...next,
    sections: [
      income,
      {
        ...balance,
        items: [
          ...balance.items
            .filter(({ code }) => code !== 'INDUSTRY')
            .map((each) => (each.code === 'LAND' ? { ...each, max: '5' } : each)),
          { code: 'TRACTORS', label: income.label, type: 'NUMBER', unit: income.label },
        ],
      },
      {
        ...credit,
        items: [{ ...credit.items[0], options: [{ code: 'FINE', label: income.label }] }],
      },
    ],
  };
  await publish(bank, renewed, '2026-04-01');
  app.clock.set('2026-04-02T02:00:00Z');
  t.same(await read(), before, 'publishing changes no answer');

  const { profileCompleteness: report } = await manager.query(REPORT, { id });
  t.match(report, { form: { edition: 2 }, percent: before.completeness });
  const newly = report.newlyAsked.map(({ code }: Item) => code);
  t.ok(newly.includes('TRACTORS') && !newly.includes('WAGES') && !newly.includes('RECORD'), newly);

  const { dropped } = await answer({ TRACTORS: 1 });
  t.same(dropped, ['INDUSTRY', 'LAND'], 'no longer asked, and no longer possible');
  const after = await read();
  t.match(
    after.profile.map((each: Section) => [each.code, each.edition]),
    [
      ['INCOME', 1],
      ['BALANCE', 2],
      ['CREDIT', 1],
    ],
  );
  t.match(await item('LAND'), { answered: false });
  t.equal(await item('INDUSTRY'), undefined);
  t.match(await item('RECORD'), { value: 'BAD', choice: { en: 'BAD' } }, 'worded as it was asked');
  t.match(await item('WAGES'), { value: '100.00' });
  t.equal(
    await codeOf(manager, 'profile.answer', { id, answers: { INDUSTRY: 'A01' } }),
    'profile.item_unknown',
  );
  t.equal(
    await codeOf(manager, 'profile.answer', { id, answers: { RECORD: 'BAD' } }),
    'profile.answer_invalid',
  );
  await answer({ RECORD: 'FINE' });
  t.match((await read()).profile[2], { edition: 2, answeredOn: '2026-04-02', percent: 100 });
});
