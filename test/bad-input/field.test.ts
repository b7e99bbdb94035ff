import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { testApp } from '../helpers/app.ts';
import { HEAD, openTerritory } from '../modules/customers/households.ts';
import { CRS, OTHER_VILLAGE, rectangle, TOWN } from '../modules/grids/territory.ts';
import { enlistPeople } from '../modules/staff/field.ts';
import { type Case, refuses } from './refusing.ts';

const LONE = 'a\ud800b';

test('bad input about grids, staff, customers and loans', async (t) => {
  const app = await testApp(t);
  const { west, big } = await openTerritory(app);
  const [officer, second] = await enlistPeople(app, ['zhang', 'li']);
  const { customer } = await app
    .as('grid.manager')
    .command('customer.register', { kind: 'HOUSEHOLD', name: '张三', gridId: west.id });
  await app.as('administrator').command('staff.assign', {
    gridId: west.id,
    personId: officer?.person,
    role: 'PRIMARY',
    validFrom: '2026-03-02',
    validTo: '2026-06-01',
  });
  const [foreign] = await app.owner<{ person: string }>(
    'select id as person from person where institution_id = $1 limit 1',
    [app.world.otherBankId],
  );
  const setting = { t, app };

  const open = { parentId: big.id, name: '一组', kind: 'VILLAGE', crs: CRS };
  const ring = rectangle(6, 6, 7, 7).coordinates[0] ?? [];
  const polygon = (...rings: unknown[]) => ({ boundary: { type: 'Polygon', coordinates: rings } });
  const [a, b, c, d] = ring;
  await refuses(
    setting,
    { person: 'administrator', command: 'grid.open', good: { ...open, ...polygon(ring) } },
    [
      [{ crs: undefined }, 'grid.crs_invalid', ['crs']],
      [{ crs: 'EPSG:4326' }, 'input.invalid', ['crs']],
      [{ crs: 'wgs84' }, 'input.invalid', ['crs']],
      [polygon([a, b, c, d]), 'grid.boundary_unclosed', ['boundary', 'coordinates', 0, 3]],
      [polygon([a, c, b, d, a]), 'grid.boundary_self_crossing', ['boundary', 'coordinates', 0, 2]],
      [polygon([a, a]), 'grid.boundary_unclosed', ['boundary', 'coordinates', 0, 1]],
      [polygon([]), 'grid.boundary_invalid', ['boundary', 'coordinates', 0]],
      [polygon(), 'grid.boundary_invalid', ['boundary', 'coordinates']],
      [{ boundary: {} }, 'grid.boundary_invalid', ['boundary', 'type']],
      [{ boundary: [] }, 'grid.boundary_invalid', ['boundary']],
      [{ boundary: 'POLYGON((0 0))' }, 'grid.boundary_invalid', ['boundary']],
      [{ boundary: 5 }, 'grid.boundary_invalid', ['boundary']],
      [
        { boundary: { type: 'Point', coordinates: [112.6, 30.3] } },
        'grid.boundary_invalid',
        ['boundary', 'type'],
      ],
      [
        polygon([['112.6', '30.3'], b, c, d, a]),
        'grid.boundary_invalid',
        ['boundary', 'coordinates', 0, 0],
      ],
      [
        polygon([[1e300, 30], b, c, d, [1e300, 30]]),
        'input.invalid',
        ['boundary', 'coordinates', 0, 0, 0],
      ],
      [
        polygon([[212.6, 30], b, c, d, [212.6, 30]]),
        'grid.boundary_out_of_range',
        ['boundary', 'coordinates', 0, 0],
      ],
      [{ boundary: rectangle(20, 20, 21, 21) }, 'grid.outside_parent', ['boundary']],
      [{ boundary: rectangle(9, 9, 12, 10) }, 'grid.outside_parent', ['boundary']],
      [{ boundary: rectangle(4, 4, 6, 6) }, 'grid.overlap_rural', ['boundary']],
      [{ areaCode: OTHER_VILLAGE }, 'grid.parent_or_area', ['areaCode']],
      [{ parentId: undefined, areaCode: TOWN }, 'input.invalid', ['areaCode']],
      [{ parentId: undefined, areaCode: '42900510699X' }, 'input.invalid', ['areaCode']],
      [{ parentId: undefined, areaCode: '429005106999' }, 'grid.area_unknown', ['areaCode']],
      [{ householdNorm: 0 }, 'input.invalid', ['householdNorm']],
      [{ householdNorm: -1 }, 'input.invalid', ['householdNorm']],
      [{ householdNorm: 1.5 }, 'input.invalid', ['householdNorm']],
      [{ householdNorm: '300' }, 'input.invalid', ['householdNorm']],
      [{ householdNorm: 2 ** 31 }, 'input.invalid', ['householdNorm']],
      [{ exclusive: 'true' }, 'input.invalid', ['exclusive']],
      [{ exclusive: 1 }, 'input.invalid', ['exclusive']],
      [{ code: 'no spaces' }, 'input.invalid', ['code']],
    ],
  );

  const assignment = {
    gridId: west.id,
    personId: second?.person,
    role: 'PRIMARY',
    validFrom: '2026-05-01',
  };
  await refuses(setting, { person: 'administrator', command: 'staff.assign', good: assignment }, [
    [{}, 'staff.primary_taken', ['validFrom']],
    [{ personId: officer?.person, role: 'MEMBER' }, 'staff.already_on_grid', ['personId']],
    [{ validTo: '2026-05-01' }, 'staff.period', ['validTo']],
    [{ validTo: '2026-04-01' }, 'staff.period', ['validTo']],
    [{ personId: `person_${foreign?.person}` }, 'object.not_found', ['personId']],
    [{ gridId: `grid_${newId()}` }, 'object.not_found', ['gridId']],
    [{ gridId: officer?.person }, 'input.invalid', ['gridId']],
    ...['0', '-0.5', '1.001', '2', '0.0000', 'NaN', '0.1234'].map(
      (weight): Case => [{ weight }, 'input.invalid', ['weight']],
    ),
  ]);

  const household = { kind: 'HOUSEHOLD', name: '李四', gridId: west.id, idNumber: HEAD };
  const wrongDigit = `${HEAD.slice(0, -1)}1`;
  await refuses(
    setting,
    { person: 'grid.manager', command: 'customer.register', good: household },
    [
      [{ idNumber: wrongDigit }, 'customer.id_number_invalid', ['idNumber']],
      [{ idNumber: HEAD.slice(0, 17) }, 'customer.id_number_invalid', ['idNumber']],
      [{ idNumber: `${HEAD}\0` }, 'input.invalid', ['idNumber']],
      [{ idNumber: '110105202602300021' }, 'customer.id_number_invalid', ['idNumber']],
      [{ mobile: '12345678901' }, 'customer.mobile_invalid', ['mobile']],
      [{ mobile: '１３８１２３４５６７８９' }, 'customer.mobile_invalid', ['mobile']],
      [
        { kind: 'MERCHANT', businessName: 'x', creditCode: '91429005MA0000000X' },
        'customer.credit_code_invalid',
        ['creditCode'],
      ],
      [{ gridId: undefined }, 'customer.place_required', ['gridId']],
      [{ gridId: `grid_${newId()}` }, 'object.not_found', ['gridId']],
      [
        { members: [{ relationship: 'SPOUSE', name: 'x', idNumber: wrongDigit }] },
        'customer.id_number_invalid',
        ['members', 0, 'idNumber'],
      ],
      [
        { members: [{ relationship: 'SPOUSE', name: LONE }] },
        'input.invalid',
        ['members', 0, 'name'],
      ],
      [
        { members: [{ relationship: 'COUSIN', name: 'x' }] },
        'input.invalid',
        ['members', 0, 'relationship'],
      ],
      [
        { members: [{ relationship: 'SPOUSE', name: 'x', age: 5 }] },
        'input.invalid',
        ['members', 0, 'age'],
      ],
      [
        { members: Array.from({ length: 51 }, () => ({ relationship: 'SPOUSE', name: 'x' })) },
        'input.invalid',
        ['members'],
      ],
      [{ profile: { PEOPLE: 2 } }, 'input.invalid', ['profile']],
    ],
  );

  const loan = {
    customerId: customer,
    product: 'VILLAGE_CREDIT',
    amount: '12000.00',
    termMonths: 12,
    annualRate: '4.35',
    repaymentMethod: 'EQUAL_PRINCIPAL',
    fundUse: 'BUSINESS',
    industryCode: 'A0111',
    purpose: '购买稻种',
  };
  await refuses(setting, { person: 'grid.manager', command: 'loan.apply', good: loan }, [
    [{ amount: '0' }, 'loan.amount_out_of_range', ['amount']],
    [{ amount: '-12000' }, 'input.invalid', ['amount']],
    [{ amount: '12000.005' }, 'input.invalid', ['amount']],
    [{ amount: 12000 }, 'input.invalid', ['amount']],
    [{ amount: '9999999999999.99' }, 'loan.amount_out_of_range', ['amount']],
    [{ termMonths: 0 }, 'input.invalid', ['termMonths']],
    [{ termMonths: 1.5 }, 'input.invalid', ['termMonths']],
    [{ termMonths: 2 ** 53 }, 'input.invalid', ['termMonths']],
    [{ annualRate: '1e2' }, 'input.invalid', ['annualRate']],
    [{ annualRate: '-4' }, 'input.invalid', ['annualRate']],
    [{ product: 'no product' }, 'input.invalid', ['product']],
    [{ customerId: west.id }, 'input.invalid', ['customerId']],
  ]);
});
