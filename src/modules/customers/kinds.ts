/** What a kind of customer is and may have. */
import type { CustomerKind, CustomerParty } from '../../generated/enums.ts';

export type { CustomerKind, CustomerParty };

type Having = 'REQUIRED' | 'OPTIONAL' | 'NONE';

export type KindRules = {
  readonly party: CustomerParty;
  /** Begins the codes the software gives. */
  readonly letter: string;
  readonly businessName: Having;
  readonly creditCode: Having;
};

/**
 * A family farm and a large grower are households that grew: head, members, and a licence if they
 * have one. A farm with legal personality of its own is a small enterprise beside the household.
 */
export const kindRules: Readonly<Record<CustomerKind, KindRules>> = {
  HOUSEHOLD: { party: 'HOUSEHOLD', letter: 'H', businessName: 'NONE', creditCode: 'NONE' },
  FAMILY_FARM: {
    party: 'HOUSEHOLD',
    letter: 'F',
    businessName: 'OPTIONAL',
    creditCode: 'OPTIONAL',
  },
  LARGE_GROWER: {
    party: 'HOUSEHOLD',
    letter: 'G',
    businessName: 'OPTIONAL',
    creditCode: 'OPTIONAL',
  },
  MERCHANT: {
    party: 'SOLE_TRADER',
    letter: 'M',
    businessName: 'REQUIRED',
    creditCode: 'OPTIONAL',
  },
  SMALL_ENTERPRISE: {
    party: 'ORGANISATION',
    letter: 'E',
    businessName: 'REQUIRED',
    creditCode: 'REQUIRED',
  },
  COOPERATIVE: {
    party: 'ORGANISATION',
    letter: 'C',
    businessName: 'REQUIRED',
    creditCode: 'REQUIRED',
  },
  LEADING_ENTERPRISE: {
    party: 'ORGANISATION',
    letter: 'L',
    businessName: 'REQUIRED',
    creditCode: 'REQUIRED',
  },
};

/** The rules of a stored kind; the database knows no others. */
export const rulesOfKind = (kind: string): KindRules => kindRules[kind as CustomerKind];

export const isHousehold = (kind: string): boolean => rulesOfKind(kind).party === 'HOUSEHOLD';

export type KindFault =
  | 'customer.business_name_required'
  | 'customer.credit_code_required'
  | 'customer.plain_household'
  | 'customer.household_only';

type Contents = {
  businessName: unknown;
  creditCode: unknown;
  /** People beside the head. */
  members: number;
};

/** What a file of a kind lacks or must not have, with the field at fault. */
export function kindFault(
  kind: CustomerKind,
  { businessName, creditCode, members }: Contents,
): { code: KindFault; path: string } | null {
  const rules = kindRules[kind];
  if (rules.businessName === 'NONE' && businessName) {
    return { code: 'customer.plain_household', path: 'businessName' };
  }
  if (rules.creditCode === 'NONE' && creditCode) {
    return { code: 'customer.plain_household', path: 'creditCode' };
  }
  // Whatever is registered is registered under a name.
  if (!businessName && (rules.businessName === 'REQUIRED' || creditCode)) {
    return { code: 'customer.business_name_required', path: 'businessName' };
  }
  if (rules.creditCode === 'REQUIRED' && !creditCode) {
    return { code: 'customer.credit_code_required', path: 'creditCode' };
  }
  if (rules.party !== 'HOUSEHOLD' && members > 0) {
    return { code: 'customer.household_only', path: 'members' };
  }
  return null;
}
