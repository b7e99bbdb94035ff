import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import type { LoanBook } from './payment-rules.ts';

export type InvestigationRuleSet = DatedRuleSet & {
  readonly book: LoanBook;
  /** Up to this amount, inclusive, the field visit may be left out. */
  readonly offSiteUpToFen: bigint;
};

/** When investigators must go and see for themselves. Amounts are data, by date and rule book. */
export const investigationRuleSets: readonly InvestigationRuleSet[] = [
  {
    code: 'PERSON_INVESTIGATION_2024',
    book: 'PERSON',
    effectiveFrom: '2024-07-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Personal Loans (2024, No. 3)',
      zh: '《个人贷款管理办法》（国家金融监督管理总局令2024年第3号）',
    },
    offSiteUpToFen: 20_000_000n,
  },
  {
    code: 'FARM_HOUSEHOLD_INVESTIGATION_2012',
    book: 'FARM_HOUSEHOLD',
    effectiveFrom: '2013-01-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Measures for Loans to Farm Households (2012, No. 50)',
      zh: '《农户贷款管理办法》（银监发〔2012〕50号）',
    },
    offSiteUpToFen: 0n,
  },
];

/** Must the investigator visit? Where no rule says otherwise: yes. */
export function fieldVisitRequired(
  loan: { book: LoanBook; amountFen: bigint },
  date: string,
): boolean {
  const ofBook = investigationRuleSets.filter((rules) => rules.book === loan.book);
  const rules = ruleSetOn(ofBook, date);
  return loan.amountFen > (rules?.offSiteUpToFen ?? 0n);
}
