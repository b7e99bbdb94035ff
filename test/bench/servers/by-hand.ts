import { createHash } from 'node:crypto';
import pg from 'pg';
import { v7 } from 'uuid';
import { BANK, keyOf } from '../county.ts';
import { bare, given, listen } from '../listen.ts';

/**
 * The same rows as the command `outlet.open` leaves behind, written by hand: the outlet, the key
 * with its answer, and the journal's entry, in one transaction. The key is taken first, so that a
 * repeated request gets its first answer; the rest is sent without waiting in between. No tokens, no tenancy, no scope; it connects as a superuser.
 */
const OUTLET = `insert into outlet (institution_id, id, code, name, level, parent_id, area_codes)
values ($1, $2, $3, $4, $5, $6, $7)`;
const KEY = `insert into idempotency (institution_id, client_id, key, fingerprint, outcome)
values ($1, $2, $3, $4, $5) on conflict do nothing`;
const STORED =
  'select outcome from idempotency where institution_id = $1 and client_id = $2 and key = $3';
const ENTRY = 'insert into journal_entry (institution_id, leaf) values ($1, $2)';
const CLIENT = 'by-hand';
const PERSON = keyOf('person', 0);

const BODY = {
  type: 'object',
  required: ['code', 'name', 'level', 'parentId'],
  additionalProperties: false,
  properties: {
    code: { type: 'string', pattern: '^[A-Z0-9-]{1,32}$' },
    name: { type: 'string', minLength: 1, maxLength: 128 },
    level: { enum: ['HEAD_OFFICE', 'FIRST_BRANCH', 'SECOND_BRANCH'] },
    parentId: { type: 'string', pattern: '^outlet_[0-9a-f-]{36}$' },
    areaCodes: { type: 'array', maxItems: 200, items: { type: 'string' }, default: [] },
  },
};
type Body = { code: string; name: string; level: string; parentId: string; areaCodes: string[] };

const pool = new pg.Pool({
  connectionString: given('DATABASE_URL'),
  max: Number(given('POOL_SIZE')),
  pipeline: true,
} as pg.PoolConfig);
const app = bare();

app.post<{ Body: Body }>('/outlets', { schema: { body: BODY } }, async (request, reply) => {
  const id = v7();
  const { code, name, level, parentId, areaCodes } = request.body;
  const key = request.headers['idempotency-key'];
  const answer = JSON.stringify({ result: { outlet: `outlet_${id}` }, approval: null });
  const leaf = JSON.stringify({
    v: 1,
    id: v7(),
    at: new Date().toISOString(),
    act: 'outlet.opened',
    objects: [{ type: 'Outlet', id, version: 1 }],
    actor: { person: PERSON, client: CLIENT },
    request: v7(),
    key: createHash('sha256').update(`${BANK}|${CLIENT}|${key}`).digest('hex'),
    data: { code, level, areaCodes },
  });
  const fingerprint = createHash('sha256').update(JSON.stringify(request.body)).digest();
  const parent = parentId.slice('outlet_'.length);
  const client = await pool.connect();
  try {
    const begun = client.query('begin');
    const values = [BANK, CLIENT, key, fingerprint, answer];
    const claimed = await client.query({ name: 'key', text: KEY, values });
    await begun;
    if (claimed.rowCount === 0) {
      const { rows } = await client.query(STORED, [BANK, CLIENT, key]);
      await client.query('rollback');
      return reply.type('application/json; charset=utf-8').send(rows[0]?.outcome);
    }
    const written = [
      client.query({
        name: 'outlet',
        text: OUTLET,
        values: [BANK, id, code, name, level, parent, areaCodes],
      }),
      client.query({ name: 'entry', text: ENTRY, values: [BANK, Buffer.from(leaf)] }),
      client.query('commit'),
    ];
    await Promise.all(written);
  } finally {
    client.release();
  }
  return reply.type('application/json; charset=utf-8').send(answer);
});

await listen(app);
