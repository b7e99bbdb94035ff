import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { HEAD, openTerritory, SPOUSE } from './households.ts';

const CUSTOMER = `query ($id: ID!) { customer(id: $id) {
  id version code kind status nameMask idNumberMask mobileMask addressMask areaCode territoryCode
  longitude latitude completeness screening registeredOn registeredBy { code }
  grid { code householdCount customers(first: 5) { nodes { id } } }
  profile { code percent filled asked edition answeredBy answeredOn items {
    code type asked answered masked value unit { zh } choice { zh } } }
  members(first: 10) { nodes { relationship head nameMask idNumberMask joinedOn } }
} }`;

const household = (place: object) => ({
  kind: 'HOUSEHOLD',
  name: '欧阳建国',
  idNumber: HEAD,
  mobile: '+86 138-1234-5678',
  address: '湖北省潜江市竹根滩镇群爱村三组12号',
  ...place,
  members: [{ relationship: 'SPOUSE', name: '李秀英', idNumber: SPOUSE }],
});

test('a household is put on file in a grid, masked, with its members', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const { customer } = await manager.command('customer.register', household({ gridId: west.id }));
  const { customer: read } = await manager.query(CUSTOMER, { id: customer });
  t.match(read, {
    kind: 'HOUSEHOLD',
    status: 'ACTIVE',
    nameMask: '欧阳**',
    idNumberMask: `${HEAD.slice(0, 6)}********${HEAD.slice(-4)}`,
    mobileMask: '138****5678',
    areaCode: west.code.slice(0, 12),
    territoryCode: west.code,
    screening: 'NONE',
    registeredOn: '2026-03-02',
    registeredBy: { code: 'grid.manager' },
    grid: { code: west.code, householdCount: 1, customers: { nodes: [{ id: customer }] } },
    profile: [
      {
        code: 'IDENTITY',
        percent: 100,
        items: [
          { code: 'NAME', type: 'FILE', answered: true, value: '欧阳**' },
          { code: 'ID_NUMBER', value: `${HEAD.slice(0, 6)}********${HEAD.slice(-4)}` },
          { code: 'MOBILE', value: '138****5678' },
        ],
      },
      { code: 'PLACE' },
      {
        code: 'PEOPLE_AT_HOME',
        percent: 0,
        items: [{ code: 'PEOPLE', asked: true, answered: false, value: null, unit: { zh: '人' } }],
      },
      {},
      {},
      {},
    ],
  });
  t.notMatch(read.addressMask, /12号/);
  t.match(read.code, /^H-[0-9A-F]{12}$/);
  t.match(read.members.nodes, [
    { relationship: 'SELF', head: true, nameMask: '欧阳**' },
    { relationship: 'SPOUSE', head: false, nameMask: '李**' },
  ]);
  await manager.command('profile.answer', {
    id: customer,
    answers: { PEOPLE: 2, LABOUR: 2, MAIN_ACTIVITY: 'A0111', REPAYMENT: 'NO_HISTORY' },
  });
  const { profileCompleteness: report } = await manager.query(
    'query ($id: ID!) { profileCompleteness(customerId: $id) { percent missing { code section label { zh } } sections { code percent } } }',
    { id: customer },
  );
  const { customer: answered } = await manager.query(CUSTOMER, { id: customer });
  t.equal(report.percent, answered.completeness);
  t.ok(answered.completeness > read.completeness);
  const missing = report.missing.map(({ code }: { code: string }) => code);
  t.ok(missing.includes('NET_INCOME') && missing.includes('DEBTS'));
  t.notOk(missing.includes('MEMBERS'), 'both who live there are on file');
});
