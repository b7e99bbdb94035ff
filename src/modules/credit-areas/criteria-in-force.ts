/** Which criteria a level is judged by: the institution's own from their first day on, else samples. */
import { z } from 'zod';
import { CreditComparison, CreditFigure, CreditVerdict } from '../../generated/enums.ts';
import { decimal, enumeration, pattern, text } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { ruleSetOn } from '../../kernel/rule-sets.ts';
import type { CreditLevel, CreditRules } from './rules.ts';
import { sampleCriteria } from './sample-criteria.ts';

const MOST_CRITERIA = 20;
export const MOST_SAMPLES = 100;
const CODE = /^[A-Z][A-Z0-9_]{0,62}$/;
const count = (least: number, most: number) => z.number().int().min(least).max(most);

const criterion = z.object({
  code: pattern(CODE, 63),
  figure: enumeration('CreditFigure', CreditFigure),
  attestation: pattern(CODE, 63).optional().describe('For ATTESTED: which paper. 证明事项'),
  comparison: enumeration('CreditComparison', CreditComparison),
  threshold: decimal(),
  whenEmpty: enumeration('CreditVerdict', CreditVerdict),
  basis: z.object({ en: text(200), zh: text(200) }),
});

/** Criteria as an institution gives them. */
export const creditRulesInput = z.object({
  criteria: z.array(criterion).min(1).max(MOST_CRITERIA),
  sampleSize: count(0, MOST_SAMPLES).describe('Households an inspection visits. 抽查户数'),
  mostDeviating: count(0, MOST_SAMPLES).describe('Files that may not hold. 允许不符户数'),
  figuresDays: count(1, 366).describe('Days frozen figures last. 自查数据有效天数'),
  validMonths: count(1, 60).describe('Months a standing holds. 有效月数'),
  reviewMonths: count(1, 36).describe('Months until its review. 年审间隔'),
  nonPerformingDays: count(1, 366).describe('Days overdue that make a loan bad. 不良认定天数'),
  incrementMonths: count(1, 60).describe('Months of the increment. 新增统计月数'),
  noticeRequired: z
    .boolean()
    .default(false)
    .describe('Households and villages: named after a public notice only. 命名前须公示'),
});

export type CriteriaInForce = { code: string; legalBasis: string; rules: CreditRules };

/** @throws RangeError on a day before any criteria there ever were */
export async function criteriaOn(
  db: Db,
  institutionId: string,
  { level, day }: { level: CreditLevel; day: string },
): Promise<CriteriaInForce> {
  const own = await db
    .selectFrom('credit_criteria')
    .select(['code', 'legal_basis', 'content'])
    .where('institution_id', '=', institutionId)
    .where('level', '=', level)
    .where('valid_from', '<=', day)
    .where((either) => either.or([either('valid_to', 'is', null), either('valid_to', '>', day)]))
    .executeTakeFirst();
  if (own) {
    const rules = creditRulesInput.parse(own.content);
    return { code: own.code, legalBasis: own.legal_basis, rules };
  }
  const samples = sampleCriteria.filter((each) => each.level === level);
  const sample = ruleSetOn(samples, day);
  if (!sample) throw new RangeError(`no criteria for ${level} on ${day}`);
  return { code: sample.code, legalBasis: sample.legalBasis.zh, rules: sample.rules };
}
