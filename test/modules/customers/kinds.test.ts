import { test } from 'tap';
import { CustomerKind } from '../../../src/generated/enums.ts';
import { isHousehold, kindFault, kindRules } from '../../../src/modules/customers/kinds.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { answer } from '../profiles/answered.ts';
import { HEAD, openTerritory, SPOUSE } from './households.ts';

const CREDIT_CODES = ['91350100M000100Y43', '914403001922038216', '91110108551385082Q'];

test('what a kind may have and must have', async (t) => {
  const nothing = { businessName: null, creditCode: null, members: 0 };
  const table: [CustomerKind, object, string | null][] = [
    ['HOUSEHOLD', { members: 3 }, null],
    ['HOUSEHOLD', { businessName: 'x' }, 'customer.plain_household'],
    ['HOUSEHOLD', { creditCode: 'x' }, 'customer.plain_household'],
    ['FAMILY_FARM', { members: 3 }, null],
    ['FAMILY_FARM', { creditCode: 'x' }, 'customer.business_name_required'],
    ['FAMILY_FARM', { businessName: 'x', creditCode: 'x', members: 2 }, null],
    ['LARGE_GROWER', {}, null],
    ['MERCHANT', {}, 'customer.business_name_required'],
    ['MERCHANT', { businessName: 'x' }, null],
    ['MERCHANT', { businessName: 'x', members: 1 }, 'customer.household_only'],
    ['SMALL_ENTERPRISE', { creditCode: 'x' }, 'customer.business_name_required'],
    ['SMALL_ENTERPRISE', { businessName: 'x' }, 'customer.credit_code_required'],
    ['COOPERATIVE', { businessName: 'x', creditCode: 'x' }, null],
    [
      'LEADING_ENTERPRISE',
      { businessName: 'x', creditCode: 'x', members: 1 },
      'customer.household_only',
    ],
  ];
  for (const [kind, given, expected] of table) {
    const fault = kindFault(kind, { ...nothing, ...given });
    t.equal(fault?.code ?? null, expected, `${kind} ${JSON.stringify(given)}`);
  }
  const letters = CustomerKind.map((kind) => kindRules[kind].letter);
  t.equal(new Set(letters).size, CustomerKind.length, 'a letter of its own for every kind');
});

test('files of every kind', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (kind: CustomerKind, input: object = {}): Promise<string> => {
    const given = { kind, name: '周小满', gridId: west.id, ...input };
    return (await manager.command('customer.register', given)).customer;
  };
  const code = (kind: CustomerKind, input: object = {}) =>
    codeOf(manager, 'customer.register', { kind, name: '周', gridId: west.id, ...input });
  const read = async (id: string) =>
    (
      await manager.query(
        `query ($id: ID!) { customer(id: $id) { code kind party businessName creditCode completeness
          members(first: 5) { nodes { relationship } } } }`,
        { id },
      )
    ).customer;

  await t.test('the database says which party a kind is, and the rules agree', async (t) => {
    for (const [index, kind] of CustomerKind.entries()) {
      const { businessName, creditCode, party, letter } = kindRules[kind];
      const [head] = index === 0 ? [HEAD] : [];
      const id = await register(kind, {
        ...(head ? { idNumber: head } : {}),
        ...(businessName === 'REQUIRED' ? { businessName: `字号${index}` } : {}),
        ...(creditCode === 'REQUIRED' ? { creditCode: CREDIT_CODES[index - 4] } : {}),
      });
      const row = await read(id);
      t.match(row, { kind, party });
      t.equal(row.code.charAt(0), letter);
      t.equal(
        row.members.nodes.length,
        isHousehold(kind) ? 1 : 0,
        `${kind}: a head stands among the members`,
      );
      t.ok(row.completeness > 0);
    }
  });

  await t.test('one household to a head, whatever its kind', async (t) => {
    t.equal(await code('FAMILY_FARM', { idNumber: HEAD }), 'customer.id_number_taken');
    const registered = { businessName: '满园家庭农场', creditCode: '91330100799655058B' };
    t.equal(
      await code('LARGE_GROWER', { idNumber: HEAD, ...registered }),
      'customer.id_number_taken',
      'a licence does not make it a second one',
    );
  });

  await t.test('one person may run a business and represent organisations', async (t) => {
    await register('MERCHANT', { businessName: '小满副食店', idNumber: HEAD });
    const id = await register('COOPERATIVE', {
      businessName: '满园合作社',
      creditCode: '91330100799655058B',
      idNumber: HEAD,
    });
    t.match(await read(id), { businessName: '满园合作社', creditCode: '91330100799655058B' });
    t.equal(
      await code('SMALL_ENTERPRISE', { businessName: 'x', creditCode: '91330100799655058B' }),
      'customer.credit_code_taken',
    );
    t.equal(
      await codeOf(manager, 'customer.add-member', { id, relationship: 'SON', name: 'x' }),
      'customer.household_only',
    );
    await manager.command('customer.revise', {
      id,
      name: '吴谷雨',
      idNumber: SPOUSE,
      businessName: '满园种植合作社',
    });
    t.equal((await read(id)).businessName, '满园种植合作社', 'a new legal representative and name');
  });

  await t.test('farms count as households; organisations are counted apart', async (t) => {
    const { customerPerGrid } = await manager.query(
      '{ customerPerGrid(level: SMALL, first: 5) { grids { code households merchants organisations } } }',
    );
    t.match(
      customerPerGrid.grids.find(({ code: each }: { code: string }) => each === west.code),
      { households: 3, merchants: 2, organisations: 4 },
    );
    const { grids } = await manager.query(
      '{ grids(first: 9, filter: { level: [SMALL] }) { nodes { code householdCount } } }',
    );
    t.equal(
      grids.nodes.find(({ code: each }: { code: string }) => each === west.code).householdCount,
      3,
    );
  });

  await t.test(
    'a farm is rated by a card of its own kind, an organisation borrows elsewhere',
    async (t) => {
      const farm = await register('FAMILY_FARM');
      await answer(manager, farm);
      await agreeToRating(app, farm);
      t.equal(
        await codeOf(manager, 'rating.rate', { id: farm, inputs: {} }),
        'rating.scorecard_missing',
      );
    },
  );
});
