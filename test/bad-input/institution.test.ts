import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';
import { foundAreas } from '../modules/grids/territory.ts';
import { type Case, refuses } from './refusing.ts';

const LONE = 'a\ud800b';

test('bad input about people, roles, outlets and divisions', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const { person } = await app
    .as('administrator')
    .command('person.register', { code: 'zhang', name: '张三' });
  const [foreign] = await app.owner<{ person: string; outlet: string }>(
    `select (select id from person where institution_id = $1 limit 1) as person,
       (select id from outlet where institution_id = $1 limit 1) as outlet`,
    [app.world.otherBankId],
  );
  const setting = { t, app };
  const head = `outlet_${app.world.outletId}`;

  await refuses(
    setting,
    { person: 'administrator', command: 'person.register', good: { code: 'good', name: '王五' } },
    [
      [{ nickname: 'x' }, 'input.invalid', ['nickname']],
      [{ name: undefined }, 'input.invalid', ['name']],
      [{ name: 5 }, 'input.invalid', ['name']],
      [{ name: ['王五'] }, 'input.invalid', ['name']],
      [{ name: { text: '王五' } }, 'input.invalid', ['name']],
      [{ name: '' }, 'input.invalid', ['name']],
      [{ name: ' \t\n ' }, 'input.invalid', ['name']],
      [{ name: '长'.repeat(65) }, 'input.invalid', ['name']],
      [{ name: 'x'.repeat(100_000) }, 'input.invalid', ['name']],
      [{ name: 'a\0b' }, 'input.invalid', ['name']],
      [{ name: LONE }, 'input.invalid', ['name']],
      [{ name: '\udc00' }, 'input.invalid', ['name']],
      [{ code: 'UPPER' }, 'input.invalid', ['code']],
      [{ code: 'a\n' }, 'input.invalid', ['code']],
      [{ code: '' }, 'input.invalid', ['code']],
      [{ code: 'a'.repeat(200) }, 'input.invalid', ['code']],
      [{ code: "x'; drop table person; --" }, 'input.invalid', ['code']],
      [{ kind: 'ALIEN' }, 'input.invalid', ['kind']],
      [{ kind: 'human' }, 'input.invalid', ['kind']],
      [{ kind: 0 }, 'input.invalid', ['kind']],
      [{ telephone: 13800138000 }, 'input.invalid', ['telephone']],
      [{ code: 'administrator' }, 'person.code_taken', ['code']],
    ],
  );

  await refuses(
    setting,
    {
      person: 'administrator',
      command: 'person.appoint',
      good: {
        id: person,
        roleId: 'role_00000000-0000-7000-8000-000000000000',
        validFrom: '2026-03-02',
      },
    },
    [
      [{}, 'object.not_found', ['roleId']],
      [{ id: 'nothing' }, 'input.invalid', ['id']],
      [{ id: head }, 'input.invalid', ['id']],
      [{ id: `person_${newId().toUpperCase()}` }, 'input.invalid', ['id']],
      [{ id: `person_${newId()}` }, 'object.not_found', ['id']],
      [{ id: `person_${foreign?.person}` }, 'object.not_found', ['id']],
      [{ roleId: head }, 'input.invalid', ['roleId']],
      [{ roleId: '' }, 'input.invalid', ['roleId']],
      [{ roleId: `role_${'0'.repeat(5_000)}` }, 'input.invalid', ['roleId']],
      [{ validFrom: '2026-02-30' }, 'input.invalid', ['validFrom']],
      [{ validFrom: '2025-02-29' }, 'input.invalid', ['validFrom']],
      [{ validFrom: '2026-13-01' }, 'input.invalid', ['validFrom']],
      [{ validFrom: '0000-01-01' }, 'input.invalid', ['validFrom']],
      [{ validFrom: '2026-3-2' }, 'input.invalid', ['validFrom']],
      [{ validFrom: '20260302' }, 'input.invalid', ['validFrom']],
      [{ validFrom: '2026-03-02T00:00:00Z' }, 'input.invalid', ['validFrom']],
      [{ validFrom: 'infinity' }, 'input.invalid', ['validFrom']],
      [{ validFrom: 'today' }, 'input.invalid', ['validFrom']],
      [{ validFrom: 20260302 }, 'input.invalid', ['validFrom']],
    ],
  );

  await refuses(
    setting,
    {
      person: 'administrator',
      command: 'outlet.open',
      good: { code: 'GOOD', name: 'x', level: 'FIRST_BRANCH', parentId: head },
    },
    [
      [{ parentId: `outlet_${foreign?.outlet}` }, 'object.not_found', ['parentId']],
      [{ parentId: `outlet_${newId()}` }, 'object.not_found', ['parentId']],
      [{ parentId: undefined }, 'outlet.parent_required', ['parentId']],
      [{ areaCodes: ['429005', '42900X'] }, 'input.invalid', ['areaCodes', 1]],
      [{ areaCodes: [null] }, 'input.invalid', ['areaCodes', 0]],
      [
        { areaCodes: Array.from({ length: 5_000 }, () => '429005') },
        'input.invalid',
        ['areaCodes'],
      ],
    ],
  );

  const role = {
    code: 'TELLER',
    nameEn: 'Teller',
    nameZh: '柜员',
    permissions: ['grid.read'],
    scopeKind: 'OUTLET',
    approvalLimit: '1.00',
  };
  const badAmounts = ['-1', '-0.01', '1.005', '0.001', '1e3', 'NaN', 'Infinity', '', ' 1', '1 '];
  const moreAmounts = ['1,000', '１００', '0x10', '.5', '1.', '99999999999999', '+1', '1.00元'];
  await refuses(setting, { person: 'administrator', command: 'role.define', good: role }, [
    ...[...badAmounts, ...moreAmounts, 1, 1.5, true].map(
      (approvalLimit): Case => [{ approvalLimit }, 'input.invalid', ['approvalLimit']],
    ),
    [{ permissions: ['no permission'] }, 'input.invalid', ['permissions', 0]],
    [{ permissions: { 0: 'grid.read' } }, 'input.invalid', ['permissions']],
  ]);

  const area = { source: 'x', effectiveDate: '2026-03-02' };
  const rows = (...list: unknown[]) => ({ rows: list });
  await refuses(
    setting,
    {
      person: 'operator',
      command: 'area.import',
      good: { ...area, ...rows({ code: '429005106203', name: 'x' }) },
    },
    [
      [rows(), 'input.invalid', ['rows']],
      [rows({ code: '42900510620A', name: 'x' }), 'input.invalid', ['rows', 0, 'code']],
      [rows({ code: '4290051062031', name: 'x' }), 'input.invalid', ['rows', 0, 'code']],
      [rows({ code: '', name: 'x' }), 'input.invalid', ['rows', 0, 'code']],
      [
        rows({ code: '429005106203', name: 'x' }, { code: '429005106204' }),
        'input.invalid',
        ['rows', 1, 'name'],
      ],
      [
        rows({ code: '429005106203', name: 'x', urbanRuralClass: '11' }),
        'input.invalid',
        ['rows', 0, 'urbanRuralClass'],
      ],
      [{ effectiveDate: '2026-02-30' }, 'input.invalid', ['effectiveDate']],
    ],
  );
});
