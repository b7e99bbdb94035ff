import { daysBetween } from '../../kernel/dates.ts';
import type { DatedRuleSet } from '../../kernel/rule-sets.ts';

/** ENTRUSTED 受托支付: the lender pays the borrower's counterparty. SELF 自主支付: the borrower pays. */
export type PaymentMethod = 'ENTRUSTED' | 'SELF';
/**
 * The rule book a loan falls under: to a person, to a farm household, or as working capital of
 * a firm.
 */
export type LoanBook = 'PERSON' | 'FARM_HOUSEHOLD' | 'WORKING_CAPITAL';
export type LoanPurpose = 'BUSINESS' | 'CONSUMPTION';

/** Facts of one draw. `drawFen` is the single draw, or the single payment for working capital. */
export type DrawFacts = {
  readonly drawFen: bigint;
  readonly purpose: LoanPurpose;
  readonly counterpartyFixed: boolean;
  readonly nonCashPossible: boolean;
  /** New customer relation with ordinary credit standing; only asked for working capital. */
  readonly newWithOrdinaryCredit: boolean;
};

/**
 * A rule holds when every condition it names holds; a limit is inclusive, `aboveFen` is
 * exclusive.
 */
export type PaymentRule = {
  readonly code: string;
  readonly method: PaymentMethod;
  readonly when: {
    readonly purpose?: LoanPurpose;
    readonly upToFen?: bigint;
    readonly aboveFen?: bigint;
    readonly counterpartyFixed?: boolean;
    readonly nonCashPossible?: boolean;
    readonly newWithOrdinaryCredit?: boolean;
  };
  readonly explanation: { readonly en: string; readonly zh: string };
};

/** `rules` are tried in order, `otherwise` decides when none holds. */
export type PaymentRuleSet = DatedRuleSet & {
  readonly book: LoanBook;
  readonly otherwise: PaymentMethod;
  readonly rules: readonly PaymentRule[];
};

const FEN_PER_TEN_THOUSAND_YUAN = 1_000_000n;
const tenThousandYuan = (count: bigint): bigint => count * FEN_PER_TEN_THOUSAND_YUAN;

const noNonCash: PaymentRule = {
  code: 'NO_NON_CASH',
  method: 'SELF',
  when: { nonCashPossible: false },
  explanation: {
    en: 'The counterparty cannot be paid by non-cash settlement.',
    zh: '交易对象不具备条件有效使用非现金结算方式。',
  },
};

const personRules: readonly PaymentRule[] = [
  {
    code: 'NO_FIXED_COUNTERPARTY',
    method: 'SELF',
    when: { counterpartyFixed: false, upToFen: tenThousandYuan(30n) },
    explanation: {
      en: 'The counterparty cannot be fixed in advance and the draw is at most 300,000 yuan.',
      zh: '无法事先确定具体交易对象且单次提款不超过30万元。',
    },
  },
  noNonCash,
  {
    code: 'BUSINESS_SMALL',
    method: 'SELF',
    when: { purpose: 'BUSINESS', upToFen: tenThousandYuan(50n) },
    explanation: {
      en: 'For business use and the draw is at most 500,000 yuan.',
      zh: '贷款资金用于生产经营且单次提款不超过50万元。',
    },
  },
];

const farmHouseholdRules: readonly PaymentRule[] = [
  {
    code: 'FARM_BUSINESS_SMALL',
    method: 'SELF',
    when: { purpose: 'BUSINESS', upToFen: tenThousandYuan(50n) },
    explanation: {
      en: 'Business loan of at most 500,000 yuan.',
      zh: '农户生产经营贷款不超过50万元。',
    },
  },
  {
    code: 'FARM_NO_FIXED_COUNTERPARTY',
    method: 'SELF',
    when: { purpose: 'BUSINESS', counterpartyFixed: false },
    explanation: {
      en: 'Purchase of farm produce and the like without a fixed counterparty.',
      zh: '用于农副产品收购等无法确定交易对象的。',
    },
  },
  {
    code: 'FARM_CONSUMPTION_SMALL',
    method: 'SELF',
    when: { purpose: 'CONSUMPTION', upToFen: tenThousandYuan(30n) },
    explanation: {
      en: 'Consumption loan of at most 300,000 yuan.',
      zh: '农户消费贷款不超过30万元。',
    },
  },
  noNonCash,
];

const workingCapitalRules: readonly PaymentRule[] = [
  {
    code: 'NEW_ORDINARY_CREDIT',
    method: 'ENTRUSTED',
    when: { newWithOrdinaryCredit: true },
    explanation: {
      en: 'A new customer relation with ordinary credit standing.',
      zh: '与借款人新建立信贷业务关系且借款人信用状况一般。',
    },
  },
  {
    code: 'LARGE_CLEAR_PAYEE',
    method: 'ENTRUSTED',
    when: { counterpartyFixed: true, aboveFen: tenThousandYuan(1000n) },
    explanation: {
      en: 'The payee is clear and the single payment is above 10 million yuan.',
      zh: '支付对象明确且单笔支付金额超过1000万元。',
    },
  },
];

/** The payment rules by date and book. Amounts are data: a change of rule is a new entry here. */
export const paymentRuleSets: readonly PaymentRuleSet[] = [
  {
    code: 'PERSON_PAYMENT_2010',
    book: 'PERSON',
    effectiveFrom: '2010-02-12',
    effectiveTo: '2024-07-01',
    legalBasis: {
      en: 'Interim Measures for Personal Loans (2010)',
      zh: '《个人贷款管理暂行办法》（2010年）',
    },
    otherwise: 'ENTRUSTED',
    rules: personRules,
  },
  {
    code: 'PERSON_PAYMENT_2024',
    book: 'PERSON',
    effectiveFrom: '2024-07-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Personal Loans (2024, No. 3)',
      zh: '《个人贷款管理办法》（国家金融监督管理总局令2024年第3号）',
    },
    otherwise: 'ENTRUSTED',
    rules: personRules,
  },
  {
    code: 'FARM_HOUSEHOLD_PAYMENT_2012',
    book: 'FARM_HOUSEHOLD',
    effectiveFrom: '2013-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Loans to Farm Households (2012, No. 50)',
      zh: '《农户贷款管理办法》（银监发〔2012〕50号）',
    },
    otherwise: 'ENTRUSTED',
    rules: farmHouseholdRules,
  },
  {
    code: 'WORKING_CAPITAL_PAYMENT_2024',
    book: 'WORKING_CAPITAL',
    effectiveFrom: '2024-07-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Working Capital Loans (2024, No. 2)',
      zh: '《流动资金贷款管理办法》（国家金融监督管理总局令2024年第2号）',
    },
    otherwise: 'SELF',
    rules: workingCapitalRules,
  },
];

export type PaymentDecision = {
  readonly method: PaymentMethod;
  /** The rule that held, or `OTHERWISE`. */
  readonly rule: string;
  readonly ruleSet: string;
  readonly explanation: { readonly en: string; readonly zh: string };
};

function holds({ when }: PaymentRule, draw: DrawFacts): boolean {
  const named = [
    'purpose',
    'counterpartyFixed',
    'nonCashPossible',
    'newWithOrdinaryCredit',
  ] as const;
  return (
    named.every((name) => when[name] === undefined || when[name] === draw[name]) &&
    (when.upToFen === undefined || draw.drawFen <= when.upToFen) &&
    (when.aboveFen === undefined || draw.drawFen > when.aboveFen)
  );
}

/**
 * How a draw is to be paid out. SELF means the borrower may pay; the bank may still choose
 * ENTRUSTED.
 */
export function paymentMethodOf(draw: DrawFacts, ruleSet: PaymentRuleSet): PaymentDecision {
  const rule = ruleSet.rules.find((candidate) => holds(candidate, draw));
  const byDefault = {
    en: 'No exception applies; the general method of the rule.',
    zh: '不符合例外情形，适用一般支付方式。',
  };
  return {
    method: rule?.method ?? ruleSet.otherwise,
    rule: rule?.code ?? 'OTHERWISE',
    ruleSet: ruleSet.code,
    explanation: rule?.explanation ?? byDefault,
  };
}

/** A draw the borrower paid out. `payeeId` is null when the payee was not recorded. */
export type SelfPaidDraw = {
  readonly id: string;
  readonly drawnOn: string;
  readonly amountFen: bigint;
  readonly payeeId: string | null;
};

export type SplitDrawSettings = { readonly limitFen: bigint; readonly windowDays: number };

/**
 * Ids of draws that together look split to stay under the limit: each within it, but above it
 * when those to the same payee, or those of any `windowDays` days in a row, are added up. A
 * sign for a person to look at.
 */
export function suspectedSplitDraws(
  draws: readonly SelfPaidDraw[],
  { limitFen, windowDays }: SplitDrawSettings,
): string[] {
  const within = draws.filter((draw) => draw.amountFen <= limitFen);
  const byPayee = [...Map.groupBy(within, (draw) => draw.payeeId)].flatMap(([payee, group]) =>
    payee === null ? [] : [group],
  );
  const byWindow = within.map((first) =>
    within.filter((draw) => {
      const days = daysBetween(first.drawnOn, draw.drawnOn);
      return days >= 0 && days < windowDays;
    }),
  );
  const total = (group: SelfPaidDraw[]) => group.reduce((sum, draw) => sum + draw.amountFen, 0n);
  const suspected = [...byPayee, ...byWindow].filter((group) => total(group) > limitFen);
  return [...new Set(suspected.flat().map((draw) => draw.id))].toSorted();
}
