/** What may be done with a mismatch, and what its kind asks of whoever looks into it. Pure. */
import type { CoreMismatchKind, CoreMismatchStatus } from '../../generated/enums.ts';

type Words = { readonly en: string; readonly zh: string };

export const mismatchActs = ['settle', 'accept'] as const;
export type MismatchAct = (typeof mismatchActs)[number];

export type MismatchFacts = {
  readonly status: CoreMismatchStatus;
  readonly kind: CoreMismatchKind;
  /** A report led to it; what no report told of there is nothing to take. */
  readonly reported: boolean;
};

type Allowed = { readonly permissions: ReadonlySet<string> };

/** The code of why this person may not take an act now; undefined when nothing stands against it. */
export function mismatchRefusal(
  { status, kind, reported }: MismatchFacts,
  act: MismatchAct,
  { permissions }: Allowed,
): string | undefined {
  if (!permissions.has('core-mismatch.settle')) return 'auth.forbidden';
  if (status !== 'OPEN') return 'core-mismatch.settled';
  const takeable = kind === 'ACCOUNT' && reported;
  return act === 'accept' && !takeable ? 'core-mismatch.not_acceptable' : undefined;
}

const CORE_CORRECTS: Words = {
  en: 'Ask the core: it takes its entry back, or tells it again as it was meant, under a reference of its own.',
  zh: '与核心核实，由核心冲正或以新的流水号重新报送。',
};

/** What to look into and by which command it is put right; settling comes last. */
export const mismatchAdvice: Readonly<Record<CoreMismatchKind, Words>> = {
  UNKNOWN_LOAN: {
    en: 'Find out whose money it is. A mistyped number: the core tells it again. Another bank’s: NOT_OURS.',
    zh: '核实款项归属：编号有误的由核心重新报送，非本机构的按 NOT_OURS 结案。',
  },
  UNKNOWN_INSTRUCTION: {
    en: 'Nobody here instructed this. Find out whether money left the bank before anything else is paid on the loan.',
    zh: '本方未发出该指令，须先查明核心是否已实际出账，之后方可再放款。',
  },
  AMOUNT: CORE_CORRECTS,
  ACCOUNT: {
    en: 'Find out who holds the account. Where the money reached whom it was for, two people take it as it is (`core-mismatch.accept`); else the core brings it back.',
    zh: '核实入账账户：款项确已到达应收方的，经两人按核心数据接受（core-mismatch.accept），否则由核心追回。',
  },
  DATE: {
    en: 'The day cannot be: in the future, or before the money went out. The core tells it again with the right day and a new reference.',
    zh: '业务日在未来或早于放款日，由核心以正确日期和新流水号重新报送。',
  },
  ANSWERED_OTHERWISE: {
    en: 'The core said two things of one instruction. Find out in its books which one holds before any further payment.',
    zh: '核心对同一指令先后回执不一致，须查核心账务确认后方可再放款。',
  },
  REFERENCE_REUSED: CORE_CORRECTS,
  NOT_OWED: {
    en: 'Nothing was owed any more: the core returns the money to whoever paid it.',
    zh: '当日已无应还款项，由核心将款项退回付款人。',
  },
  NOT_APPLICABLE: {
    en: 'The loan takes no such entry as it stands. Settled on a payment that bounced: open it again (`loan.reopen`), then the core repeats the entry by its own command (`loan.repay`). Otherwise the core returns the money.',
    zh: '贷款当前状态不能入账：因退票等原因误结清的，先办理 loan.reopen 恢复，再由核心以 loan.repay 重新入账；其余由核心退回款项。',
  },
  MISSING_IN_CORE: {
    en: 'Known here, not in the core’s day. A payment that bounced: the core takes it back (`loan.reverse-fact`), on a settled loan two people do by opening it again (`loan.reopen`). Otherwise the core completes its list.',
    zh: '本方已记而核心无此交易：属退票、冲正的，由核心报送 loan.reverse-fact；贷款已结清的，由两人办理 loan.reopen 恢复；否则由核心补齐清单。',
  },
  REPAID_BUT_REFUSED: {
    en: 'Money came in for a loan that was never paid out, and was set aside: the core returns it to whoever paid it.',
    zh: '放款未成功而已有还款，该款已另行挂起，由核心退回付款人。',
  },
};
