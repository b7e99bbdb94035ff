import { test } from 'tap';
import { addDays } from '../../../src/kernel/dates.ts';
import { type Account, poured } from '../../../src/modules/servicing/account.ts';
import { inOrder, type LoanFact } from '../../../src/modules/servicing/facts.ts';
import {
  accountOn,
  balanced,
  type Epoch,
  overdueDaysIn,
  payoffOn,
  positionIn,
  positionOf,
  replay,
  type Standing,
  standingsOf,
} from '../../../src/modules/servicing/index.ts';
import { fc } from '../../helpers/property.ts';
import { anyStory, DRAWN, type Story } from './stories.ts';

/** So many made-up loans; more of them by RUNS. */
const RUNS = Number(process.env.RUNS ?? 250);
const sum = (values: readonly bigint[]): bigint => values.reduce((all, value) => all + value, 0n);
const last = (epochs: readonly Epoch[]): Account => {
  const account = epochs.at(-1)?.account;
  if (!account) throw new Error('nothing happened');
  return account;
};
const check = (property: (story: Story) => boolean) =>
  fc.assert(fc.property(anyStory, property), { numRuns: RUNS });

const shuffled = (facts: readonly LoanFact[], keys: readonly number[]): LoanFact[] =>
  facts
    .map((fact, index) => ({ fact, key: keys[index % keys.length] ?? 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ fact }) => fact);

test('in whatever order facts become known, the answer is that of facts known on time', async (t) => {
  const keys = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(anyStory, keys, ({ terms, facts, day }, order) => {
      const onTime = replay(terms, inOrder(facts));
      const late = replay(terms, shuffled(facts, order));
      t.same(standingsOf(late), standingsOf(onTime));
      const now = (epochs: readonly Epoch[]) => accountOn(epochs, day);
      const known = replay(
        terms,
        facts.filter(({ occurredOn }) => occurredOn <= day),
      );
      t.same(now(onTime), now(known), 'what happens later changes no earlier day');
    }),
    { numRuns: RUNS },
  );
});

test('every fen lent is somewhere, and every fen that came in went somewhere', async () => {
  const PAID_OUT = new Set(['DISBURSED', 'DRAWN']);
  const PAID_IN = new Set(['REPAID', 'EARLY_REPAID', 'GUARANTEE_PAID', 'RECOVERED']);
  const amounts = (facts: readonly LoanFact[], kinds: ReadonlySet<string>) =>
    sum(facts.map((fact) => ('amountFen' in fact && kinds.has(fact.kind) ? fact.amountFen : 0n)));
  check(({ terms, facts }) => {
    const account = last(replay(terms, facts));
    const { lines, paidPenaltyFen, recovered, surplusFen, subsidySurplusFen } = poured(account);
    const principal = sum(lines.map((line) => line.principalFen));
    const lent = principal + (account.writtenOff?.principalFen ?? 0n);
    const paid = sum(lines.map((line) => line.paidPrincipalFen + line.paidInterestFen));
    const claimed = recovered.principalFen + recovered.interestFen + recovered.penaltyFen;
    const subsidies = sum(lines.map((line) => line.paidSubsidyFen)) + subsidySurplusFen;
    return (
      lent === amounts(facts, PAID_OUT) &&
      paid + paidPenaltyFen + claimed + surplusFen === amounts(facts, PAID_IN) &&
      subsidies === amounts(facts, new Set(['SUBSIDY_PAID']))
    );
  });
});

test('nothing is negative, nothing overpaid, and the days of a schedule ascend', async () => {
  check(({ terms, facts }) => {
    const { lines } = poured(last(replay(terms, facts)));
    return lines.every((line, index) => {
      const before = lines[index - 1];
      const least = [
        line.paidPrincipalFen,
        line.paidInterestFen,
        line.paidSubsidyFen,
        line.principalFen - line.paidPrincipalFen,
        line.interestFen - line.paidInterestFen,
        line.subsidisedFen - line.paidSubsidyFen,
        line.balanceAfterFen,
      ];
      const isPaid =
        line.principalFen + line.interestFen === line.paidPrincipalFen + line.paidInterestFen;
      return (
        least.every((value) => value >= 0n) &&
        isPaid === (line.settledOn !== null) &&
        line.from <= line.dueOn &&
        (!before || before.dueOn <= line.dueOn)
      );
    });
  });
});

test('money pays the oldest first, interest and principal each', async () => {
  check(({ terms, facts }) => {
    const { lines } = poured(last(replay(terms, facts)));
    const lastPaid = (paid: (index: number) => boolean) =>
      lines.findLastIndex((_line, index) => paid(index));
    const byInterest = lastPaid((index) => (lines[index]?.paidInterestFen ?? 0n) > 0n);
    const byPrincipal = lastPaid((index) => (lines[index]?.paidPrincipalFen ?? 0n) > 0n);
    return lines.every(
      (line, index) =>
        (index >= byInterest || line.paidInterestFen === line.interestFen) &&
        (index >= byPrincipal || line.paidPrincipalFen === line.principalFen),
    );
  });
});

test('standings leave no gap, and each day of each is what the facts say of it', async (t) => {
  const meets = (standings: readonly Standing[]) =>
    standings.every(({ validFrom, validTo }, index) => {
      const next = standings[index + 1]?.validFrom ?? null;
      return validTo === next && (validTo === null || validFrom < validTo);
    });
  fc.assert(
    fc.property(anyStory, fc.array(fc.nat(1500), { maxLength: 12 }), ({ terms, facts }, days) => {
      const epochs = replay(terms, facts);
      const standings = standingsOf(epochs);
      t.ok(meets(standings) && standings[0]?.validFrom === DRAWN, 'without gap');
      const turning = standings.flatMap(({ validFrom }) => [addDays(validFrom, -1), validFrom]);
      for (const day of [...turning, ...days.map((each) => addDays(DRAWN, each))]) {
        const account = accountOn(epochs, day);
        const standing = standings.findLast(({ validFrom }) => validFrom <= day);
        if (!account || !standing) continue;
        t.same(positionIn(standing, day), positionOf(balanced(account), day), day);
        t.ok(overdueDaysIn(standing, day) >= 0);
      }
    }),
    { numRuns: Math.ceil(RUNS / 5) },
  );
});

test('between facts a loan only becomes more overdue', async () => {
  check(({ terms, facts, day }) => {
    const account = accountOn(replay(terms, facts), day);
    if (!account) return true;
    const now = positionOf(balanced(account), day);
    const later = positionOf(balanced(account), addDays(day, 45));
    return (
      later.overdueDays >= now.overdueDays &&
      later.overduePrincipalFen >= now.overduePrincipalFen &&
      later.outstandingTotalFen === now.outstandingTotalFen
    );
  });
});

test('what it takes to repay a loan, paid, leaves nothing owed and nothing over', async (t) => {
  let tried = 0;
  check(({ terms, facts, day }) => {
    const account = accountOn(replay(terms, facts), day);
    if (!account || account.writtenOff) return true;
    const { totalFen } = payoffOn(account, day);
    if (totalFen === 0n) return true;
    tried += 1;
    const known = facts.filter(({ occurredOn }) => occurredOn <= day);
    const paid = { kind: 'EARLY_REPAID', amountFen: totalFen, occurredOn: day } as const;
    const all = [...known, { ...paid, reference: 'Z', recomputation: 'SHORTEN_TERM' as const }];
    const sameDay = known.filter(({ occurredOn }) => occurredOn === day);
    // New terms of that very day count after the money; they are tried on other days.
    if (sameDay.some(({ kind }) => ['RATE_CHANGED', 'EXTENDED', 'RESTRUCTURED'].includes(kind)))
      return true;
    const repaid = last(replay(terms, all));
    const { outstandingTotalFen } = positionOf(balanced(repaid), day);
    return outstandingTotalFen === 0n && poured(repaid).surplusFen === 0n;
  });
  t.ok(tried > RUNS / 10, `${tried} loans were repaid`);
});
