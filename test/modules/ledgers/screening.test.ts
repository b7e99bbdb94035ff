import { test } from 'tap';
import { createVault } from '../../../src/kernel/vault/vault.ts';
import { doubtCustomers } from '../../../src/modules/ledgers/index.ts';
import { TEST_KEY, TEST_NOW, testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';
import { bring, openLending } from '../loans/lending.ts';

const CUSTOMER = `query ($id: ID!) { customer(id: $id) { screening screeningReason
  screenings(first: 10, order: LISTED) { nodes { list stage reason noted endedAt listedBy { code } } } } }`;

test('screening lists', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id };
    return (await manager.command('customer.register', input)).customer;
  };
  const read = async (id: string) => (await manager.query(CUSTOMER, { id })).customer;
  const why = { reason: '评议' };

  await t.test('one list at a time, the history stays', async (t) => {
    const id = await register();
    const screen = (input: object) => manager.command('customer.screen', { id, ...input }, why);
    const code = (input: object) => codeOf(manager, 'customer.screen', { id, ...input }, why);
    t.same(await read(id), { screening: 'NONE', screeningReason: null, screenings: { nodes: [] } });
    t.equal(await code({ screening: 'BLACK' }), 'screening.reason_required');
    t.equal(
      await code({ screening: 'WHITE', screeningReason: 'OTHER' }),
      'screening.reason_required',
    );
    t.equal(await code({ screening: 'NONE' }), 'input.invalid');
    await screen({ screening: 'WHITE', stage: 'KEY_PERSON' });
    t.equal(await code({ screening: 'WHITE', stage: 'KEY_PERSON' }), 'screening.unchanged');
    await screen({ screening: 'GREY', screeningReason: 'CHARACTER', note: '邻里有争议' });
    t.equal(await code({ screening: 'WHITE', stage: 'KEY_PERSON' }), 'screening.transition');
    const black = { screening: 'BLACK', screeningReason: 'GAMBLING' };
    t.equal(await code({ ...black, stage: 'KEY_PERSON' }), 'screening.transition');
    t.equal(
      await code({ ...black, screeningReason: 'PROTECTED_CIRCUMSTANCE' }),
      'screening.protected',
    );
    await screen(black);
    const { screening, screeningReason, screenings } = await read(id);
    t.same({ screening, screeningReason }, { screening: 'BLACK', screeningReason: 'GAMBLING' });
    t.match(screenings.nodes, [
      { list: 'WHITE', stage: 'KEY_PERSON', reason: null, noted: false },
      { list: 'GREY', stage: 'FINAL', reason: 'CHARACTER', noted: true },
      { list: 'BLACK', stage: 'FINAL', endedAt: null, listedBy: { code: 'grid.manager' } },
    ]);
    t.ok(screenings.nodes.slice(0, 2).every((each: { endedAt: unknown }) => each.endedAt));
    await screen({ screening: 'WHITE' });
    t.match(await read(id), { screening: 'WHITE', screeningReason: null });
  });

  await t.test('the database holds it too', async (t) => {
    const id = (await register()).replace('customer_', '');
    const insert = (list: string, stage: string, reason: string | null) =>
      app.owner(
        `insert into screening_record (institution_id, id, customer_id, list, stage, reason, listed_at)
         values ($1, gen_random_uuid(), $2, $3, $4, $5, now())`,
        [app.world.bankId, id, list, stage, reason],
      );
    await t.rejects(insert('BLACK', 'SYSTEM', 'BAD_LOAN'), /machine_check/);
    await t.rejects(insert('BLACK', 'FINAL', 'PROTECTED_CIRCUMSTANCE'), /protected_check/);
    await t.rejects(insert('GREY', 'FINAL', null), /reasoned_check/);
    await insert('GREY', 'FINAL', 'OTHER');
    await t.rejects(insert('WHITE', 'FINAL', null), /screening_record_current_key/);
  });

  await t.test('two judgements at once: one after the other', async (t) => {
    const id = await register();
    const lists = ['WHITE', 'GREY', 'BLACK', 'GREY', 'WHITE', 'BLACK'];
    const done = await Promise.allSettled(
      lists.map((screening, index) => {
        const reason =
          screening === 'WHITE' ? {} : { screeningReason: ['OTHER', 'DRUGS'][index % 2] };
        return manager.command('customer.screen', { id, screening, ...reason }, why);
      }),
    );
    t.ok(done.some(({ status }) => status === 'fulfilled'));
    const open = await app.owner<{ list: string }>(
      'select list from screening_record where customer_id = $1 and ended_at is null',
      [id.replace('customer_', '')],
    );
    t.same([...open.map(({ list }) => list)], [(await read(id)).screening]);
  });

  await t.test('the note is sealed, and who reads it says what for', async (t) => {
    const id = await register();
    const { record } = await manager.command(
      'customer.screen',
      { id, screening: 'GREY', screeningReason: 'OTHER', note: '与他人有纠纷' },
      why,
    );
    const clear = { reason: '复核' };
    t.match(
      await manager.command(
        'screening-record.reveal',
        { id: record, purpose: 'FILE_KEEPING' },
        clear,
      ),
      {
        note: '与他人有纠纷',
      },
    );
    const leaves = await app.owner(
      `select from journal_entry where convert_from(leaf, 'UTF8') like '%与他人有纠纷%'`,
    );
    t.equal(leaves.length, 0);
  });
});

test('the system doubts and refuses nobody', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  const manager = app.as('grid.manager');
  const { customer } = lending;
  const read = async (id: string) => (await manager.query(CUSTOMER, { id })).customer;
  const prescreen = (ids: string[]) => manager.command('customer.prescreen', { customerIds: ids });

  const [{ screening: before }] = [await read(customer)];
  t.equal(before, 'NONE');
  t.match(await prescreen([customer, customer]), { screened: [{ customer }], unchanged: 0 });
  t.match(await read(customer), { screening: 'WHITE' });
  t.match(await prescreen([customer]), { screened: [], unchanged: 1 });
  await app.owner(`update loan set loan_class = 'DOUBTFUL' where id = $1`, [
    loan.replace('loan_', ''),
  ]);
  const objects = await app.database.transact({ institutionId: app.world.bankId }, async (tx) => {
    const parts = { vault: createVault(TEST_KEY), now: TEST_NOW };
    const setting = { tx, institutionId: app.world.bankId, ...parts };
    const value = await doubtCustomers(setting, [lending.customerKey, lending.customerKey]);
    return { value, closing: { statements: [] } };
  });
  const types = objects.map(({ type }) => type);
  t.same(types, ['Customer', 'ScreeningRecord'], 'at once, for whoever classified it to say so');
  t.match(await prescreen([customer]), { screened: [], unchanged: 1 }, 'and not again');
  const doubted = await read(customer);
  t.match(doubted, { screening: 'GREY', screeningReason: 'BAD_LOAN' });
  t.match(doubted.screenings.nodes.at(-1), { stage: 'SYSTEM', listedBy: null });
  const why = { reason: '已结清' };
  await manager.command('customer.screen', { id: customer, screening: 'WHITE' }, why);
  t.match(await read(customer), { screening: 'WHITE' });
  const black = { id: customer, screening: 'BLACK', screeningReason: 'BAD_LOAN' };
  await manager.command('customer.screen', black, why);
  await prescreen([customer]);
  t.match(await read(customer), { screening: 'BLACK' }, 'what a person decided stands');
});
