/** What each rule says of a loan on a day, in words: at least this class, and why. Pure. */
import { Decimal } from 'decimal.js';
import type { LoanClass, LoanClassGroundCode } from '../../generated/enums.ts';
import {
  type Decision,
  type Ground,
  holdsOn,
  type LoanLife,
  overdueDaysOn,
  standingOn,
} from './lives.ts';
import type { ClassificationRules, Words } from './rule-sets.ts';

export type ClassReason = {
  readonly code: string;
  readonly loanClass: LoanClass;
  readonly explanation: Words;
};

const NOT_OVERDUE: ClassReason = {
  code: 'NOT_OVERDUE',
  loanClass: 'NORMAL',
  explanation: { en: 'Nothing is overdue.', zh: '无逾期。' },
};

const isExcused = (life: LoanLife, since: string, day: string): boolean =>
  life.grounds.some((ground) => ground.delaySince === since && holdsOn(ground, day));

/**
 * The ladder of days overdue. A delay of the bank's own making, recorded with evidence, does not
 * count while it is short.
 */
export function delayReason(life: LoanLife, day: string, rules: ClassificationRules): ClassReason {
  const standing = standingOn(life, day);
  const since = standing?.overdueSince ?? null;
  const days = standing && since !== null ? overdueDaysOn(standing, day) : 0;
  if (since === null || days === 0) return NOT_OVERDUE;
  if (days <= rules.excusedDays && isExcused(life, since, day)) {
    const explanation = {
      en: `Late since ${since} for an operational or technical reason, not beyond ${rules.excusedDays} days.`,
      zh: `自${since}起因操作性或技术性原因短期延误，未超过${rules.excusedDays}天。`,
    };
    return { code: 'SHORT_DELAY', loanClass: 'NORMAL', explanation };
  }
  const step = rules.overdue.findLast(({ fromDays }) => days >= fromDays);
  if (!step) return NOT_OVERDUE;
  const explanation = {
    en: `Overdue since ${since}: from ${step.fromDays} days on at least this class.`,
    zh: `自${since}起逾期，逾期${step.fromDays}天起至少归为本类。`,
  };
  return { code: 'OVERDUE', loanClass: step.loanClass, explanation };
}

const GROUND_WORDS: Readonly<Record<LoanClassGroundCode, Words>> = {
  USE_CHANGED: { en: 'Use of funds changed without consent.', zh: '未经同意改变资金用途。' },
  BORROWED_TO_REPAY: { en: 'Repaid by borrowing anew.', zh: '通过借新还旧或其他债务融资偿还。' },
  CREDIT_IMPAIRED: { en: 'Credit-impaired', zh: '已发生信用减值' },
  RATING_SHARPLY_DOWN: { en: 'The debtor’s rating fell sharply.', zh: '债务人评级大幅下调。' },
  DEBT_EVASION: { en: 'The debtor evades the debt.', zh: '债务人逃废债务。' },
  BANKRUPTCY: { en: 'The debtor is in bankruptcy liquidation.', zh: '债务人进入破产清算程序。' },
  DEBTS_ELSEWHERE: {
    en: 'Debts at other banks overdue for over 90 days',
    zh: '在其他银行逾期90天以上的债务',
  },
  OPERATIONAL_DELAY: { en: 'A delay of the bank’s operations.', zh: '操作性原因延误。' },
  TECHNICAL_DELAY: { en: 'A delay of the bank’s technology.', zh: '技术性原因延误。' },
};

function classOfGround(
  { code, percent }: Ground,
  rules: ClassificationRules,
): LoanClass | undefined {
  const share = new Decimal(percent ?? '0');
  if (code === 'CREDIT_IMPAIRED') {
    return rules.expectedLoss.findLast(({ fromPercent }) => share.gte(fromPercent))?.loanClass;
  }
  if (code === 'DEBTS_ELSEWHERE') {
    const { some, abovePercent, above } = rules.elsewhere;
    return share.gt(abovePercent) ? above : some;
  }
  return rules.grounds[code];
}

function wordsOfGround({ code, percent }: Ground): Words {
  const { en, zh } = GROUND_WORDS[code];
  if (code === 'CREDIT_IMPAIRED') {
    return { en: `${en}, expected loss ${percent} %.`, zh: `${zh}，预期信用损失占比${percent}%。` };
  }
  if (code !== 'DEBTS_ELSEWHERE') return { en, zh };
  return { en: `${en}: ${percent} % of all its debts.`, zh: `${zh}占其全部债务的${percent}%。` };
}

/** The grounds in force on a day; delays of the bank's own making speak for the loan, not against. */
export const groundReasons = (
  life: LoanLife,
  day: string,
  rules: ClassificationRules,
): ClassReason[] =>
  life.grounds
    .filter((ground) => holdsOn(ground, day))
    .flatMap((ground) => {
      const loanClass = classOfGround(ground, rules);
      return loanClass
        ? [{ code: ground.code, loanClass, explanation: wordsOfGround(ground) }]
        : [];
    });

export function restructuredReason(again: boolean, rules: ClassificationRules): ClassReason {
  const { loanClass, again: againClass, months, periods } = rules.restructured;
  if (!again) {
    const explanation = {
      en: `Restructured: observed for ${months} months and ${periods} periods at least.`,
      zh: `重组资产，观察期不少于${months}个月且不少于${periods}个还款期。`,
    };
    return { code: 'RESTRUCTURED', loanClass, explanation };
  }
  const explanation = {
    en: 'Restructured once more while it was observed.',
    zh: '重组观察期内再次重组，至少归为本类并重新计算观察期。',
  };
  return { code: 'RESTRUCTURED_AGAIN', loanClass: againClass, explanation };
}

export const decidedReason = ({ on, loanClass }: Decision): ClassReason => ({
  code: 'DECIDED',
  loanClass,
  explanation: { en: `Decided on ${on} by three people.`, zh: `经初分、认定、审批于${on}确定。` },
});

/** A bad loan goes up by decision alone, and up to good only after observation. */
export function notCuredReason(loanClass: LoanClass, { cure }: ClassificationRules): ClassReason {
  const { periods, months } = cure;
  const explanation = {
    en: `Was in this class: up by decision alone, to good after ${periods} periods and ${months} months paid on time.`,
    zh: `曾列入本类，上调须经审批；上调为正常或关注的，须连续${periods}个还款期且不少于${months}个月按时足额还款。`,
  };
  return { code: 'NOT_CURED', loanClass, explanation };
}

/** What other claims on a debtor who is not a retail customer make of this one. */
export function borrowerReason(
  badPercent: Decimal,
  { borrower }: ClassificationRules,
): ClassReason | null {
  if (badPercent.lte(0)) return null;
  if (badPercent.lte(borrower.abovePercent)) {
    const explanation = {
      en: 'Another claim on this debtor is bad.',
      zh: '同一债务人存在其他不良债权。',
    };
    return { code: 'BORROWER_BAD', loanClass: borrower.some, explanation };
  }
  const explanation = {
    en: `Over ${borrower.abovePercent} % of the claims on this debtor are bad.`,
    zh: `同一债务人在本行债权中不良占比超过${borrower.abovePercent}%。`,
  };
  return { code: 'BORROWER_BAD_SHARE', loanClass: borrower.above, explanation };
}
