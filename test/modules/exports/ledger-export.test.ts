import { createHash } from 'node:crypto';
import { test } from 'tap';
import { type Caller, type TestApp, testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { VILLAGE } from '../grids/territory.ts';
import { openLending } from '../loans/lending.ts';
import { agree, publishText } from '../privacy/agreements.ts';
import { COLUMNS, copyCustomer, exportLedger, factsOf, tableOf } from './ledgers.ts';

async function opened(app: TestApp) {
  const field = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (code: string, gridId: string, more: object = {}): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '周小满', gridId, code, ...more };
    return (await manager.command('customer.register', input)).customer;
  };
  return { ...field, manager, register };
}

const records = async (who: Caller) =>
  (
    await who.query(`{ exportRecords(first: 50, order: NEWEST) { nodes {
      id status listedCount leftOutCount rowCount sha256 purpose columns format
      person { code } } } }`)
  ).exportRecords.nodes.toReversed();

test('a ledger leaves as a file', async (t) => {
  const app = await testApp(t);
  const { manager, register, west, east } = await opened(app);
  const first = await register('H-1', west.id, { mobile: '13812345678' });
  await register('H-2', west.id);
  await register('H-9', east.id);
  const grey = { id: first, screening: 'GREY', screeningReason: 'OTHER' };
  await manager.command('customer.screen', grey, { reason: '评议' });

  for (const format of ['CSV', 'XLSX']) {
    await t.test(`${format}: read back, masked, its grid alone`, async (t) => {
      const answer = await manager.rest({
        method: 'POST',
        url: '/v1/exports/ledger',
        headers: { 'idempotency-key': `as-${format}`, reason: 'audit' },
        payload: { gridId: west.id, columns: COLUMNS, format, purpose: 'FILE_KEEPING' },
      });
      t.equal(answer.status, 200, answer.text);
      t.match(answer.headers['content-disposition'], `.${format.toLowerCase()}"`);
      const response = await app.app.inject({
        method: 'POST',
        url: '/v1/exports/ledger',
        headers: {
          authorization: 'Bearer grid.manager',
          'idempotency-key': `raw-${format}`,
          reason: 'audit',
        },
        payload: { gridId: west.id, columns: COLUMNS, format, purpose: 'FILE_KEEPING' },
      });
      const [heading, ...rows] = await tableOf(response.rawPayload);
      t.same(heading?.slice(0, 3), ['客户编号 CODE', '客户类型 KIND', '姓名（脱敏） NAME']);
      t.same(
        rows.map(([code]) => code),
        ['H-1', 'H-2'],
      );
      t.match(rows[0]?.[1], '农户');
      t.equal(rows[0]?.[2], '周**');
      t.match(rows[0]?.[3], /^138\*+5678$/);
      t.match(rows[0]?.[5], /（\d+）/, 'what the file lacks');
      t.match(rows[0]?.[6], '灰名单');
      t.notMatch(response.rawPayload.toString(), /小满|13812345678/);
      const last = (await records(manager)).at(-1);
      t.match(last, {
        status: 'DONE',
        format,
        columns: COLUMNS,
        purpose: 'FILE_KEEPING',
        listedCount: 2,
        leftOutCount: 0,
        rowCount: 2,
        person: { code: 'grid.manager' },
        sha256: createHash('sha256').update(response.rawPayload).digest('hex'),
      });
    });
  }

  await t.test('on record before and after, and for each person', async (t) => {
    const facts = (await factsOf(app)).map(({ leaf }) => leaf);
    t.same(
      facts.slice(-2).map(({ act }) => act),
      ['export.opened', 'export.ended'],
    );
    t.match(facts.at(-2), { purpose: 'FILE_KEEPING', data: { rows: 2, columns: COLUMNS } });
    t.match(facts.at(-1), { data: { rows: 2, sha256: /^[0-9a-f]{64}$/ } });
    const kept = await app.owner(
      `select act, purpose, ground, values_count, items from disclosure
       where customer_id = $1 order by occurred_at`,
      [first.slice(first.indexOf('_') + 1)],
    );
    t.equal(kept.length, 4);
    t.match(kept[0], { act: 'EXPORT', ground: 'LEGAL_DUTY', values_count: 0 });
    t.same(kept[0]?.items, ['IDENTITY', 'CONTACT']);
  });

  await t.test('formulas stay text', async (t) => {
    await app.owner(`update customer set name_mask = '=1+1' where code = 'H-2'`);
    const csv = await exportLedger(manager, { gridId: west.id, columns: ['NAME'] });
    t.match(csv.text, "\r\n'=1+1\r\n");
    const xlsx = await app.app.inject({
      method: 'POST',
      url: '/v1/exports/ledger',
      headers: { authorization: 'Bearer grid.manager', 'idempotency-key': 'f', reason: 'audit' },
      payload: { gridId: west.id, columns: ['NAME'], format: 'XLSX', purpose: 'FILE_KEEPING' },
    });
    t.same((await tableOf(xlsx.rawPayload))[2], ['=1+1']);
  });

  await t.test('clear values are refused, and that is on record', async (t) => {
    const answer = await exportLedger(manager, { gridId: west.id, clear: true });
    t.match(answer, { status: 403, body: { code: 'export.masked_only' } });
    t.match(
      (
        await app.owner(`select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry
        order by id desc limit 1`)
      )[0],
      { leaf: { act: 'command.refused', data: { code: 'export.masked_only' } } },
    );
  });

  await t.test('a dry run says how many, and keeps nothing', async (t) => {
    const before = (await records(manager)).length;
    const answer = await exportLedger(manager, { gridId: west.id }, { 'dry-run': 'true' });
    t.match(answer, { status: 200, body: { result: { rows: 2, leftOut: 0 } } });
    t.equal((await records(manager)).length, before);
  });

  await t.test('what is asked has to be asked rightly', async (t) => {
    const refused = async (input: object, headers: Record<string, string> = {}) =>
      (await exportLedger(manager, { gridId: west.id, ...input }, headers)).body.code;
    t.equal(await refused({ areaCode: '429005' }), 'export.territory');
    t.equal(await refused({ gridId: undefined }), 'export.territory');
    t.equal(await refused({ columns: [] }), 'input.invalid');
    t.equal(await refused({ columns: ['ID_NUMBER'] }), 'input.invalid');
    t.equal(await refused({ purpose: 'LOAN_HANDLING' }), 'privacy.purpose_unfit');
    t.equal(await refused({ purpose: 'GOVERNMENT_SHARING' }), 'privacy.purpose_unfit');
    t.equal(await refused({ purpose: 'AUDIT' }), 'privacy.purpose_unfit', 'not an auditor');
    t.equal(await refused({}, { reason: '' }), 'command.reason_required');
    t.equal(await refused({}, { 'idempotency-key': '' }), 'idempotency.key_invalid');
    t.equal(await refused({ gridId: 'grid_x' }), 'input.invalid');
  });

  await t.test('an area, as far as the caller sees', async (t) => {
    const rowsOf = async (who: Caller, areaCode: string) => {
      const { text, status } = await exportLedger(who, { areaCode, columns: ['CODE'] });
      return status === 200 ? text.trim().split('\r\n').slice(1) : status;
    };
    const area = VILLAGE;
    t.same(await rowsOf(manager, area), ['H-1', 'H-2', 'H-9']);
    t.same(await rowsOf(manager, '99'), 404);
    await app.owner(`update role set permissions = permissions || array['export-record.open']
      where code = 'GRID_OFFICER'`);
    t.equal(await rowsOf(app.as('auditor'), area), 403);
  });
});

test('who did not agree is left out, and so is whose data is stopped', async (t) => {
  const app = await testApp(t);
  const { manager, register, west } = await opened(app);
  const ids = [];
  for (const code of ['H-1', 'H-2', 'H-3']) ids.push(await register(code, west.id));
  const [first = '', second = ''] = ids;
  const textId = await publishText(app, { purposes: ['RATING'] });
  for (const id of [first, second]) await agree(manager, { id, textId, purposes: ['RATING'] });
  const codes = async (purpose: string) => {
    const asked = { gridId: west.id, purpose, columns: ['CODE'] };
    return (await exportLedger(manager, asked)).text.trim().split('\r\n').slice(1);
  };
  t.same(await codes('RATING'), ['H-1', 'H-2']);
  t.match((await records(manager)).at(-1), { listedCount: 2, leftOutCount: 1 });
  t.match(await app.owner('select ground, consent_id is not null as agreed from disclosure'), [
    { ground: 'CONSENT', agreed: true },
    { ground: 'CONSENT', agreed: true },
  ]);
  const stop = { id: first, ground: 'OBJECTION' };
  await manager.command('privacy.restrict', stop, { reason: '本人反对' });
  t.same(await codes('RATING'), ['H-2']);
  t.same(await codes('FILE_KEEPING'), ['H-1', 'H-2', 'H-3'], 'a legal duty goes on');
});

test('a file is fetched once, by whoever asked, in time', async (t) => {
  const app = await testApp(t);
  const { manager, register, west } = await opened(app);
  await register('H-1', west.id);
  const open = async () =>
    (
      await manager.command(
        'export-record.open',
        { gridId: west.id, columns: ['CODE'], format: 'CSV', purpose: 'FILE_KEEPING' },
        { reason: '核对' },
      )
    ).exportRecord;
  const fetch = (who: string, id: string) =>
    app.as(who).rest({ method: 'GET', url: `/v1/export-records/${id}/file` });
  const id = await open();
  t.match(await fetch('administrator', id), { status: 403 });
  await app.owner(`update role set permissions = permissions || array['export-record.open']
    where code = 'ADMINISTRATOR'`);
  t.match(await fetch('administrator', id), { status: 404 });
  t.match(await fetch('grid.manager', west.id), { status: 404 });
  t.match(await fetch('grid.manager', id), { status: 200, text: /H-1/ });
  t.match(await fetch('grid.manager', id), { status: 409, body: { code: 'export.ended' } });
  const late = await open();
  app.clock.set('2026-03-03T02:00:00Z');
  t.match(await fetch('grid.manager', late), { status: 409, body: { code: 'export.expired' } });

  t.match(
    await manager.refused('export-record.end', { id: late, rows: 1, bytes: 1 }),
    { status: 403 },
    'nobody writes down an end',
  );
  const same = { gridId: west.id, columns: ['CODE'] };
  const key = { 'idempotency-key': 'the-same' };
  t.match(await exportLedger(manager, same, key), { status: 200 });
  t.match(await exportLedger(manager, same, key), { body: { code: 'export.ended' } });

  await t.test('a second person decides where the bank wants one', async (t) => {
    await app.as('administrator').command('approval.set-policy', { command: 'export-record.open' });
    const waiting = await exportLedger(manager, same);
    t.match(waiting, { status: 202, body: { result: null, approval: { id: /./ } } });
  });
});

test('more than a rule allows is refused before anything leaves', async (t) => {
  const app = await testApp(t);
  const { manager, register, west } = await opened(app);
  await register('H-1', west.id);
  await copyCustomer(app, 'H-1', 50_000);
  const answer = await exportLedger(manager, { gridId: west.id });
  t.match(answer, {
    status: 422,
    body: { code: 'export.too_many_rows', details: { limit: 50_000 } },
  });
  t.same(await app.owner('select id from disclosure'), []);
  t.same(await app.owner('select id from export_record'), []);
});

test('an officer takes out the grids assigned, and nothing else', async (t) => {
  const app = await testApp(t);
  const { zhang, grid } = await openLending(app);
  await app.owner(`update role set permissions = permissions || array['export-record.open']
    where code = 'GRID_OFFICER'`);
  const own = await exportLedger(zhang, { gridId: grid, columns: ['NAME'] });
  t.same(own.text.trim().split('\r\n').slice(1), ['张*']);
  const beyond = await exportLedger(zhang, { areaCode: VILLAGE, columns: ['NAME'] });
  t.match(beyond, { status: 404, body: { path: ['areaCode'] } });
  await app.owner(`update assignment set valid_from = '2026-03-01', valid_to = '2026-03-02'`);
  const gone = await exportLedger(zhang, { gridId: grid, columns: ['NAME'] });
  t.match(gone, { status: 404 }, 'no longer their grid');
});
