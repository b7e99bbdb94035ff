import { test } from 'tap';
import { ruleSetOn } from '../../../src/kernel/rule-sets.ts';
import {
  type ClassificationFacts,
  type ClassificationRuleSet,
  type ClassTrigger,
  classificationRuleSets,
  classifyLoan,
  type DelayReason,
  type LoanClass,
  loanClasses,
} from '../../../src/modules/loans/classification.ts';
import { fc } from '../../helpers/property.ts';

function rulesOn(date: string): ClassificationRuleSet {
  const rules = ruleSetOn(classificationRuleSets, date);
  if (!rules) throw new Error(`no classification rules on ${date}`);
  return rules;
}
const rules = rulesOn('2026-01-01');
const classOf = (facts: ClassificationFacts) => classifyLoan(facts, rules).loanClass;
const severity = (loanClass: LoanClass) => loanClasses.indexOf(loanClass);

test('the ladder of the 2023 measures, each boundary from both sides', async (t) => {
  const table: [number, DelayReason | null, LoanClass][] = [
    [-3, null, 'NORMAL'],
    [0, null, 'NORMAL'],
    [1, null, 'SPECIAL_MENTION'],
    [1, 'OPERATIONAL', 'NORMAL'],
    [7, 'TECHNICAL', 'NORMAL'],
    [7, null, 'SPECIAL_MENTION'],
    [8, 'TECHNICAL', 'SPECIAL_MENTION'],
    [90, null, 'SPECIAL_MENTION'],
    [91, null, 'SUBSTANDARD'],
    [180, null, 'SUBSTANDARD'],
    [270, null, 'SUBSTANDARD'],
    [271, null, 'DOUBTFUL'],
    [360, null, 'DOUBTFUL'],
    [361, null, 'LOSS'],
    [5000, 'OPERATIONAL', 'LOSS'],
  ];
  for (const [overdueDays, delayReason, expected] of table) {
    t.equal(classOf({ overdueDays, delayReason }), expected, `${overdueDays} ${delayReason}`);
  }
});

test('the rules are dated and say where they come from', async (t) => {
  t.equal(ruleSetOn(classificationRuleSets, '2023-06-30'), undefined);
  t.equal(rulesOn('2023-07-01').code, 'CLASSIFICATION_2023');
  const result = classifyLoan({ overdueDays: 100 }, rules);
  t.match(result, { ruleSet: 'CLASSIFICATION_2023', legalBasis: { zh: /2023/ } });
  t.match(result.reasons[0], { code: 'OVERDUE', explanation: { en: /100 days/, zh: /逾期100天/ } });
});

test('other triggers only make it worse', async (t) => {
  const changedUse: ClassTrigger = {
    code: 'USE_CHANGED',
    loanClass: 'SPECIAL_MENTION',
    explanation: { en: 'Use of funds changed without consent.', zh: '未经同意改变资金用途。' },
  };
  t.match(classifyLoan({ overdueDays: 0, triggers: [changedUse] }, rules), {
    loanClass: 'SPECIAL_MENTION',
    reasons: [{ code: 'USE_CHANGED' }, { code: 'NOT_OVERDUE' }],
  });
  t.equal(classOf({ overdueDays: 300, triggers: [changedUse] }), 'DOUBTFUL');
  const short = { overdueDays: 3, delayReason: 'TECHNICAL' as const };
  t.equal(classOf({ ...short, triggers: [changedUse] }), 'SPECIAL_MENTION');
});

test('a bad loan becomes good only after observation', async (t) => {
  const cured = {
    onTimePeriods: 2,
    onTimeMonths: 6,
    abilityConfirmed: true,
    otherAssetsImpaired: false,
  };
  const table: [Partial<ClassificationFacts>, LoanClass][] = [
    [{ previousClass: 'SUBSTANDARD', cure: cured }, 'NORMAL'],
    [{ previousClass: 'SUBSTANDARD' }, 'SUBSTANDARD'],
    [{ previousClass: 'LOSS', cure: { ...cured, onTimePeriods: 1 } }, 'LOSS'],
    [{ previousClass: 'DOUBTFUL', cure: { ...cured, onTimeMonths: 5 } }, 'DOUBTFUL'],
    [{ previousClass: 'DOUBTFUL', cure: { ...cured, abilityConfirmed: false } }, 'DOUBTFUL'],
    [{ previousClass: 'DOUBTFUL', cure: { ...cured, otherAssetsImpaired: true } }, 'DOUBTFUL'],
    [{ previousClass: 'DOUBTFUL', cure: cured, overdueDays: 1 }, 'DOUBTFUL'],
    [{ previousClass: 'DOUBTFUL', overdueDays: 100 }, 'SUBSTANDARD'],
    [{ previousClass: 'SUBSTANDARD', overdueDays: 400 }, 'LOSS'],
    [{ previousClass: 'SPECIAL_MENTION' }, 'NORMAL'],
  ];
  for (const [facts, expected] of table) {
    t.equal(classOf({ overdueDays: 0, ...facts }), expected, JSON.stringify(facts));
  }
});

test('more days overdue never give a better class', async () => {
  const facts = fc.record({
    delayReason: fc.constantFrom<DelayReason | null>(null, 'OPERATIONAL', 'TECHNICAL'),
    previousClass: fc.constantFrom<LoanClass | null>(null, 'NORMAL', 'SPECIAL_MENTION'),
    triggers: fc.array(
      fc.record({
        code: fc.constant('MANUAL'),
        loanClass: fc.constantFrom(...loanClasses),
        explanation: fc.constant({ en: 'A person says so.', zh: '人工认定。' }),
      }),
      { maxLength: 3 },
    ),
  });
  const days = fc.integer({ min: 0, max: 500 });
  fc.assert(
    fc.property(facts, days, days, (rest, a, b) => {
      const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
      const better = classOf({ ...rest, overdueDays: fewer });
      return severity(classOf({ ...rest, overdueDays: more })) >= severity(better);
    }),
    { numRuns: 2000 },
  );
});
