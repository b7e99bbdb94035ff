/** Inclusive-finance class (普惠型) of a customer, by dated rule sets of two authorities. Pure. */
import type { EnterpriseSize, InclusiveClass } from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import type { CustomerParty } from './kinds.ts';
import type { Words } from './words.ts';

export type { InclusiveClass };
export type InclusiveAuthority = 'NFRA' | 'PBC';

export type InclusiveRuleSet = DatedRuleSet & {
  readonly authority: InclusiveAuthority;
  /** Largest credit total of one customer, in fen, inclusive; a class without one is not counted. */
  readonly limitFen: Readonly<Partial<Record<InclusiveClass, bigint>>>;
};

const WAN = 1_000_000n;
const words = (en: string, zh: string): Words => ({ en, zh });
/** Both count these two alike. */
const businesses = (wan: bigint) => ({ SMALL_MICRO: wan * WAN, SOLE_TRADER: wan * WAN });

export const inclusiveRuleSets: readonly InclusiveRuleSet[] = [
  {
    code: 'INCLUSIVE_NFRA_2018',
    authority: 'NFRA',
    effectiveFrom: '2018-01-01',
    effectiveTo: null,
    legalBasis: words(
      'Supervisory statistics of inclusive loans: operating credit of at most 10 million yuan to small and micro enterprises and sole traders, 5 million to farm households.',
      '监管普惠型贷款统计口径：小微企业、个体工商户（含小微企业主）单户授信1000万元及以下，农户经营性500万元及以下。',
    ),
    limitFen: { ...businesses(1_000n), FARM_HOUSEHOLD: 500n * WAN },
  },
  {
    code: 'INCLUSIVE_PBC_2019',
    authority: 'PBC',
    effectiveFrom: '2019-01-01',
    effectiveTo: '2024-01-01',
    legalBasis: words(
      'Statistics of the central bank: inclusive credit to small and micro businesses up to 10 million yuan.',
      '人民银行普惠小微统计口径：单户授信1000万元及以下。',
    ),
    limitFen: businesses(1_000n),
  },
  {
    code: 'INCLUSIVE_PBC_2024',
    authority: 'PBC',
    effectiveFrom: '2024-01-01',
    effectiveTo: null,
    legalBasis: words(
      'Statistics of the central bank: inclusive credit to small and micro businesses up to 20 million yuan.',
      '人民银行普惠小微统计口径：单户授信2000万元及以下。',
    ),
    limitFen: businesses(2_000n),
  },
];

export type InclusiveFacts = {
  readonly party: CustomerParty;
  /** Of an organisation; null while it cannot be told. */
  readonly size: EnterpriseSize | null;
  /** All credit granted to the customer, in fen. */
  readonly creditFen: bigint;
};

export type Inclusive = {
  readonly ruleSet: InclusiveRuleSet;
  /** The class its operating loans are counted in; null for none, or while it cannot be told. */
  readonly class: InclusiveClass | null;
  readonly limitFen: bigint | null;
  /** Null while the class cannot be told. */
  readonly within: boolean | null;
};

/** The rules of an authority on a date; undefined before its first. */
export const inclusiveRulesOn = (
  authority: InclusiveAuthority,
  date: string,
): InclusiveRuleSet | undefined =>
  ruleSetOn(
    inclusiveRuleSets.filter((rules) => rules.authority === authority),
    date,
  );

/** How an authority counts a customer's operating loans on a date. */
export function inclusiveOn(
  authority: InclusiveAuthority,
  date: string,
  facts: InclusiveFacts,
): Inclusive | null {
  const ruleSet = inclusiveRulesOn(authority, date);
  if (!ruleSet) return null;
  if (facts.party === 'ORGANISATION' && facts.size === null) {
    return { ruleSet, class: null, limitFen: null, within: null };
  }
  const found = classOf(facts);
  const limitFen = (found && ruleSet.limitFen[found]) ?? null;
  if (found === null || limitFen === null) {
    return { ruleSet, class: null, limitFen: null, within: false };
  }
  return { ruleSet, class: found, limitFen, within: facts.creditFen <= limitFen };
}

function classOf({ party, size }: InclusiveFacts): InclusiveClass | null {
  if (party === 'HOUSEHOLD') return 'FARM_HOUSEHOLD';
  if (party === 'SOLE_TRADER') return 'SOLE_TRADER';
  return size === 'SMALL' || size === 'MICRO' ? 'SMALL_MICRO' : null;
}
