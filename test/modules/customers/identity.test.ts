import { test } from 'tap';
import { listedCounty } from '../../../src/modules/areas/index.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf, OTHER_VILLAGE, VILLAGE } from '../grids/territory.ts';
import { HEAD, openTerritory, point, SPOUSE } from './households.ts';

/** Identity numbers of nobody: the check digit is found by trying. */
function numberOf(county: string): string {
  const seventeen = `${county}19800101001`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(seventeen[i]), 0);
  return seventeen + '10X98765432'[sum % 11];
}

test('the list of counties that comes with the software', async (t) => {
  t.equal(listedCounty('429005'), 'KNOWN');
  t.equal(listedCounty('110103'), 'WITHDRAWN', '崇文区');
  t.equal(listedCounty('990101'), 'UNKNOWN');
  t.equal(listedCounty('toString'), 'UNKNOWN');
});

test('who people are and where they live', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const purpose = 'FILE_KEEPING';
  const register = async (input: object): Promise<string> => {
    const given = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id, ...input };
    return (await manager.command('customer.register', given)).customer;
  };
  const read = async (id: string) =>
    (
      await manager.query(
        `query ($id: ID!) { customer(id: $id) { idNumberType idNumberMask idAreaFinding
          members(first: 5) { nodes { idNumberType idAreaFinding } } } }`,
        { id },
      )
    ).customer;
  const find = async (input: object): Promise<string[]> =>
    (await manager.command('customer.find', { ...input, purpose })).customers;

  await t.test('an area prefix is a finding, never a refusal', async (t) => {
    const spouse = { relationship: 'SPOUSE', name: '李', idNumber: numberOf('110103') };
    const id = await register({ idNumber: numberOf('429005'), members: [spouse] });
    t.match(await read(id), {
      idNumberType: 'CITIZEN_ID',
      idAreaFinding: 'KNOWN',
      members: { nodes: [{ idAreaFinding: 'KNOWN' }, { idAreaFinding: 'WITHDRAWN' }] },
    });
    t.match(await read(await register({ idNumber: numberOf('990101') })), {
      idAreaFinding: 'UNKNOWN',
    });
    t.match(await read(await register({})), { idAreaFinding: null });
  });

  await t.test('what the operator imports decides over the list that comes along', async (t) => {
    const row = { code: '990102', name: '某县', withdrawn: true };
    const input = { source: '民政部', rows: [row] };
    t.equal(await codeOf(manager, 'area.import-county-codes', input), 'auth.forbidden');
    const twice = { source: '民政部', rows: [row, row] };
    const operator = app.as('operator');
    t.equal(await codeOf(operator, 'area.import-county-codes', twice), 'area.duplicate');
    await operator.command('area.import-county-codes', input);
    const id = await register({ idNumber: numberOf('990102') });
    t.match(await read(id), { idAreaFinding: 'WITHDRAWN' });
    const again = { source: '民政部', rows: [{ ...row, withdrawn: false }] };
    await operator.command('area.import-county-codes', again);
    await manager.command('customer.revise', { id, idNumber: numberOf('990102') });
    t.match(await read(id), {
      idAreaFinding: 'KNOWN',
      members: { nodes: [{ idAreaFinding: 'KNOWN' }] },
    });
  });

  await t.test('other documents, sealed and found alike', async (t) => {
    const id = await register({ idNumber: 'e 1234 5678', idType: 'PASSPORT' });
    t.match(await read(id), {
      idNumberType: 'PASSPORT',
      idNumberMask: '****',
      idAreaFinding: null,
    });
    t.same(await find({ idNumber: 'E12345678', idType: 'PASSPORT' }), [id]);
    t.equal(
      await codeOf(manager, 'customer.find', { idNumber: 'E12345678', purpose }),
      'customer.id_number_invalid',
      'a citizen’s unless said otherwise',
    );
    t.same(
      await find({ idNumber: 'E12345678', idType: 'OFFICER_CARD' }),
      [],
      'the same number of another document is another number',
    );
    const same = { kind: 'HOUSEHOLD', name: '周', gridId: west.id, idNumber: 'E12345678' };
    t.equal(
      await codeOf(manager, 'customer.register', { ...same, idType: 'PASSPORT' }),
      'customer.id_number_taken',
    );
    t.equal(
      await codeOf(manager, 'customer.register', {
        ...same,
        idNumber: undefined,
        idType: 'PASSPORT',
      }),
      'customer.id_type_alone',
    );
    await manager.command('customer.revise', { id, idNumber: HEAD });
    t.match(await read(id), { idNumberType: 'CITIZEN_ID', idAreaFinding: 'KNOWN' });
  });

  await t.test('found by address inside a village, however it is typed', async (t) => {
    const id = await register({ idNumber: SPOUSE, address: '湖北省潜江市浩口镇柳洲村三组十二号' });
    const at = (address: string, areaCode = VILLAGE) => find({ address, areaCode });
    t.same(await at('3组12号'), [id]);
    t.same(await at('柳洲村 第三组12'), [id]);
    t.same(await at('3组13号'), []);
    t.same(await at('3组12号', OTHER_VILLAGE), []);
    t.same(await at('柳洲村'), [], 'a village is no door');
    const choice = 'customer.search_choice';
    t.equal(await codeOf(manager, 'customer.find', { address: '3组12号', purpose }), choice);
    t.equal(await codeOf(manager, 'customer.find', { areaCode: VILLAGE, purpose }), choice);
    t.equal(
      await codeOf(manager, 'customer.find', {
        address: '3组12号',
        areaCode: VILLAGE,
        idNumber: HEAD,
        purpose,
      }),
      choice,
    );
    await manager.command('customer.revise', { id, address: '四组1号' });
    t.same([await at('3组12号'), await at('4组1号')], [[], [id]]);
    const [row] = await app.owner<{ clear: boolean }>(
      `select position(convert_to('4组', 'UTF8') in address_form_cipher) > 0 as clear
       from customer where id = $1`,
      [id.replace('customer_', '')],
    );
    t.equal(row?.clear, false, 'the form is sealed like the address');
  });

  await t.test('found by point, the nearest first', async (t) => {
    const near = await register(point(2, 2));
    const far = await register(point(2.3, 2));
    const query = `query ($lng: Float!, $lat: Float!, $m: Int!) {
      customerNear(longitude: $lng, latitude: $lat, crs: CGCS2000, withinMetres: $m, first: 10) {
        metres customer { id nameMask } } }`;
    const ask = async (m: number, who = manager) =>
      (await who.query(query, { lng: 112.6201, lat: 30.32, m })).customerNear;
    const found = await ask(500);
    t.same(
      found.map(({ customer }: { customer: { id: string } }) => customer.id),
      [near, far],
    );
    t.ok(found[0].metres >= 9 && found[0].metres <= 10, String(found[0].metres));
    t.equal((await ask(50)).length, 1);
    t.same(await ask(500, app.as('grid.officer')), [], 'within one’s territory only');
  });

  await t.test('found by officer', async (t) => {
    const personId = `person_${app.world.people['grid.officer']}`;
    const list = `query ($p: ID!) { customers(first: 50, filter: { officer: $p }) { totalCount } }`;
    const count = async () => (await manager.query(list, { p: personId })).customers.totalCount;
    t.equal(await count(), 0);
    await manager.command('staff.enlist', { personId, kind: 'FULL_TIME' });
    await manager.command('staff.assign', { gridId: west.id, personId, role: 'PRIMARY' });
    const all = (await manager.query('{ customers(first: 1) { totalCount } }')).customers
      .totalCount;
    t.equal(await count(), all);
  });
});
