/**
 * Size of an enterprise by industry, employees, turnover and assets, by dated rule sets. Pure.
 * Industries are codes of GB/T 4754-2017, amounts whole fen, all bounds inclusive from below.
 */
import type { EnterpriseSize, SizeFact, SizeOutcome } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import type { Words } from './words.ts';

export type { EnterpriseSize, SizeFact, SizeOutcome };

export type SizeMeasure = Exclude<SizeFact, 'INDUSTRY'>;
/** The lowest figures of a tier; all of them must be reached. */
type Tier = Readonly<Partial<Record<SizeMeasure, bigint>>>;

export type SizeIndustry = {
  readonly code: string;
  readonly label: Words;
  /** Prefixes of industry codes; no two industries share one. */
  readonly covers: readonly string[];
  /** What is below SMALL is a micro enterprise. */
  readonly tiers: Readonly<Record<'LARGE' | 'MEDIUM' | 'SMALL', Tier>>;
};

export type SizeRuleSet = DatedRuleSet & {
  readonly edition: Words;
  readonly industries: readonly SizeIndustry[];
  /** Codes inside a covered one that the rules leave out, and those they do not name at all. */
  readonly leftOut: readonly string[];
};

/** Ten thousand yuan in fen: the unit of the published table. */
const WAN = 1_000_000n;
const people = (count: bigint): Tier => ({ EMPLOYEES: count });
const turnover = (wan: bigint): Tier => ({ TURNOVER: wan * WAN });
const assets = (wan: bigint): Tier => ({ ASSETS: wan * WAN });
const words = (en: string, zh: string): Words => ({ en, zh });

type Figures = readonly [bigint, bigint];
type Three<T> = readonly [T, T, T];
const tiersOf = ([LARGE, MEDIUM, SMALL]: Three<Tier>) => ({ LARGE, MEDIUM, SMALL });

/** Large, medium, small: people and turnover in ten thousand yuan. */
const byPeopleAndTurnover = ([large, medium, small]: Three<Figures>) => {
  const tier = ([count, wan]: Figures): Tier => ({ ...people(count), ...turnover(wan) });
  return tiersOf([tier(large), tier(medium), tier(small)]);
};
const byTurnoverAndAssets = ([large, medium, small]: Three<Figures>) => {
  const tier = ([wan, held]: Figures): Tier => ({ ...turnover(wan), ...assets(held) });
  return tiersOf([tier(large), tier(medium), tier(small)]);
};
const byPeopleAndAssets = ([large, medium, small]: Three<Figures>) => {
  const tier = ([count, held]: Figures): Tier => ({ ...people(count), ...assets(held) });
  return tiersOf([tier(large), tier(medium), tier(small)]);
};

/** 统计上大中小微型企业划分办法（2017），by 工信部联企业〔2011〕300号. */
const industries: readonly SizeIndustry[] = [
  {
    code: 'AGRICULTURE',
    label: words('Agriculture, forestry, husbandry, fishery', '农、林、牧、渔业'),
    covers: ['A'],
    tiers: tiersOf([turnover(20_000n), turnover(500n), turnover(50n)]),
  },
  {
    code: 'INDUSTRY',
    label: words('Industry', '工业（采矿业、制造业、电力热力燃气及水生产和供应业）'),
    covers: ['B', 'C', 'D'],
    tiers: byPeopleAndTurnover([
      [1_000n, 40_000n],
      [300n, 2_000n],
      [20n, 300n],
    ]),
  },
  {
    code: 'CONSTRUCTION',
    label: words('Construction', '建筑业'),
    covers: ['E'],
    tiers: byTurnoverAndAssets([
      [80_000n, 80_000n],
      [6_000n, 5_000n],
      [300n, 300n],
    ]),
  },
  {
    code: 'WHOLESALE',
    label: words('Wholesale', '批发业'),
    covers: ['F51'],
    tiers: byPeopleAndTurnover([
      [200n, 40_000n],
      [20n, 5_000n],
      [5n, 1_000n],
    ]),
  },
  {
    code: 'RETAIL',
    label: words('Retail', '零售业'),
    covers: ['F52'],
    tiers: byPeopleAndTurnover([
      [300n, 20_000n],
      [50n, 500n],
      [10n, 100n],
    ]),
  },
  {
    code: 'TRANSPORT',
    label: words('Transport, railways apart', '交通运输业（不含铁路运输业）'),
    covers: ['G54', 'G55', 'G56', 'G57', 'G58', 'G591'],
    tiers: byPeopleAndTurnover([
      [1_000n, 30_000n],
      [300n, 3_000n],
      [20n, 200n],
    ]),
  },
  {
    code: 'STORAGE',
    label: words('Storage', '仓储业'),
    covers: ['G592', 'G593', 'G594', 'G595', 'G596', 'G599'],
    tiers: byPeopleAndTurnover([
      [200n, 30_000n],
      [100n, 1_000n],
      [20n, 100n],
    ]),
  },
  {
    code: 'POST',
    label: words('Post', '邮政业'),
    covers: ['G60'],
    tiers: byPeopleAndTurnover([
      [1_000n, 30_000n],
      [300n, 2_000n],
      [20n, 100n],
    ]),
  },
  {
    code: 'LODGING',
    label: words('Lodging', '住宿业'),
    covers: ['H61'],
    tiers: byPeopleAndTurnover([
      [300n, 10_000n],
      [100n, 2_000n],
      [10n, 100n],
    ]),
  },
  {
    code: 'CATERING',
    label: words('Catering', '餐饮业'),
    covers: ['H62'],
    tiers: byPeopleAndTurnover([
      [300n, 10_000n],
      [100n, 2_000n],
      [10n, 100n],
    ]),
  },
  {
    code: 'TRANSMISSION',
    label: words('Transmission of information', '信息传输业'),
    covers: ['I63', 'I64'],
    tiers: byPeopleAndTurnover([
      [2_000n, 100_000n],
      [100n, 1_000n],
      [10n, 100n],
    ]),
  },
  {
    code: 'SOFTWARE',
    label: words('Software and information services', '软件和信息技术服务业'),
    covers: ['I65'],
    tiers: byPeopleAndTurnover([
      [300n, 10_000n],
      [100n, 1_000n],
      [10n, 50n],
    ]),
  },
  {
    code: 'REAL_ESTATE_DEVELOPMENT',
    label: words('Development of real estate', '房地产开发经营'),
    covers: ['K701'],
    tiers: byTurnoverAndAssets([
      [200_000n, 10_000n],
      [1_000n, 5_000n],
      [100n, 2_000n],
    ]),
  },
  {
    code: 'PROPERTY_MANAGEMENT',
    label: words('Management of property', '物业管理'),
    covers: ['K702'],
    tiers: byPeopleAndTurnover([
      [1_000n, 5_000n],
      [300n, 1_000n],
      [100n, 500n],
    ]),
  },
  {
    code: 'LEASING_BUSINESS',
    label: words('Leasing and business services', '租赁和商务服务业'),
    covers: ['L'],
    tiers: byPeopleAndAssets([
      [300n, 120_000n],
      [100n, 8_000n],
      [10n, 100n],
    ]),
  },
  {
    code: 'OTHER',
    label: words('Other industries the rules name', '其他未列明行业'),
    covers: ['M', 'N', 'O', 'Q85', 'R', 'K703', 'K709'],
    tiers: tiersOf([people(300n), people(100n), people(10n)]),
  },
];

export const sizeRuleSets: readonly SizeRuleSet[] = [
  {
    code: 'ENTERPRISE_SIZE_2017',
    edition: words('Statistical edition 2017', '统计上大中小微型企业划分办法（2017）'),
    effectiveFrom: '2011-06-18',
    effectiveTo: null,
    legalBasis: words(
      'Standards for small and medium enterprises (2011, No. 300), industries as of the statistical edition of 2017; sole traders and cooperatives by analogy.',
      '《中小企业划型标准规定》（工信部联企业〔2011〕300号），行业依《统计上大中小微型企业划分办法（2017）》；个体工商户、合作社参照执行。',
    ),
    industries,
    // Railways, finance, own property, education, health, public bodies and international ones.
    leftOut: ['G53', 'J', 'K704', 'P', 'Q84', 'S', 'T'],
  },
];

/** What the file says; absent and null are unknown. */
export type SizeFacts = {
  readonly industry?: string | null | undefined;
  readonly employees?: bigint | null | undefined;
  readonly turnoverFen?: bigint | null | undefined;
  readonly assetsFen?: bigint | null | undefined;
};

export type Sized = {
  readonly outcome: SizeOutcome;
  readonly size: EnterpriseSize | null;
  readonly industry: SizeIndustry | null;
  /** What would have to be known to tell. */
  readonly missing: readonly SizeFact[];
};

export const sizeRulesOn = (date: string): SizeRuleSet | undefined => ruleSetOn(sizeRuleSets, date);

/**
 * The size of an enterprise. A tier holds when all its bounds are reached; one that is missed decides
 * against it, whatever is unknown. What cannot be told names what is missing.
 */
export function sizeOf(rules: SizeRuleSet, facts: SizeFacts): Sized {
  const found = industryOf(rules, facts.industry ?? null);
  if (found === 'LEFT_OUT') return unsized('INDUSTRY_NOT_COVERED', []);
  if (found === null) return unsized('FACTS_MISSING', ['INDUSTRY']);
  const figures: Record<SizeMeasure, bigint | null> = {
    EMPLOYEES: facts.employees ?? null,
    TURNOVER: facts.turnoverFen ?? null,
    ASSETS: facts.assetsFen ?? null,
  };
  for (const size of ['LARGE', 'MEDIUM', 'SMALL'] as const) {
    const bounds = Object.entries(found.tiers[size]) as [SizeMeasure, bigint][];
    const missed = bounds.some(([measure, least]) => {
      const figure = figures[measure];
      return figure !== null && figure < least;
    });
    if (missed) continue;
    const missing = bounds.map(([measure]) => measure).filter((each) => figures[each] === null);
    if (missing.length > 0) return { ...unsized('FACTS_MISSING', missing), industry: found };
    return { outcome: 'SIZED', size, industry: found, missing: [] };
  }
  return { outcome: 'SIZED', size: 'MICRO', industry: found, missing: [] };
}

const unsized = (outcome: SizeOutcome, missing: readonly SizeFact[]): Sized => ({
  outcome,
  size: null,
  industry: null,
  missing,
});

/** Null when the code is absent or too coarse to tell one industry from another. */
function industryOf(rules: SizeRuleSet, code: string | null): SizeIndustry | 'LEFT_OUT' | null {
  if (code === null || code === '') return null;
  const outside = rules.leftOut.some((prefix) => code.startsWith(prefix));
  if (outside) return 'LEFT_OUT';
  const within = rules.industries.filter(({ covers }) =>
    covers.some((prefix) => code.startsWith(prefix)),
  );
  const [industry] = within;
  if (industry) return industry;
  const coarse = [...rules.leftOut, ...rules.industries.flatMap(({ covers }) => covers)];
  return coarse.some((prefix) => prefix.startsWith(code)) ? null : 'LEFT_OUT';
}
