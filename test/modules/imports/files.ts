import { globalId } from '../../../src/kernel/ids.ts';
import { type Caller, type TestApp, testApp } from '../../helpers/app.ts';
import { type TestWorker, testWorker } from '../../helpers/worker.ts';
import { foundAreas, openGrid, rectangle, VILLAGE } from '../grids/territory.ts';

type Teardown = { teardown(end: () => unknown): void };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const SERIALS = 999;
const FIRST_BIRTH = Date.UTC(1950, 0, 1);
const DAY_MS = 86_400_000;

/** The n-th citizen identity number of nobody, with its check digit. */
export function idNumberOf(n: number): string {
  const born = new Date(FIRST_BIRTH + Math.floor(n / SERIALS) * DAY_MS).toISOString().slice(0, 10);
  const body = `429005${born.replaceAll('-', '')}${String((n % SERIALS) + 1).padStart(3, '0')}`;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + '10X98765432'[sum % 11];
}

export type Bench = {
  app: TestApp;
  manager: Caller;
  worker: TestWorker;
  grid: { id: string; code: string };
};

/** A bank with a village, a grid in it, and a worker. */
export async function bench(t: Teardown): Promise<Bench> {
  const app = await testApp(t);
  await foundAreas(app);
  const administrator = app.as('administrator');
  const big = await openGrid(administrator, {
    areaCode: VILLAGE,
    boundary: rectangle(0, 0, 10, 11),
  });
  const grid = await openGrid(administrator, {
    parentId: big.id,
    boundary: rectangle(0, 0, 5, 10),
  });
  return { app, manager: app.as('grid.manager'), worker: testWorker(t, app), grid };
}

export const HEADINGS = '姓名,身份证号,手机号,住址,网格编码';

/** Rows of households, from the n-th person on. */
export const rowsOf = (grid: string, { from, rows }: { from: number; rows: number }): string[] =>
  Array.from({ length: rows }, (_, at) => {
    const n = from + at;
    return `张三,${idNumberOf(n)},13${String(n).padStart(9, '0')},三组${n}号,${grid}`;
  });

export const csvOf = (...lines: string[]): string => [HEADINGS, ...lines].join('\n');

type Sending = { kind?: string; type?: string; dryRun?: boolean };

/** Sends a file; the answer, refused or not. */
export const send = (
  who: Caller,
  payload: string | Buffer,
  { kind = 'roster', type = 'text/csv', dryRun }: Sending = {},
) =>
  who.rest({
    method: 'POST',
    url: `/v1/imports/${kind}${dryRun === undefined ? '' : `?dryRun=${dryRun}`}`,
    headers: { 'content-type': type },
    payload,
  });

const FIELDS = `id status kind dryRun rowCount doneCount refusedCount onFileCount duplicateCount
  waitingCount shreddedOn uploadedBy { code }`;

export const importOf = async (who: Caller, id: string) =>
  (await who.query(`query ($id: ID!) { import(id: $id) { ${FIELDS} } }`, { id })).import;

/** Sends, starts and works off a file; what has become of it. */
export async function importFile(
  { manager, worker }: Bench,
  payload: string | Buffer,
  how: Sending = {},
) {
  const { status, body } = await send(manager, payload, how);
  if (status !== 200) throw new Error(JSON.stringify(body));
  await manager.command('import.start', { id: body.id });
  await worker.due();
  return importOf(manager, body.id);
}

/** The rows of the file of results, its headings first, without the byte order mark. */
export async function resultsOf(who: Caller, id: string, purpose = 'FILE_KEEPING') {
  const answer = await who.rest({ url: `/v1/imports/${id}/results.csv?purpose=${purpose}` });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
}

export const customerCount = async ({ app }: Bench): Promise<number> => {
  const [row] = await app.owner<{ count: number }>('select count(*)::int as count from customer');
  return row?.count ?? 0;
};

export const importId = (key: string): string => globalId('Import', key);
