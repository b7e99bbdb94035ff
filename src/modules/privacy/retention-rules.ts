/** What is kept for how long, from when and by which rule: dated data. Pure. */
import { addMonths } from '../../kernel/dates.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

export type Basis = { readonly en: string; readonly zh: string };

export type RetentionRule = {
  readonly months: number;
  readonly legalBasis: Basis;
};

/** What a law keeps although the person wants it gone, or what goes though nobody asks. */
export type RetentionSubject =
  | 'LOAN_RECORDS'
  | 'PROCESSING_RECORDS'
  | 'CLOSED_FILES'
  | 'DECIDED_REQUESTS'
  | 'JOURNAL_REASONS';

type RetentionRuleSet = DatedRuleSet & {
  readonly rules: Readonly<Record<RetentionSubject, RetentionRule>>;
};

const YEAR = 12;

const retentionRuleSets: readonly RetentionRuleSet[] = [
  {
    code: 'RETENTION_2025',
    effectiveFrom: '2021-11-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Personal Information Protection Law, articles 19 and 47; Anti-Money Laundering Law (2024).',
      zh: '《个人信息保护法》第十九条、第四十七条；《反洗钱法》（2024年修订）。',
    },
    rules: {
      LOAN_RECORDS: {
        months: 10 * YEAR,
        legalBasis: {
          en: 'Anti-Money Laundering Law (2024): identity and transaction records are kept at least ten years from the end of the business relationship.',
          zh: '《反洗钱法》（2024年修订）：客户身份资料及交易记录自业务关系结束起至少保存十年。',
        },
      },
      PROCESSING_RECORDS: {
        months: 3 * YEAR,
        legalBasis: {
          en: 'Personal Information Protection Law, article 56: records of processing are kept at least three years.',
          zh: '《个人信息保护法》第五十六条：处理情况记录至少保存三年。',
        },
      },
      CLOSED_FILES: {
        months: 5 * YEAR,
        legalBasis: {
          en: 'Personal Information Protection Law, article 19: no longer than the purpose needs; five years is the shipped choice.',
          zh: '《个人信息保护法》第十九条：保存期限应为实现处理目的所必要的最短时间；五年为默认值。',
        },
      },
      DECIDED_REQUESTS: {
        months: 3 * YEAR,
        legalBasis: {
          en: 'Personal Information Protection Law, article 56, for requests and their outcomes.',
          zh: '《个人信息保护法》第五十六条，适用于个人请求及处理结果。',
        },
      },
      JOURNAL_REASONS: {
        months: 10 * YEAR,
        legalBasis: {
          en: 'As long as the loan records they explain; at least six months by the Cybersecurity Law, article 21.',
          zh: '与其所说明的贷款资料同期保存；《网络安全法》第二十一条要求至少六个月。',
        },
      },
    },
  },
];

/** Rows of one table in one export; more are said to be left out. */
export const MOST_EXPORTED = 5_000;

/** The rules of a date, with the code of their set. @throws RangeError before the first */
export function retentionRulesOn(date: string) {
  const set = ruleSetOn(retentionRuleSets, date);
  if (!set) throw new RangeError(`no rules of retention on ${date}`);
  return { code: set.code, rules: set.rules };
}

/** The day a record that ended on `from` is no longer kept. */
export const keptUntil = (from: string, { months }: RetentionRule): string =>
  addMonths(from, months);

/** The last day a record may have ended on for its time to be over on `today`. */
export const endedBy = (today: string, { months }: RetentionRule): string =>
  addMonths(today, -months);
