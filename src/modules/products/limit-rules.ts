/** What law allows at most, by date: no product and no loan goes beyond it. Pure. */
import type { LoanFundUse, LoanRuleBook } from '../../generated/enums.ts';
import type { DatedRuleSet } from '../../kernel/rule-sets.ts';
import type { LoanProduct } from './content.ts';

type Range = { readonly minimum: string; readonly maximum: string };

/** Holds where everything `when` names holds; what it does not limit is absent. */
export type LendingLimit = DatedRuleSet & {
  readonly when: {
    readonly book?: LoanRuleBook;
    readonly fundUse?: LoanFundUse;
    readonly programme?: LoanProduct['programme'];
  };
  readonly maximumMonths?: number;
  readonly maximumFen?: bigint;
  /** Longest term repaid in one payment. */
  readonly atMaturityMonths?: number;
  /** No security may be asked for. */
  readonly unsecured?: true;
  /** Most percentage points above the prime rate. */
  readonly maximumSpread?: string;
  /** Of penalty interest, in percent on top of the rate. */
  readonly overdueMarkup?: Range;
  readonly misuseMarkup?: Range;
};

const personal = {
  en: 'Measures for Personal Loans (2024, No. 3)',
  zh: '《个人贷款管理办法》（国家金融监督管理总局令2024年第3号）',
};

export const lendingLimits: readonly LendingLimit[] = [
  {
    code: 'PERSON_CONSUMPTION_TERM_2024',
    effectiveFrom: '2024-07-01',
    effectiveTo: null,
    legalBasis: personal,
    when: { book: 'PERSON', fundUse: 'CONSUMPTION' },
    maximumMonths: 60,
  },
  {
    // Generally five years; ten where the cash flow takes that long, which a product says.
    code: 'PERSON_BUSINESS_TERM_2024',
    effectiveFrom: '2024-07-01',
    effectiveTo: null,
    legalBasis: personal,
    when: { book: 'PERSON', fundUse: 'BUSINESS' },
    maximumMonths: 120,
  },
  {
    code: 'WORKING_CAPITAL_TERM_2024',
    effectiveFrom: '2024-07-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Working Capital Loans (2024, No. 2)',
      zh: '《流动资金贷款管理办法》（国家金融监督管理总局令2024年第2号）',
    },
    when: { book: 'WORKING_CAPITAL' },
    maximumMonths: 60,
  },
  {
    code: 'FARM_HOUSEHOLD_INSTALMENTS_2012',
    effectiveFrom: '2013-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Loans to Farm Households (2012, No. 50): above one year not in one payment',
      zh: '《农户贷款管理办法》（银监发〔2012〕50号）：一年期以上不得采用利随本清',
    },
    when: { book: 'FARM_HOUSEHOLD' },
    atMaturityMonths: 12,
  },
  {
    code: 'POVERTY_RELIEF_CREDIT_2021',
    effectiveFrom: '2021-03-04',
    effectiveTo: null,
    legalBasis: {
      en: 'Notice on small credit for people lifted out of poverty (2021, No. 6)',
      zh: '《关于深入扎实做好过渡期脱贫人口小额信贷工作的通知》（银保监发〔2021〕6号）',
    },
    when: { programme: 'POVERTY_RELIEF' },
    maximumFen: 5_000_000n,
    maximumMonths: 36,
    unsecured: true,
    maximumSpread: '0',
  },
  {
    code: 'PENALTY_INTEREST_2004',
    effectiveFrom: '2004-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Notice on rates of RMB loans (PBC 2003, No. 251)',
      zh: '《关于人民币贷款利率有关问题的通知》（银发〔2003〕251号）',
    },
    when: {},
    overdueMarkup: { minimum: '30', maximum: '50' },
    misuseMarkup: { minimum: '50', maximum: '100' },
  },
];

export type Limited = {
  readonly book: LoanRuleBook;
  readonly fundUse: LoanFundUse;
  readonly programme: LoanProduct['programme'];
};

const NAMES = ['book', 'fundUse', 'programme'] as const;

/** The limits in force on a day for a kind of loan. */
export const limitsOn = (date: string, loan: Limited): readonly LendingLimit[] =>
  lendingLimits.filter(
    ({ effectiveFrom, effectiveTo, when }) =>
      effectiveFrom <= date &&
      (effectiveTo === null || date < effectiveTo) &&
      NAMES.every((name) => when[name] === undefined || when[name] === loan[name]),
  );

/** Every kind of loan a product is for. */
export const kindsOf = ({ borrowers, uses, programme }: LoanProduct): Limited[] =>
  borrowers.flatMap(({ book }) => uses.map(({ fundUse }) => ({ book, fundUse, programme })));
