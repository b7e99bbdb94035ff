import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { HEAD, openTerritory, SPOUSE } from './households.ts';

const CUSTOMER = `query ($id: ID!) { customer(id: $id) {
  id version code kind status nameMask idNumberMask mobileMask addressMask areaCode territoryCode
  longitude latitude completeness screening registeredOn registeredBy { code }
  grid { code householdCount customers(first: 5) { nodes { id } } }
  profile { memberCount labourCount netIncome assets mainActivity repaymentRecord turnover }
  members(first: 10) { nodes { relationship head nameMask idNumberMask joinedOn } }
} }`;

const household = (place: object) => ({
  kind: 'HOUSEHOLD',
  name: '欧阳建国',
  idNumber: HEAD,
  mobile: '+86 138-1234-5678',
  address: '湖北省潜江市竹根滩镇群爱村三组12号',
  ...place,
  profile: {
    memberCount: 2,
    labourCount: 2,
    mainActivity: 'A0111',
    netIncome: '48000.50',
    repaymentRecord: 'NO_HISTORY',
  },
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
    profile: {
      memberCount: 2,
      netIncome: '48000.50',
      assets: null,
      mainActivity: 'A0111',
      repaymentRecord: 'NO_HISTORY',
      turnover: null,
    },
  });
  t.notMatch(read.addressMask, /12号/);
  t.match(read.code, /^H-[0-9A-F]{12}$/);
  t.match(read.members.nodes, [
    { relationship: 'SELF', head: true, nameMask: '欧阳**' },
    { relationship: 'SPOUSE', head: false, nameMask: '李**' },
  ]);
  const { customerCompleteness: report } = await manager.query(
    'query ($id: ID!) { customerCompleteness(customerId: $id) { percent missing { code section label { zh } } sections { code percent } } }',
    { id: customer },
  );
  t.equal(report.percent, read.completeness);
  t.same(
    report.missing.map(({ code }: { code: string }) => code),
    ['expenditureFen', 'assetsFen', 'debtsFen', 'creditReportConsent', 'financingNeed'],
  );
});
