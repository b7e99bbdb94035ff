import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'tap';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { copyCustomer, exportLedger, factsOf } from './ledgers.ts';

const ROWS = 20_000;
const MEBIBYTE = 1_048_576;
/** The rows held at once would be some tens of megabytes; garbage comes and goes below this. */
const MOST_GROWTH_MIB = 96;

/** A grid with so many customers, in an app that listens. */
async function crowded(app: TestApp, rows: number) {
  const { west } = await openTerritory(app);
  const household = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id, code: 'H-1' };
  await app.as('grid.manager').command('customer.register', household);
  await copyCustomer(app, 'H-1', rows - 1);
  await app.app.listen({ host: '127.0.0.1', port: 0 });
  return { west, port: (app.app.server.address() as AddressInfo).port };
}

type Download = { bytes: number; whole: boolean };

/** Reads an answer piece by piece and keeps nothing; goes away after so many bytes, if said. */
function download(port: number, asked: object, stopAfter = Number.POSITIVE_INFINITY) {
  return new Promise<Download>((resolve, reject) => {
    const outgoing = request(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/v1/exports/ledger',
        headers: {
          authorization: 'Bearer grid.manager',
          'content-type': 'application/json',
          'idempotency-key': JSON.stringify(asked).length + String(Math.random()),
          reason: 'audit',
        },
      },
      (answer) => {
        let bytes = 0;
        answer.on('data', (piece: Buffer) => {
          bytes += piece.length;
          if (bytes > stopAfter) answer.destroy();
        });
        answer.on('error', () => undefined);
        answer.on('close', () => resolve({ bytes, whole: answer.complete }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(asked));
  });
}

const COLUMNS = ['CODE', 'NAME', 'KIND', 'COMPLETENESS', 'LACKING', 'DUE', 'CORE', 'OUTWORKERS'];
const asked = (gridId: string, format: string) => ({
  gridId,
  format,
  columns: COLUMNS,
  purpose: 'FILE_KEEPING',
});

test('twenty thousand rows leave with memory flat', async (t) => {
  const app = await testApp(t);
  const { west, port } = await crowded(app, ROWS);
  await download(port, asked(west.id, 'CSV'));
  for (const format of ['CSV', 'XLSX']) {
    global.gc?.();
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const { bytes, whole } = await download(port, asked(west.id, format));
    clearInterval(watch);
    t.ok(whole && bytes > 100_000, `${format}: ${bytes} bytes`);
    const growth = (peak - before) / MEBIBYTE;
    t.ok(growth < MOST_GROWTH_MIB, `${format}: ${growth.toFixed(1)} MiB more at most`);
  }
  const ended = (await factsOf(app)).filter(({ leaf }) => leaf.act === 'export.ended');
  t.same(
    ended.map(({ leaf }) => leaf.data.rows),
    [ROWS, ROWS, ROWS],
  );
});

test('a reader who goes away leaves the fact, and may come again', async (t) => {
  const app = await testApp(t);
  const { west, port } = await crowded(app, ROWS);
  for (const format of ['CSV', 'XLSX']) {
    const { whole } = await download(port, asked(west.id, format), 20_000);
    t.notOk(whole);
    // What became of the file is written once its stream is down.
    let facts = await factsOf(app);
    while (facts.at(-1)?.leaf.act === 'export.opened') facts = await factsOf(app);
    const { leaf } = facts.at(-1) ?? {};
    t.match(leaf, { act: 'export.broken', purpose: 'FILE_KEEPING' });
    t.ok(Number(leaf?.data.rows) < ROWS, 'only what was read had been fetched');
    t.notOk('sha256' in (leaf?.data ?? {}));
    const [record] = await app.owner<{ id: string; status: string; listed_count: number }>(
      'select id, status, listed_count from export_record order by asked_at desc, id desc limit 1',
    );
    t.match(record, { status: 'BROKEN', listed_count: ROWS });
    const again = await app
      .as('grid.manager')
      .rest({ method: 'GET', url: `/v1/export-records/exportrecord_${record?.id}/file` });
    t.equal(again.status, 200);
    t.match((await factsOf(app)).at(-1)?.leaf, { act: 'export.ended', data: { rows: ROWS } });
  }
  t.equal(app.database.streams.idleCount, app.database.streams.totalCount, 'no connection is lost');
});

test('a row that cannot be read breaks the file off, on record', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const household = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id, code: 'H-1' };
  const manager = app.as('grid.manager');
  await manager.command('customer.register', household);
  await app.owner('revoke select on follow_up from jingtian_api');
  const answer = await exportLedger(manager, {
    gridId: west.id,
    columns: ['CODE', 'PROMISES'],
  }).catch((error: Error) => error);
  t.not((answer as { status?: number }).status, 200);
  let facts = await factsOf(app);
  while (facts.at(-1)?.leaf.act === 'export.opened') facts = await factsOf(app);
  t.match(facts.at(-1)?.leaf, { act: 'export.broken', data: { rows: 0 } });
});
