import { test } from 'tap';
import { ANSWER_COLUMN } from '../../../src/kernel/db/index.ts';
import { opened } from './opened.ts';

const CHARACTERS = '网格"\\\n😀é';

test('an answer is passed on as the bytes it is', async (t) => {
  const { pipeline } = await opened(t);
  const answer = async (text: string, times: number): Promise<Buffer | null> => {
    const statement = `select repeat($1::text, $2::int) as ${ANSWER_COLUMN}`;
    const { rows } = await pipeline.run({ text: statement, values: [text, times], raw: true });
    return rows[0]?.[0] as Buffer | null;
  };
  // Longer ones than a read of the socket, cut anywhere, several on one connection at once.
  const lengths = [0, 1, 100, 9_000, 40_000, 3];
  const answers = await Promise.all(lengths.map((times) => answer(CHARACTERS, times)));
  answers.forEach((bytes, index) => {
    const expected = CHARACTERS.repeat(lengths[index] ?? 0);
    t.ok(Buffer.isBuffer(bytes));
    t.ok(bytes?.equals(Buffer.from(expected)), `${expected.length} characters`);
  });
});

test('nothing is null, and what is no answer stays text', async (t) => {
  const { pipeline } = await opened(t);
  const run = async (text: string) => (await pipeline.run({ text, values: [], raw: true })).rows;
  t.same(await run(`select null::text as ${ANSWER_COLUMN}`), [[null]]);
  t.same(await run('select 7 as seven'), [['7']]);
  t.same(await run(`select 'x' as ${ANSWER_COLUMN}, 1 as other`), [['x', '1']]);
});
