/** What makes an application look wrong, by dated thresholds: for a person to look at. Pure. */
import type { LoanFlagKind } from '../../generated/enums.ts';
import { daysBetween } from '../../kernel/dates.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type ApplicationRules = DatedRuleSet & {
  /** Another application of the household so near in time and amount is a duplicate. */
  readonly duplicate: { readonly days: number; readonly tolerancePercent: bigint };
  /** Amounts each within one of these and together above it, within so many days, look split. */
  readonly split: { readonly days: number; readonly limitsFen: readonly bigint[] };
  /** Most a household owes and has applied for before somebody looks. */
  readonly householdFen: bigint;
  /** Is a new loan made while a claim on the borrower is written off and not recovered? */
  readonly lendsDespiteWriteOff: boolean;
  /** Most loans one guarantor stands for. */
  readonly guarantorLoans: number;
};

const FEN_PER_TEN_THOUSAND_YUAN = 1_000_000n;
const tenThousandYuan = (count: bigint): bigint => count * FEN_PER_TEN_THOUSAND_YUAN;

export const applicationRuleSets: readonly ApplicationRules[] = [
  {
    code: 'APPLICATION_CHECKS_2010',
    effectiveFrom: '2010-02-12',
    effectiveTo: null,
    legalBasis: {
      en: 'Splitting to stay under a limit is to be detected (Measures for Personal Loans); the limits are those of field visits and self-payment, the rest a bank’s own prudence',
      zh: '须识别化整为零规避受托支付、实地调查的情形（《个人贷款管理办法》）；限额取自实地调查和自主支付标准，其余为本行审慎要求',
    },
    duplicate: { days: 30, tolerancePercent: 10n },
    split: {
      days: 30,
      limitsFen: [tenThousandYuan(20n), tenThousandYuan(30n), tenThousandYuan(50n)],
    },
    householdFen: tenThousandYuan(100n),
    lendsDespiteWriteOff: false,
    guarantorLoans: 3,
  },
];

export function applicationRulesOn(date: string): ApplicationRules {
  const rules = ruleSetOn(applicationRuleSets, date);
  if (!rules) throw new RangeError(`no rules for applications are in force on ${date}`);
  return rules;
}

/** A loan applied for; of the same household, or to the same payee, as the one looked at. */
export type Sighted = {
  readonly id: string;
  readonly appliedOn: string;
  readonly amountFen: bigint;
  readonly fundUse: string;
  readonly sameHousehold: boolean;
  readonly samePayee: boolean;
};

export type Application = Pick<Sighted, 'appliedOn' | 'amountFen' | 'fundUse'> & {
  /** Other loans not turned down or withdrawn. */
  readonly others: readonly Sighted[];
  /** What the household owes or has applied for, this application included. */
  readonly householdFen: bigint;
  /** By guarantor: the other loans one stands for. */
  readonly guarantors: readonly (readonly string[])[];
  /** Other loans the same things secure. */
  readonly collateralLoans: readonly string[];
};

type Figures =
  | { readonly foundFen: bigint; readonly thresholdFen: bigint }
  | { readonly foundLoans: number; readonly thresholdLoans: number };
export type Flag = {
  readonly kind: LoanFlagKind;
  readonly figures: Figures;
  readonly others: readonly string[];
};

/** Everything that looks wrong, in a fixed order; each kind at most once. */
export function flagsOf(application: Application, rules: ApplicationRules): Flag[] {
  const { others } = application;
  const found = [
    duplicate(application, rules),
    split(
      'SPLIT_HOUSEHOLD',
      others.filter(({ sameHousehold }) => sameHousehold),
    ),
    split(
      'SPLIT_PAYEE',
      others.filter(({ samePayee }) => samePayee),
    ),
    household(application, rules),
    guarantor(application, rules),
    collateral(application),
  ];
  return found.filter((flag) => flag !== undefined);

  function split(kind: LoanFlagKind, near: readonly Sighted[]): Flag | undefined {
    return splitOver(kind, { application, near, rules });
  }
}

const within = (days: number, { appliedOn }: Application, other: Sighted): boolean =>
  Math.abs(daysBetween(other.appliedOn, appliedOn)) < days;

function duplicate(application: Application, rules: ApplicationRules): Flag | undefined {
  const { days, tolerancePercent } = rules.duplicate;
  const { amountFen, fundUse } = application;
  const alike = application.others.filter((other) => {
    const apart = other.amountFen - amountFen;
    return (
      other.sameHousehold &&
      other.fundUse === fundUse &&
      within(days, application, other) &&
      (apart < 0n ? -apart : apart) * 100n <= amountFen * tolerancePercent
    );
  });
  if (alike.length === 0) return undefined;
  const figures = { foundLoans: alike.length, thresholdLoans: 0 };
  return { kind: 'DUPLICATE', figures, others: alike.map(({ id }) => id) };
}

type Split = { application: Application; near: readonly Sighted[]; rules: ApplicationRules };

/** The lowest limit that this and others stay within one by one and go over together. */
function splitOver(kind: LoanFlagKind, { application, near, rules }: Split): Flag | undefined {
  const { days, limitsFen } = rules.split;
  const close = near.filter((other) => within(days, application, other));
  for (const limitFen of limitsFen) {
    if (application.amountFen > limitFen) continue;
    const parts = close.filter(({ amountFen }) => amountFen <= limitFen);
    const foundFen = parts.reduce((sum, part) => sum + part.amountFen, application.amountFen);
    if (parts.length === 0 || foundFen <= limitFen) continue;
    const figures = { foundFen, thresholdFen: limitFen };
    return { kind, figures, others: parts.map(({ id }) => id) };
  }
  return undefined;
}

function household(application: Application, rules: ApplicationRules): Flag | undefined {
  const { householdFen: foundFen, others } = application;
  if (foundFen <= rules.householdFen) return undefined;
  const ids = others.filter(({ sameHousehold }) => sameHousehold).map(({ id }) => id);
  const figures = { foundFen, thresholdFen: rules.householdFen };
  return { kind: 'HOUSEHOLD_EXPOSURE', figures, others: ids };
}

/** The guarantor who stands for most, this loan included. */
function guarantor({ guarantors }: Application, rules: ApplicationRules): Flag | undefined {
  const [most = []] = guarantors.toSorted((a, b) => b.length - a.length);
  const foundLoans = most.length + 1;
  if (guarantors.length === 0 || foundLoans <= rules.guarantorLoans) return undefined;
  const figures = { foundLoans, thresholdLoans: rules.guarantorLoans };
  return { kind: 'GUARANTOR_OVERLOADED', figures, others: most };
}

function collateral({ collateralLoans: others }: Application): Flag | undefined {
  if (others.length === 0) return undefined;
  const figures = { foundLoans: others.length, thresholdLoans: 0 };
  return { kind: 'COLLATERAL_REUSED', figures, others };
}
