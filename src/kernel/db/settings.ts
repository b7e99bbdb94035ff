import type { Pipeline } from './pipeline.ts';

/** What every statement relies on, by the name of the server's setting. */
export type Settings = Readonly<
  Record<'TimeZone' | 'statement_timeout' | 'lock_timeout', string | number>
>;

const READ = `select name, setting, current_user as login, current_database() as database
from pg_settings where name = any($1) order by name`;

/** Another name of the same zone, which Debian writes down for a new server. */
const SAME: Readonly<Record<string, string>> = { 'Etc/UTC': 'UTC' };

type Read = { name: keyof Settings; setting: string; login: string; database: string };

/**
 * A connection asks for its settings when it is opened. A pooler that gives every transaction any
 * connection cannot pass that on: there they are the login's own, and the server does not start
 * before they are.
 *
 * @throws Error saying in both languages what to run
 */
export async function requireSettings(pipeline: Pipeline, wanted: Settings): Promise<void> {
  const { rows } = await pipeline.run({ text: READ, values: [Object.keys(wanted)] });
  const wrong = (rows as Read[]).filter(
    ({ name, setting }) => (SAME[setting] ?? setting) !== String(wanted[name]),
  );
  if (wrong.length === 0) return;
  const statements = wrong.map(
    ({ name, login, database }) =>
      `alter role "${login}" in database "${database}" set ${name} = '${wanted[name]}';`,
  );
  throw new Error(
    'The database connection does not keep its settings, as behind a pooler. Run as the owner, ' +
      'then restart the pooler, which keeps a time zone for newcomers: ' +
      `数据库连接不保留会话设置(如经由连接池),请以属主执行以下语句,并重启连接池(其为新连接保留原时区):\n${statements.join('\n')}`,
  );
}
