import pg from 'pg';
import { pino } from 'pino';
import { test } from 'tap';
import { logOptions } from '../../../src/kernel/http/logging.ts';
import { testDatabase } from '../../helpers/database.ts';

function logTo(): { log: pino.Logger; lines: string[] } {
  const lines: string[] = [];
  return { log: pino(logOptions('trace'), { write: (line) => lines.push(line) }), lines };
}

test('secrets do not reach the log from the places lines are made of', async (t) => {
  const { log, lines } = logTo();
  const headers = { authorization: 'Bearer hunter2', cookie: 'hunter2', 'set-cookie': 'hunter2' };
  const secrets = { password: 'hunter2', token: 'hunter2', idNumber: 'hunter2', mobile: 'hunter2' };
  for (const line of [
    { headers },
    { req: { headers } },
    { request: { headers } },
    { res: { headers } },
    secrets,
    { input: secrets },
    { variables: secrets },
    { body: secrets },
    { authorization: 'hunter2' },
  ]) {
    log.info(line, 'a line');
    t.notMatch(lines.at(-1), /hunter2/);
    t.match(lines.at(-1), /\[redacted\]/);
  }
});

test('an error of Postgres is logged without the values it quotes', async (t) => {
  const { ownerUrl } = await testDatabase(t);
  const { log, lines } = logTo();
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query('create table secret (id_number text constraint secret_key unique, day date)');
  await owner.query(`insert into secret values ('429005199001011234')`);
  const statements = [
    `insert into secret values ('429005199001011234')`,
    `insert into secret (day) values ('429005199001011234')`,
    `select '429005199001011234'::uuid`,
    `select ('{"n": 429005199001011234')::jsonb`,
    `select '429005199001011234'::integer`,
    `select to_date('429005199001011234', 'YYYY-MM-DD')`,
  ];
  for (const statement of statements) {
    await t.rejects(
      owner.query(statement).catch((error) => {
        log.error({ err: error }, 'fault');
        throw error;
      }),
    );
    t.notMatch(lines.at(-1), /429005199001011234/, statement);
    t.match(JSON.parse(lines.at(-1) ?? ''), { err: { code: /^2/, stack: / at / } });
  }
  t.match(lines[0], /secret_key/, 'the constraint is named');
});

test('causes are kept, and what is thrown without being an error says only its type', async (t) => {
  const { log, lines } = logTo();
  log.error({ err: new Error('outer', { cause: new RangeError('inner') }) }, 'fault');
  t.match(JSON.parse(lines[0] ?? ''), {
    level: 'error',
    err: { message: 'outer', cause: { type: 'RangeError', message: 'inner' } },
  });
  log.error({ err: 'password=hunter2' }, 'fault');
  t.match(JSON.parse(lines[1] ?? ''), { err: 'string' });
});
