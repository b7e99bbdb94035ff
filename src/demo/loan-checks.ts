import { addDays, addMonths } from '../kernel/dates.ts';
import { checkRulesOn, everyMonths } from '../modules/aftercare/check-rules.ts';
import type { Row } from './copy.ts';
import { atWork } from './facts.ts';
import type { Life } from './loan-life.ts';
import type { LoanPeople } from './loan-people.ts';
import type { PaidOut } from './loan-repayments.ts';
import type { Random } from './random.ts';

/** Days from the payment, or from what asked for the check, to the officer's call. */
const CALLED_AFTER = [4, 14] as const;
const DELAY_CALLED_AFTER = 5;
/** Calls are made up to so many days before they are due, and a few are not made at all. */
const CALLED_EARLY = [1, 20] as const;
const CALLED_SHARE = 0.95;

type Checking = { people: LoanPeople; paid: PaidOut; by: string; random: Random; today: string };
type Call = Pick<Row, 'kind' | 'trigger'> & {
  occasion: string;
  countsFrom: string;
  dueOn: string;
  on: string;
};

/** What officers have looked at since the money was paid out; what is due is opened by the plan. */
export function checksOf(life: Life, checking: Checking): Row[] {
  const { columns, coreFacts } = checking.paid;
  const [payout] = coreFacts;
  if (!payout || typeof columns.disbursed_on !== 'string') return [];
  const first = firstCall(String(payout.id), columns.disbursed_on, checking);
  // A young loan's first call is still to be made.
  if (first.on >= checking.today) return [];
  const rows = [done(life, first, checking)];
  for (let row = rows[0]; row !== undefined; ) {
    const next = nextCall(row, life, checking);
    row = next && done(life, next, checking);
    if (row) rows.push(row);
  }
  const delay = delayCall(checking);
  return delay ? [...rows, done(life, delay, checking)] : rows;
}

function firstCall(fact: string, paidOn: string, { random }: Checking): Call {
  return {
    kind: 'FIRST',
    trigger: null,
    occasion: `FIRST:${fact}`,
    countsFrom: paidOn,
    dueOn: addDays(paidOn, checkRulesOn(paidOn).firstDays),
    on: addDays(paidOn, random.whole(...CALLED_AFTER)),
  };
}

/** The regular call after the last one, as long as the loan was as good as when it was made. */
function nextCall(last: Row, { facts }: Life, { paid, random, today }: Checking): Call | undefined {
  const countsFrom = String(last.checked_on);
  const outstandingFen = facts.amountFen;
  const months = everyMonths(checkRulesOn(countsFrom), { loanClass: 'NORMAL', outstandingFen });
  const dueOn = addMonths(countsFrom, months);
  const on = addDays(dueOn, -random.whole(...CALLED_EARLY));
  const until = String(paid.columns.overdue_since ?? paid.columns.settled_on ?? today);
  if (on >= until || !random.chance(CALLED_SHARE)) return undefined;
  return { kind: 'REGULAR', trigger: null, occasion: `REGULAR:${last.id}`, countsFrom, dueOn, on };
}

function delayCall({ paid, today }: Checking): Call | undefined {
  const { overdue_since: since } = paid.columns;
  if (typeof since !== 'string') return undefined;
  const on = addDays(since, DELAY_CALLED_AFTER);
  if (on >= today) return undefined;
  const dueOn = addDays(since, checkRulesOn(since).specialDays.OVERDUE);
  const occasion = `OVERDUE:${since}`;
  return { kind: 'SPECIAL', trigger: 'OVERDUE', occasion, countsFrom: since, dueOn, on };
}

/** Asked on the telephone: none of these loans is large, and none was bad yet. */
function done(life: Life, call: Call, { people, by }: Checking): Row {
  const isFirst = call.kind === 'FIRST';
  const isLate = call.kind === 'SPECIAL';
  const found = {
    way: 'PHONE',
    contact: 'REACHED',
    fund_use: isFirst ? 'AS_AGREED' : null,
    repayment_ability: isFirst ? null : isLate ? 'WEAKENED' : 'SOUND',
    conclusion: isLate ? 'WATCH' : 'NORMAL',
  };
  const row: Row = {
    institution_id: life.bankId,
    id: life.nextId(),
    // Opened, and answered.
    version: 2,
    loan_id: life.id,
    kind: call.kind,
    trigger: call.trigger,
    occasion: call.occasion,
    status: 'DONE',
    counts_from: call.countsFrom,
    due_on: call.dueOn,
    rule_set: checkRulesOn(call.countsFrom).code,
    opened_by: by,
    ...found,
    checked_on: call.on,
    checked_by: people.creator.id,
    evidence: [],
  };
  tellCheck(life, row, by);
  return row;
}

/** What the commands would have written: opened when it was asked for, answered on its day. */
function tellCheck(life: Life, row: Row, by: string): void {
  const objects = (version: number) => [
    { type: 'LoanCheck', id: String(row.id), version },
    { type: 'Loan', id: life.id },
  ];
  life.book.add({
    act: 'loan-check.planned',
    objects: objects(1),
    data: { opened: 1, broughtForward: 0, dropped: 0 },
    at: atWork(String(row.counts_from), 1),
    by,
  });
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  life.book.add({
    act: 'loan-check.recorded',
    objects: objects(2),
    data: {
      kind: text('kind'),
      trigger: row.trigger === null ? null : text('trigger'),
      way: text('way'),
      fundUse: text('fund_use'),
      repaymentAbility: text('repayment_ability'),
      contact: text('contact'),
      conclusion: text('conclusion'),
      evidence: [],
      late: String(row.checked_on) > String(row.due_on),
    },
    at: atWork(String(row.checked_on), 0.5),
    by: String(row.checked_by),
  });
}
