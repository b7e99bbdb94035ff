import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { MIGRATIONS_FOLDER, migrationNames } from '../../src/kernel/db/migrate.ts';

/** Mended by 0104_rows_behind_row_security. */
const LANDED = ['0054_classification: loan', '0097_written_off_on: loan'];

test('migrations that rewrite rows see them, whoever owns the tables', async (t) => {
  const protectedFrom = new Map<string, { file: number; at: number }>();
  const blind: string[] = [];
  let rewritten = 0;
  for (const [file, name] of (await migrationNames()).entries()) {
    const text = await readFile(`${MIGRATIONS_FOLDER}${name}.sql`, 'utf8');
    for (const { 1: table = '', index: at } of text.matchAll(/protect_table\('(\w+)'/g)) {
      protectedFrom.set(table, { file, at });
    }
    for (const { 1: table = '', index } of text.matchAll(
      /^(?:update|insert into|delete from) (\w+)/gm,
    )) {
      const since = protectedFrom.get(table);
      if (!since || (since.file === file && since.at > index)) continue;
      rewritten += 1;
      const lifted = text.lastIndexOf(`alter table ${table} no force row level security`, index);
      const forced = text.lastIndexOf(`alter table ${table} force row level security`, index);
      if (lifted <= forced) blind.push(`${name}: ${table}`);
    }
  }
  t.ok(rewritten > LANDED.length, 'statements are recognised');
  t.same(blind, LANDED);
});
