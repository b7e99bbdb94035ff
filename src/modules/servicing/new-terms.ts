/** New terms for what is left: another rate, a later maturity, a new schedule, or off the books. */
import { addMonths } from '../../kernel/dates.ts';
import { type Account, after, cut, idle, poured, principalOf, relay } from './account.ts';
import type { Happening, LoanFact } from './facts.ts';
import { type Interest, interestOf } from './interest.ts';
import { dueDays, equalised, type Line, layOut, NO_INTEREST, type Plan } from './plan.ts';
import type { Penalty } from './pour.ts';
import { rateOf } from './terms.ts';

export function changeRate(account: Account, fact: LoanFact, percent: string): Account {
  const { plan } = account;
  if (!plan || account.writtenOff) return idle(account, fact);
  const on = fact.occurredOn;
  const changed = { ...plan, rate: rateOf(percent), dues: after(plan.dues, on) };
  const { balanceFen } = cut(account, on).opening;
  const isLevel = plan.method === 'EQUAL_INSTALMENTS';
  return relay(account, on, isLevel ? equalised(changed, balanceFen) : changed);
}

/** Takes back what is unpaid of the principal of lines, so that it can be laid out anew. */
function takeBack(account: Account, isTaken: (line: Line) => boolean) {
  const { lines } = poured(account);
  let takenFen = 0n;
  const kept = lines.map((state, index): Line => {
    const line = account.lines[index] ?? state;
    if (!isTaken(line)) return line;
    takenFen += line.principalFen - state.paidPrincipalFen;
    return { ...line, principalFen: state.paidPrincipalFen };
  });
  return { kept, takenFen };
}

/** A later maturity for what is not yet due, or falls due this very day. */
export function extend(account: Account, fact: LoanFact, months: number): Account {
  const { plan } = account;
  const on = fact.occurredOn;
  const { kept, takenFen } = takeBack(account, (line) => line.dueOn === on);
  const { due, opening } = cut({ ...account, lines: kept }, on);
  const balanceFen = opening.balanceFen + takenFen;
  if (!plan || account.writtenOff || balanceFen === 0n) return idle(account, fact);
  const longer = account.months + months;
  const dues = extended(plan, { longer, months, on });
  const next = equalised({ ...plan, dues }, balanceFen);
  const lines = [...due, ...layOut(next, { ...opening, balanceFen })];
  return { ...account, plan: next, months: longer, lines };
}

type Extending = { longer: number; months: number; on: string };

/** The due days left, and those that the extension adds behind the last one. */
function extended({ method, dues, basis }: Plan, { longer, months, on }: Extending): string[] {
  const last = dues.at(-1) ?? on;
  if (method === 'AT_MATURITY') return [addMonths(basis.anchor, longer)];
  const monthly = dueDays(method, basis.anchor, longer);
  return [...after(dues, on), ...monthly.filter((due) => due > last && due > on).slice(0, months)];
}

/** Cuts everything back to what has been paid of it; what was unpaid, by what it was owed for. */
function giveUp(account: Account, on: string) {
  const { plan } = account;
  const { due, opening } = cut(account, on);
  const { lines, paidPenaltyFen } = poured({ ...account, lines: due });
  const kept = due.map((line, index): Line => {
    const { paidPrincipalFen: principalFen = 0n, paidInterestFen: interestFen = 0n } =
      lines[index] ?? {};
    return { ...line, principalFen, interestFen };
  });
  const earned = plan ? interestOf(opening.earlier, on, plan.rounding) : NO_INTEREST;
  const interest: Interest = {
    interestFen:
      sumOf(due, 'interestFen') -
      sumOf(kept, 'interestFen') +
      earned.interestFen +
      opening.arrears.interestFen,
    subsidisedFen: earned.subsidisedFen + opening.arrears.subsidisedFen,
  };
  const principalFen = principalOf(account.lines) - principalOf(kept);
  return { kept, principalFen, interest, paidPenaltyFen };
}

const sumOf = (lines: readonly Line[], field: 'interestFen'): bigint =>
  lines.reduce((sum, line) => sum + line[field], 0n);

type Restructuring = Extract<Happening, { kind: 'RESTRUCTURED' }>;

/** All that is unpaid, repaid over a new term; unpaid interest falls due with the first of it. */
export function restructure(account: Account, fact: LoanFact & Restructuring): Account {
  const { occurredOn: on, method, months } = fact;
  const { kept, principalFen: balanceFen, interest: arrears } = giveUp(account, on);
  if (!account.plan || account.writtenOff || balanceFen === 0n) return idle(account, fact);
  const plan = {
    ...account.plan,
    method,
    rate: rateOf(fact.annualRatePercent),
    basis: { ...account.plan.basis, anchor: on },
    dues: dueDays(method, on, months),
  };
  const next = equalised(plan, balanceFen);
  const opening = { on, balanceFen, from: on, earlier: [], arrears };
  return { ...account, plan: next, months, lines: [...kept, ...layOut(next, opening)] };
}

/** Off the books: nothing falls due any more, the claim remains. */
export function writeOff(account: Account, fact: LoanFact): Account {
  const on = fact.occurredOn;
  const { kept, principalFen, interest, paidPenaltyFen } = giveUp(account, on);
  const chargedFen = account.penalties.reduce((sum, each) => sum + each.amountFen, 0n);
  const penaltyFen = chargedFen - paidPenaltyFen;
  const { interestFen } = interest;
  if (account.writtenOff || principalFen + interestFen + penaltyFen === 0n) {
    return idle(account, fact);
  }
  const penalties = withoutLast(account.penalties, penaltyFen);
  const writtenOff = { on, principalFen, interestFen, penaltyFen };
  return { ...account, lines: kept, penalties, writtenOff };
}

/** The newest penalties are the unpaid ones. */
function withoutLast(penalties: readonly Penalty[], unpaidFen: bigint): Penalty[] {
  let left = unpaidFen;
  return penalties
    .toReversed()
    .flatMap((penalty) => {
      const gone = left < penalty.amountFen ? left : penalty.amountFen;
      left -= gone;
      return gone === penalty.amountFen
        ? []
        : [{ ...penalty, amountFen: penalty.amountFen - gone }];
    })
    .toReversed();
}
