import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';

const list = JSON.parse(
  await readFile(
    new URL('../../../src/modules/areas/data/qianjiang.json', import.meta.url),
    'utf8',
  ),
) as { areas: { code: string; name: string }[] };

const START = '2023-06-30';
const input = { source: 'edition 2023', effectiveDate: START, rows: list.areas };

const FIND = `query ($code: String!, $asOf: Date) {
  area(code: $code, asOf: $asOf) {
    code name level kind validFrom validTo
    parent { code name }
    children(first: 3, order: CODE) { totalCount nodes { code name } }
    changes(first: 10, order: EFFECTIVE) { nodes { kind effectiveDate fromAreas { code name } toAreas { code name } } }
  }
}`;

test('the real list of a county', async (t) => {
  const app = await testApp(t);
  const operator = app.as('operator');

  await t.test('a dry run shows the difference and keeps nothing', async (t) => {
    const answer = await operator.query(
      `mutation ($input: AreaImportInput!) {
        areaImport(input: $input, envelope: { dryRun: true }) {
          result { added renamed unchanged ended problems { row code problem } } userErrors { code }
        }
      }`,
      { input },
    );
    t.same(answer.areaImport.result, {
      added: list.areas.length,
      renamed: 0,
      unchanged: 0,
      ended: 0,
      problems: [],
    });
    const { areas } = await operator.query('{ areas(first: 1) { totalCount nodes { code } } }');
    t.equal(areas.totalCount, 0);
  });

  await operator.command('area.import', input);

  await t.test('five levels, counted', async (t) => {
    const count = async (level: string) => {
      const query = `query ($level: [AreaLevel!]) { areas(first: 1, filter: { level: $level }) { totalCount nodes { code } } }`;
      return (await app.as('grid.officer').query(query, { level: [level] })).areas.totalCount;
    };
    t.equal(await count('TOWNSHIP'), 24);
    t.equal(await count('VILLAGE'), 466);
    const { area } = await app.as('grid.officer').query(FIND, { code: '429005106' });
    t.match(area, { name: '浩口镇', level: 'TOWNSHIP', kind: 'TOWN' });
    t.same(area.parent, { code: '429005', name: '潜江市' });
    t.equal(area.children.totalCount, 32);
    const { area: quarter } = await app.as('auditor').query(FIND, { code: '429005457598' });
    t.match(quarter, { level: 'VILLAGE', kind: 'VIRTUAL_QUARTER' });
  });

  await t.test('the same list again changes nothing', async (t) => {
    const again = await operator.command('area.import', { ...input, effectiveDate: '2024-01-01' });
    t.match(again, { added: 0, renamed: 0, unchanged: list.areas.length, ended: 0 });
  });

  await t.test('a later edition: renamed, added, ended, and faults by row', async (t) => {
    const town = list.areas.filter(({ code }) => code.startsWith('429005457'));
    const rows = [
      { code: '429005457000', name: '浩口原种场管理区' },
      { code: '429005457201', name: '新村' },
      { code: '429005457201', name: '新村' },
      { code: '4290054572', name: 'x' },
      { code: '429005458001', name: 'x' },
      { code: '429005458', name: 'x' },
    ];
    const done = await operator.command('area.import', {
      source: 'a later edition',
      effectiveDate: '2025-01-01',
      completeUnder: '429005457',
      rows,
    });
    t.match(done, { added: 1, renamed: 1, unchanged: 0, ended: town.length - 1 });
    t.same(
      done.problems.map(({ row, problem }: { row: number; problem: string }) => [row, problem]),
      [
        [2, 'area.duplicate'],
        [3, 'area.code_invalid'],
        [4, 'area.unknown'],
        [5, 'area.unknown'],
      ],
    );
    const before = await operator.query(FIND, { code: '429005457', asOf: '2024-12-31' });
    t.equal(before.area.name, '浩口原种场');
    t.same(
      before.area.children.nodes.map((each: { code: string }) => each.code),
      ['429005457598'],
    );
    const after = await operator.query(FIND, { code: '429005457' });
    t.equal(after.area.name, '浩口原种场管理区');
    t.same(
      after.area.children.nodes.map((each: { code: string }) => each.code),
      ['429005457201'],
    );
    t.equal((await operator.query(FIND, { code: '429005457598' })).area, null);
  });
});

test('dated changes keep both sides', async (t) => {
  const app = await testApp(t);
  const operator = app.as('operator');
  await operator.command('area.import', input);
  const find = async (code: string, asOf?: string) =>
    (await operator.query(FIND, asOf ? { code, asOf } : { code })).area;

  await t.test('a rename planned for later', async (t) => {
    await operator.command('area.rename', {
      code: '429005102',
      name: '王场新镇',
      effectiveDate: '2026-07-01',
      legalBasis: '民函〔2026〕1号',
    });
    t.equal((await find('429005102')).name, '王场镇');
    t.equal((await find('429005102', '2026-07-01')).name, '王场新镇');
    t.equal((await find('429005102')).validTo, '2026-07-01');
    const again = await operator.refused('area.rename', {
      code: '429005102',
      name: '又名',
      effectiveDate: '2026-05-01',
    });
    t.equal(again.problem?.code ?? again.code, 'area.later_change');
    const same = { code: '429005102', name: '王场新镇', effectiveDate: '2026-08-01' };
    t.match(await operator.refused('area.rename', same), {
      code: 'area.name_unchanged',
      path: ['name'],
    });
    const { nodes } = (await find('429005102', '2026-08-01')).changes;
    const kinds = nodes.map(({ kind }: { kind: string }) => kind);
    t.equal(kinds.filter((kind: string) => kind === 'RENAME').length, 1);
  });

  await t.test('two villages become one', async (t) => {
    const codes = ['429005100201', '429005100202'];
    const into = { code: '429005100390', name: '合并村' };
    await operator.command('area.merge', { codes, into, effectiveDate: '2025-06-01' });
    t.equal(await find('429005100202'), null);
    const merged = await find('429005100390');
    t.equal(merged.name, '合并村');
    t.same(
      merged.changes.nodes[0].fromAreas.map((each: { code: string }) => each.code),
      codes,
    );
    const old = await find('429005100202', '2025-05-31');
    t.match(old.changes.nodes.at(-1), { kind: 'MERGE', toAreas: [into] });
  });

  await t.test('a village splits and keeps its code', async (t) => {
    await operator.command('area.split', {
      code: '429005101200',
      parts: [
        { code: '429005101200', name: '老村' },
        { code: '429005101391', name: '新村' },
      ],
      effectiveDate: '2025-06-01',
    });
    t.equal((await find('429005101200')).name, '老村');
    t.equal((await find('429005101391')).parent.code, '429005101');
    t.not((await find('429005101200', '2025-05-31')).name, '老村');
  });

  await t.test('a town is re-coded with everything inside', async (t) => {
    const before = await find('429005103', '2025-05-31');
    const done = await operator.command('area.recode', {
      code: '429005103',
      newCode: '429005130',
      effectiveDate: '2025-06-01',
    });
    t.equal(done.recoded, before.children.totalCount + 1);
    t.equal(await find('429005103'), null);
    t.equal((await find('429005130')).children.totalCount, before.children.totalCount);
  });

  await t.test('refusals', async (t) => {
    const code = async (name: string, body: Record<string, unknown>, who = 'operator') => {
      const answer = await app.as(who).refused(name, body);
      return JSON.stringify(answer);
    };
    const rename = { code: '429005106', name: 'x', effectiveDate: '2026-03-02' };
    t.match(await code('area.rename', rename, 'administrator'), /auth.forbidden/);
    t.match(await code('area.rename', { ...rename, code: '429005999' }), /area.unknown/);
    t.match(await code('area.rename', { ...rename, code: '42900510' }), /area.code_invalid/);
    t.match(await code('area.rename', { ...rename, effectiveDate: '2026-02-30' }), /input.invalid/);
    const into = { code: '429005106', name: 'x' };
    const merge = { codes: ['429005106', '429005107'], into, effectiveDate: '2026-03-02' };
    t.match(await code('area.merge', merge), /area.has_children/);
    t.match(
      await code('area.merge', { ...merge, codes: ['429005106', '429005106201'] }),
      /area.level_differs/,
    );
  });
});

test('only the operator keeps the list, whatever roles a tenant gives itself', async (t) => {
  const app = await testApp(t);
  await app.owner(`update role set permissions = permissions || array['area.manage']`);
  const answer = await app.as('administrator').refused('area.import', input);
  t.match(JSON.stringify(answer), /auth.forbidden/);
});
