import type { Buffer } from 'node:buffer';
import { readTable } from '../../../src/kernel/bulk/table.ts';
import type { Caller, TestApp } from '../../helpers/app.ts';

export const COLUMNS = ['CODE', 'KIND', 'NAME', 'MOBILE', 'COMPLETENESS', 'LACKING', 'SCREENING'];

export type Asked = Record<string, unknown>;

let asked = 0;

/** `POST /v1/exports/ledger`, with a reason and a key of its own unless told otherwise. */
export const exportLedger = (who: Caller, input: Asked, headers: Record<string, string> = {}) => {
  asked += 1;
  return who.rest({
    method: 'POST',
    url: '/v1/exports/ledger',
    headers: { 'idempotency-key': `export-${asked}`, reason: 'audit', ...headers },
    payload: { columns: COLUMNS, format: 'CSV', purpose: 'FILE_KEEPING', ...input },
  });
};

export async function tableOf(file: Buffer): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { cells } of readTable(file)) rows.push([...cells]);
  return rows;
}

/** The facts about exports, as the journal holds them. */
export const factsOf = (app: TestApp) =>
  app.owner<{ leaf: Record<string, never> & { act: string; data: Asked; purpose?: string } }>(
    `select leaf from (select id, convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) kept
     where leaf ->> 'act' ~ '^export' order by id`,
  );

/** Many files like one that is there, for what depends on how many there are. */
export async function copyCustomer(app: TestApp, code: string, count: number): Promise<void> {
  const columns = await app.owner<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'customer'::regclass
       and attnum > 0 and not attisdropped and attgenerated = '' and attname not in ('id', 'code')`,
  );
  const names = columns.map(({ name }) => name).join(', ');
  await app.owner(
    `insert into customer (id, code, ${names})
     select gen_random_uuid(), 'X-' || lpad(n::text, 6, '0'), ${names}
     from customer, generate_series(1, $2::int) n where code = $1`,
    [code, count],
  );
}
