import { test } from 'tap';
import { journalInsert, LEAVES_PER_INSERT_LIMIT } from '../../../src/kernel/journal/append.ts';

const INSTITUTION = '01900000-0000-7000-8000-0000000000ff';

test('one statement writes the leaves in the order given', async (t) => {
  const [a, b] = [Buffer.from('a'), Buffer.from('b')];
  t.same(journalInsert(INSTITUTION, [a, b]), {
    text: 'insert into journal_entry (institution_id, leaf) values ($1::uuid, $2::bytea), ($1::uuid, $3::bytea)',
    values: [INSTITUTION, a, b],
  });
});

test('the number of leaves is limited at both ends', async (t) => {
  const leaves = (count: number) => Array.from({ length: count }, () => Buffer.from('x'));
  t.equal(
    journalInsert(INSTITUTION, leaves(LEAVES_PER_INSERT_LIMIT)).values.length,
    LEAVES_PER_INSERT_LIMIT + 1,
  );
  for (const count of [0, LEAVES_PER_INSERT_LIMIT + 1]) {
    t.throws(() => journalInsert(INSTITUTION, leaves(count)), RangeError);
  }
});
