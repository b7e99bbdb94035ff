/** Within how many working days a request of a person is answered, by dated rule sets. Pure. */
import { addWorkingDays, workCalendar } from '../../kernel/calendar.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';

const requestRuleSets: readonly (DatedRuleSet & { readonly workingDays: number })[] = [
  {
    code: 'REQUESTS_15_DAYS',
    effectiveFrom: '2021-11-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Personal Information Protection Law, articles 45, 46 and 50: without delay; fifteen working days is the shipped choice.',
      zh: '《个人信息保护法》第四十五条、第四十六条、第五十条：及时处理；十五个工作日为默认值。',
    },
    workingDays: 15,
  },
];

/** When a request made on a day is due. @throws RangeError before the first rule set */
export function requestDueOn(requestedOn: string): { dueOn: string; ruleSet: string } {
  const rules = ruleSetOn(requestRuleSets, requestedOn);
  if (!rules) throw new RangeError(`no rules of requests on ${requestedOn}`);
  const { date } = addWorkingDays(workCalendar(), requestedOn, rules.workingDays);
  return { dueOn: date, ruleSet: rules.code };
}
