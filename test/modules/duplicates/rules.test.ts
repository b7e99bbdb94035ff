import { test } from 'tap';
import { nameForm, soundForm } from '../../../src/modules/customers/names.ts';
import { MOVES, STAYS } from '../../../src/modules/duplicates/index.ts';
import { likenessOf, likenessRulesOn } from '../../../src/modules/duplicates/rules.ts';
import { testDatabase } from '../../helpers/database.ts';
import { withClient } from '../../helpers/template.ts';

test('names as they are compared', async (t) => {
  t.equal(nameForm(' 周 小满 '), '周小满');
  t.equal(nameForm('阿依·古丽'), nameForm('阿依古丽'));
  t.equal(nameForm('ＡＢ'), 'AB');
  t.equal(soundForm('周小满'), 'zhou xiao man');
  t.equal(soundForm('周晓曼'), soundForm('周小满'), 'heard alike');
  t.equal(soundForm('单雄信').split(' ')[0], 'shan', 'a surname is read as one');
  t.not(soundForm('周小满'), soundForm('邹小满'));
});

test('how alike two files are', async (t) => {
  const rules = likenessRulesOn('2026-03-02');
  t.equal(likenessOf(['MOBILE', 'NAME', 'NAME_SOUND'], rules), 70, 'a name counts once');
  t.equal(likenessOf(['MOBILE', 'NAME_SOUND'], rules), 60);
  t.equal(likenessOf(['MOBILE', 'ADDRESS'], rules), 80);
  t.ok(likenessOf(['MOBILE'], rules) < rules.from, 'a family shares a telephone');
  t.ok(likenessOf(['ADDRESS'], rules) < rules.from, 'two families share a door');
  t.equal(likenessOf(['ID_NUMBER', 'MOBILE', 'ADDRESS'], rules), 100);
});

const REFERRING = `select distinct c.relname as name
from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class t on t.oid = f.confrelid
where f.contype = 'f' and f.connamespace = 'public'::regnamespace and t.relname = 'customer'
order by 1`;

const COLUMN_GRANT = `select has_table_privilege('jingtian_api', $1, 'update') as may`;

test('every table that refers to a customer goes with it or stays, and says which', async (t) => {
  const { ownerUrl } = await testDatabase(t);
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(REFERRING);
    const names = rows.map(({ name }) => name);
    t.same(
      names.filter((name) => name in MOVES === STAYS.has(name)),
      [],
      'neither, or both',
    );
    t.same(
      [...STAYS, ...Object.keys(MOVES)].filter((name) => !names.includes(name)),
      [],
    );
    for (const table of Object.keys(MOVES)) {
      const { rows: grants } = await client.query(COLUMN_GRANT, [table]);
      t.ok(grants[0].may, `${table} can be moved`);
    }
  });
});
