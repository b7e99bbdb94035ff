import { test } from 'tap';
import type { EnterpriseSize, InclusiveClass } from '../../../src/generated/enums.ts';
import { inclusiveOn, inclusiveRuleSets } from '../../../src/modules/customers/inclusive-rules.ts';
import {
  type SizeFacts,
  type SizeMeasure,
  type SizeRuleSet,
  sizeOf,
  sizeRulesOn,
} from '../../../src/modules/customers/size-rules.ts';
import { testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { answer } from '../profiles/answered.ts';
import { openTerritory } from './households.ts';

const TODAY = '2026-03-02';
const rules = sizeRulesOn(TODAY) as SizeRuleSet;
const WAN = 1_000_000n;
const tiers = ['LARGE', 'MEDIUM', 'SMALL'] as const;

const factsOf = (industry: string, figures: Partial<Record<SizeMeasure, bigint>>): SizeFacts => ({
  industry,
  employees: figures.EMPLOYEES,
  turnoverFen: figures.TURNOVER,
  assetsFen: figures.ASSETS,
});

/** The published table: X people, Y turnover and Z assets in ten thousand yuan, per tier. */
const TABLE: Record<string, readonly [string, string, string]> = {
  A0111: ['Y20000', 'Y500', 'Y50'],
  C1310: ['X1000 Y40000', 'X300 Y2000', 'X20 Y300'],
  B0610: ['X1000 Y40000', 'X300 Y2000', 'X20 Y300'],
  D4411: ['X1000 Y40000', 'X300 Y2000', 'X20 Y300'],
  E4710: ['Y80000 Z80000', 'Y6000 Z5000', 'Y300 Z300'],
  F5111: ['X200 Y40000', 'X20 Y5000', 'X5 Y1000'],
  F5212: ['X300 Y20000', 'X50 Y500', 'X10 Y100'],
  G5411: ['X1000 Y30000', 'X300 Y3000', 'X20 Y200'],
  G5910: ['X1000 Y30000', 'X300 Y3000', 'X20 Y200'],
  G5920: ['X200 Y30000', 'X100 Y1000', 'X20 Y100'],
  G6010: ['X1000 Y30000', 'X300 Y2000', 'X20 Y100'],
  H6110: ['X300 Y10000', 'X100 Y2000', 'X10 Y100'],
  H6210: ['X300 Y10000', 'X100 Y2000', 'X10 Y100'],
  I6311: ['X2000 Y100000', 'X100 Y1000', 'X10 Y100'],
  I6410: ['X2000 Y100000', 'X100 Y1000', 'X10 Y100'],
  I6510: ['X300 Y10000', 'X100 Y1000', 'X10 Y50'],
  K7010: ['Y200000 Z10000', 'Y1000 Z5000', 'Y100 Z2000'],
  K7020: ['X1000 Y5000', 'X300 Y1000', 'X100 Y500'],
  L7111: ['X300 Z120000', 'X100 Z8000', 'X10 Z100'],
  M7320: ['X300', 'X100', 'X10'],
  N7810: ['X300', 'X100', 'X10'],
  O8010: ['X300', 'X100', 'X10'],
  Q8510: ['X300', 'X100', 'X10'],
  R8710: ['X300', 'X100', 'X10'],
  K7030: ['X300', 'X100', 'X10'],
};

const MEASURES = { X: 'EMPLOYEES', Y: 'TURNOVER', Z: 'ASSETS' } as const;
function boundsOf(text: string): Partial<Record<SizeMeasure, bigint>> {
  const pairs = text.split(' ').map((part): [SizeMeasure, bigint] => {
    const measure = MEASURES[part.charAt(0) as 'X' | 'Y' | 'Z'];
    const figure = BigInt(part.slice(1));
    return [measure, measure === 'EMPLOYEES' ? figure : figure * WAN];
  });
  return Object.fromEntries(pairs);
}

test('every industry of the published table, at its bounds and one below each', async (t) => {
  for (const [industry, row] of Object.entries(TABLE)) {
    for (const [index, tier] of tiers.entries()) {
      const bounds = boundsOf(row[index] ?? '');
      t.equal(sizeOf(rules, factsOf(industry, bounds)).size, tier, `${industry} ${row[index]}`);
      for (const [measure, figure] of Object.entries(bounds)) {
        const missed = { ...bounds, [measure]: figure - 1n };
        t.equal(
          sizeOf(rules, factsOf(industry, missed)).size,
          sizedBelow(row, { tier, missed }),
          `${industry} ${tier}: ${measure} one below`,
        );
      }
    }
  }
});

/** One missed bound drops a tier, and further where the next is missed too. */
function sizedBelow(
  row: readonly [string, string, string],
  { tier, missed }: { tier: (typeof tiers)[number]; missed: Partial<Record<SizeMeasure, bigint>> },
): EnterpriseSize {
  const next = tiers.slice(tiers.indexOf(tier) + 1).find((lower) => {
    const bounds = boundsOf(row[tiers.indexOf(lower)] ?? '');
    return Object.entries(bounds).every(
      ([measure, least]) => (missed[measure as SizeMeasure] ?? 0n) >= least,
    );
  });
  return next ?? 'MICRO';
}

test('industries do not overlap; coarse codes and what the rules leave out are told apart', async (t) => {
  const prefixes = [...rules.industries.flatMap(({ covers }) => covers), ...rules.leftOut];
  for (const one of prefixes) {
    const inside = prefixes.filter((other) => other !== one && other.startsWith(one));
    t.same(inside, [], one);
  }
  const outcome = (industry: string | null) => sizeOf(rules, { industry, employees: 10n }).outcome;
  for (const coarse of [null, '', 'F', 'G', 'G59', 'H', 'I', 'K', 'K70', 'Q']) {
    t.equal(outcome(coarse), 'FACTS_MISSING', String(coarse));
    t.same(sizeOf(rules, { industry: coarse }).missing, ['INDUSTRY']);
  }
  for (const outside of ['G5310', 'J6621', 'P8210', 'Q8411', 'S9120', 'T9600', 'K7040', 'F99']) {
    t.equal(outcome(outside), 'INDUSTRY_NOT_COVERED', outside);
  }
});

test('what is missing is named, unless what is known decides', async (t) => {
  const table: [SizeFacts, EnterpriseSize | null, string[]][] = [
    [{ industry: 'C1310', employees: 19n }, 'MICRO', []],
    [{ industry: 'C1310', turnoverFen: 299n * WAN }, 'MICRO', []],
    [{ industry: 'C1310', employees: 50n }, null, ['TURNOVER']],
    [{ industry: 'C1310', turnoverFen: 500n * WAN }, null, ['EMPLOYEES']],
    [{ industry: 'C1310' }, null, ['EMPLOYEES', 'TURNOVER']],
    [{ industry: 'A0111', employees: 9n }, null, ['TURNOVER']],
    [{ industry: 'E4710', turnoverFen: 300n * WAN }, null, ['ASSETS']],
    [{ industry: 'M7320', turnoverFen: 1n, employees: 0n }, 'MICRO', []],
  ];
  for (const [facts, size, missing] of table) {
    const found = sizeOf(rules, facts);
    t.match(found, { size, missing });
    t.equal(found.outcome, size === null ? 'FACTS_MISSING' : 'SIZED');
  }
});

test('more people, turnover or assets never make an enterprise smaller', async () => {
  const order = ['MICRO', 'SMALL', 'MEDIUM', 'LARGE'];
  const figure = fc.bigInt(0n, 3_000_000n * WAN);
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(TABLE)),
      fc.tuple(fc.bigInt(0n, 5_000n), figure, figure),
      fc.constantFrom('employees' as const, 'turnoverFen' as const, 'assetsFen' as const),
      fc.bigInt(0n, 1_000_000n * WAN),
      (industry, [employees, turnoverFen, assetsFen], grown, by) => {
        const facts = { industry, employees, turnoverFen, assetsFen };
        const more = { ...facts, [grown]: facts[grown] + by };
        const rank = (given: SizeFacts) => order.indexOf(sizeOf(rules, given).size ?? '');
        return rank(facts) >= 0 && rank(more) >= rank(facts);
      },
    ),
  );
});

test('classes of inclusive finance by authority, size and credit', async (t) => {
  type Row = [
    'NFRA' | 'PBC',
    string,
    Parameters<typeof inclusiveOn>[2],
    InclusiveClass | null,
    boolean | null,
  ];
  const farm = (wan: bigint) => ({ party: 'HOUSEHOLD' as const, size: null, creditFen: wan * WAN });
  const trader = (wan: bigint) => ({
    party: 'SOLE_TRADER' as const,
    size: 'MICRO' as const,
    creditFen: wan * WAN,
  });
  const firm = (size: EnterpriseSize | null, wan: bigint) => ({
    party: 'ORGANISATION' as const,
    size,
    creditFen: wan * WAN,
  });
  const over = (facts: Parameters<typeof inclusiveOn>[2]) => ({
    ...facts,
    creditFen: facts.creditFen + 1n,
  });
  const table: Row[] = [
    ['NFRA', TODAY, farm(500n), 'FARM_HOUSEHOLD', true],
    ['NFRA', TODAY, over(farm(500n)), 'FARM_HOUSEHOLD', false],
    ['NFRA', TODAY, trader(1_000n), 'SOLE_TRADER', true],
    ['NFRA', TODAY, over(trader(1_000n)), 'SOLE_TRADER', false],
    ['NFRA', TODAY, firm('SMALL', 1_000n), 'SMALL_MICRO', true],
    ['NFRA', TODAY, over(firm('MICRO', 1_000n)), 'SMALL_MICRO', false],
    ['NFRA', TODAY, firm('MEDIUM', 1n), null, false],
    ['NFRA', TODAY, firm(null, 1n), null, null],
    ['PBC', TODAY, farm(1n), null, false],
    ['PBC', TODAY, firm('SMALL', 2_000n), 'SMALL_MICRO', true],
    ['PBC', TODAY, over(firm('SMALL', 2_000n)), 'SMALL_MICRO', false],
    ['PBC', '2023-12-31', firm('SMALL', 2_000n), 'SMALL_MICRO', false],
    ['PBC', '2023-12-31', firm('SMALL', 1_000n), 'SMALL_MICRO', true],
    ['PBC', '2024-01-01', firm('SMALL', 2_000n), 'SMALL_MICRO', true],
  ];
  for (const [authority, day, facts, found, within] of table) {
    t.match(
      inclusiveOn(authority, day, facts),
      { class: found, within },
      JSON.stringify([authority, day, found]),
    );
  }
  t.equal(inclusiveOn('PBC', '2015-01-01', farm(1n)), null, 'no rules that day');
  t.ok(inclusiveRuleSets.every(({ legalBasis }) => legalBasis.en && legalBasis.zh));
});

test('the report, from the file', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (input: object): Promise<string> =>
    (await manager.command('customer.register', { name: '周', gridId: west.id, ...input }))
      .customer;
  const report = async (id: string, creditTotal?: string) =>
    (
      await manager.query(
        `query ($id: ID!, $c: Money) { customerSize(customerId: $id, creditTotal: $c) {
          outcome size byAnalogy industry missing ruleSet edition { zh } creditTotal
          inclusive { authority class within limit ruleSet } } }`,
        { id, c: creditTotal },
      )
    ).customerSize;
  const firm = await register({
    kind: 'SMALL_ENTERPRISE',
    businessName: '小满米业有限公司',
    creditCode: '91350100M000100Y43',
  });
  await answer(manager, firm, { INDUSTRY: 'C1310', EMPLOYEES: 20, TURNOVER: '3000000.00' });
  t.match(await report(firm), {
    outcome: 'SIZED',
    size: 'SMALL',
    byAnalogy: false,
    industry: 'INDUSTRY',
    missing: [],
    ruleSet: 'ENTERPRISE_SIZE_2017',
    creditTotal: '0.00',
    inclusive: [
      { authority: 'NFRA', class: 'SMALL_MICRO', within: true, limit: '10000000.00' },
      { authority: 'PBC', class: 'SMALL_MICRO', within: true, limit: '20000000.00' },
    ],
  });
  t.match((await report(firm, '10000000.01')).inclusive, [{ within: false }, { within: true }]);
  const shop = await register({ kind: 'MERCHANT', businessName: '小满副食店' });
  t.match(await report(shop), { outcome: 'FACTS_MISSING', missing: ['INDUSTRY'], size: null });
  t.match((await report(shop)).inclusive[0], { class: 'SOLE_TRADER', within: true });
  const home = await register({ kind: 'HOUSEHOLD' });
  t.match(await report(home), { outcome: 'NOT_AN_ENTERPRISE', missing: [], byAnalogy: false });
  const refused = await app
    .as('grid.officer')
    .graphql('query ($id: ID!) { customerSize(customerId: $id) { size } }', { id: firm });
  t.equal(refused.errors[0].extensions.code, 'object.not_found', 'within one’s territory only');
});
