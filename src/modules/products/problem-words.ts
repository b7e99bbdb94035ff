const words = (en: string, zh: string) => ({ en, zh });

/** What can be wrong with a product, in words. */
export const problemWords = {
  TWICE: words('This stands twice in the list.', '列表中有重复项。'),
  RANGE_EMPTY: words('The least is more than the most.', '下限高于上限。'),
  AMOUNT_ZERO: words('The smallest amount is above zero.', '最低金额须大于零。'),
  STAND_ALONE_ABOVE: words(
    'The limit without a rating is above the largest amount.',
    '无评级限额高于最高金额。',
  ),
  UNSECURED_ABOVE: words(
    'What may stay unsecured is above the largest amount.',
    '信用部分上限高于最高金额。',
  ),
  SECURITY_NEEDED: words(
    'Amounts above what may stay unsecured need some kind of security.',
    '超过信用部分上限的金额须有可接受的担保方式。',
  ),
  PRIME_NEEDED: words(
    'A floating rate says which prime rate and spread; a fixed one does not.',
    '浮动利率须列明参照品种和加点，固定利率不列。',
  ),
  TENOR_ORDER: words(
    'Tenors are listed by rising terms and reach the longest term.',
    '参照品种须按期限由短到长排列，并覆盖最长期限。',
  ),
  INDUSTRIES_FOR_CONSUMPTION: words('Consumption has no industry.', '消费用途不设行业。'),
  ALLOCATION_ORDER: words(
    'Penalty, interest and principal are each settled once.',
    '罚息、利息、本金各列一次。',
  ),
  CHARGE_BASIS: words(
    'A charge has an amount or a percentage, as its basis says.',
    '收费须按计费方式填写金额或费率。',
  ),
  EVENT_NOT_CONTINGENT: words(
    'What falls due on an event is contingent.',
    '按事件收取的费用属于或有费用。',
  ),
  SUBSIDY_BASIS: words(
    'A subsidy is percentage points or a share of the interest.',
    '贴息须填写贴息点数或贴息比例之一。',
  ),
  TERM_ABOVE_LIMIT: words('Longer than the rules allow.', '期限超过规定上限。'),
  AMOUNT_ABOVE_LIMIT: words('More than the rules allow.', '金额超过规定上限。'),
  AT_MATURITY_ABOVE_LIMIT: words(
    'The rules ask for instalments at this term.',
    '规定该期限应分期还款。',
  ),
  SECURITY_FORBIDDEN: words('The rules forbid to ask for security.', '规定不得要求提供担保。'),
  SPREAD_ABOVE_LIMIT: words(
    'The rate goes further above the prime rate than the rules allow.',
    '利率加点超过规定上限。',
  ),
  MARKUP_OUTSIDE_LIMIT: words(
    'The markup is outside what the rules allow.',
    '罚息加收比例超出规定范围。',
  ),
} as const;

export type ProblemCode = keyof typeof problemWords;
