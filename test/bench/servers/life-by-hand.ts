import { readFileSync } from 'node:fs';
import pg from 'pg';
import { type Own, type RecordedLife, rewriting } from '../life-rows.ts';
import { bare, given, listen } from '../listen.ts';
import type { Change } from '../recorded.ts';

/**
 * The rows that the commands of a loan's life leave behind, written by hand: each command one
 * transaction of prepared statements, sent without waiting in between. No tokens, no tenancy, no
 * rules, nothing read; it connects as a superuser. The rows are those of a life that was recorded,
 * with keys, borrower and references of their own.
 */
type Body = { command: number; customer: string; mark: string };

const recorded: RecordedLife = JSON.parse(readFileSync(given('RECORDED'), 'utf8'));
const { commands } = recorded;
const rewritten = rewriting(recorded);

const sqlOf = ({ table, op, columns, keys }: Change): string => {
  const names = columns.map(({ name }) => name);
  if (op === 'INSERT') {
    const values = columns.map(({ type }, index) => `$${index + 1}::${type}`);
    return `insert into ${table} (${names.join(', ')}) values (${values.join(', ')})`;
  }
  const at = `where ${keys
    .map(({ name, type }, index) => `${name} = $${names.length + index + 1}::${type}`)
    .join(' and ')}`;
  if (op === 'DELETE') return `delete from ${table} ${at}`;
  const sets = columns.map(({ name, type }, index) => `${name} = $${index + 1}::${type}`);
  return `update ${table} set ${sets.join(', ')} ${at}`;
};

const prepared = commands.map((changes, command) =>
  changes.map((change, index) => ({
    name: `c${command}_${index}`,
    text: sqlOf(change),
    values: [...change.values, ...change.keyValues],
    types: [...change.columns, ...change.keys].map(({ type }) => type),
  })),
);

const lives = new Map<string, Own>();

const pool = new pg.Pool({
  connectionString: given('DATABASE_URL'),
  max: Number(given('POOL_SIZE')),
  pipeline: true,
} as pg.PoolConfig);
const app = bare();

const BODY = {
  type: 'object',
  required: ['command', 'customer', 'mark'],
  properties: {
    command: { type: 'integer', minimum: 0, maximum: commands.length - 1 },
    customer: { type: 'string', pattern: '^[0-9a-f-]{36}$' },
    mark: { type: 'string', minLength: 1, maxLength: 20 },
  },
};

app.post<{ Body: Body }>('/life', { schema: { body: BODY } }, async (request, reply) => {
  const { command, ...of } = request.body;
  const life = lives.get(of.mark) ?? { ...of, keys: new Map() };
  lives.set(of.mark, life);
  const client = await pool.connect();
  try {
    const sent = (prepared[command] ?? []).map(({ name, text, values, types }) => ({
      name,
      text,
      values: values.map((value, index) => rewritten(value, types[index] ?? '', life)),
    }));
    const sending = [
      client.query('begin'),
      ...sent.map((each) => client.query(each)),
      client.query('commit'),
    ];
    const done = await Promise.all(sending);
    if (done.at(-1)?.command !== 'COMMIT') throw new Error('rolled back');
  } finally {
    client.release();
  }
  if (command === commands.length - 1) lives.delete(of.mark);
  return reply.type('application/json; charset=utf-8').send('{"result":{}}');
});

await listen(app);
