import type { Test } from 'tap';
import type { TestApp } from '../helpers/app.ts';

/** What an answer must never show: SQL, names of the database, places in the program. */
export const LEAK = new RegExp(
  [
    '\\b(?:select|insert|update|delete)\\b.*\\b(?:from|into|set|where)\\b',
    'institution_id|violates|relation "|column "|syntax error|SQLSTATE|_(?:fkey|pkey|excl|check|idx)\\b',
    'node_modules|\\.ts:\\d|\\bat \\S+ \\(|jingtian_(?:api|test)|pg_catalog|TypeError|RangeError',
    '\\[object',
  ].join('|'),
  's',
);

/** A digest of every table; of the journal, of all but the refusals it notes down. */
export async function stateOf(app: TestApp): Promise<Record<string, string>> {
  const tables = await app.owner<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
  );
  const parts = tables.map(({ name }) => {
    const where =
      name === 'journal_entry'
        ? `where convert_from(leaf, 'UTF8')::jsonb ->> 'act' <> 'command.refused'`
        : '';
    return `select '${name}' as name, md5(coalesce(string_agg(row::text, '|' order by row::text), ''))
      as digest from "${name}" row ${where}`;
  });
  const rows = await app.owner<{ name: string; digest: string }>(parts.join(' union all '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

/** Runs work that must be refused throughout: no table may differ afterwards. */
export async function unharmed(t: Test, app: TestApp, work: () => Promise<void>): Promise<void> {
  const before = await stateOf(app);
  await work();
  t.same(await stateOf(app), before, 'no table has changed');
}
