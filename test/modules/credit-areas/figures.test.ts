import { test } from 'tap';
import { addDays, addMonths } from '../../../src/kernel/dates.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { classesByStandings } from '../../../src/modules/classification/index.ts';
import { figuresOn } from '../../../src/modules/credit-areas/figures.ts';
import { sampleCriteria } from '../../../src/modules/credit-areas/sample-criteria.ts';
import {
  accountOn,
  balanced,
  type LoanFact,
  positionOf,
  replay,
  standingColumns,
  standingsOf,
} from '../../../src/modules/servicing/index.ts';
import { testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { bring, keyOf, openLending, rate, registerHousehold, TERMS } from '../loans/lending.ts';
import { VILLAGE } from '../staff/field.ts';

const [, village] = sampleCriteria;
if (!village) throw new Error('no sample');
const { rules } = village;
const START = '2026-03-02';
const BAD = ['SUBSTANDARD', 'DOUBTFUL', 'LOSS'];

type Repayment = { readonly paidOn: string; readonly amountFen: bigint };

/** The test loan by the engine. */
function lifeOf(repayments: readonly Repayment[]) {
  const terms = {
    annualRatePercent: TERMS.annualRate,
    months: TERMS.termMonths,
    method: 'EQUAL_PRINCIPAL',
    dayCount: 'ACTUAL_365',
  } as const;
  const paidOut = { amountFen: 1_200_000n, occurredOn: START, reference: '' };
  const repaid = repayments.map(({ paidOn, amountFen }, index): LoanFact => {
    return { kind: 'REPAID', amountFen, occurredOn: paidOn, reference: String(index) };
  });
  return replay(terms, [{ kind: 'DISBURSED', ...paidOut }, ...repaid]);
}

/** Position and class on a day. */
function standing(repayments: readonly Repayment[], day: string) {
  const epochs = lifeOf(repayments);
  const account = accountOn(epochs, day);
  if (!account) throw new Error(`nothing by ${day}`);
  const position = positionOf(balanced(account), day);
  const { periods } = classesByStandings(standingsOf(epochs), { on: day });
  return { position, loanClass: periods.at(-1)?.loanClass ?? '' };
}

test('loans stand in the figures as they stand in the loan module, on any day', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  await rate(app, lending.customerKey, 20_000);
  const loan = keyOf(await bring(app, lending, { to: 'ACTIVE' }));
  const { bankId } = app.world;
  const schedule = await app.owner<{ dueOn: string }>(
    `select due_on::text as "dueOn" from loan_instalment where loan_id = $1 order by number`,
    [loan],
  );
  t.equal(schedule.length, 12);

  /** Puts the loan where it stands after these repayments. */
  const repay = async (repayments: readonly Repayment[]) => {
    await app.owner('delete from loan_standing where loan_id = $1', [loan]);
    const rows = standingsOf(lifeOf(repayments)).map((standing) => {
      const own = { institution_id: bankId, id: newId(), loan_id: loan };
      return { ...own, ...standingColumns(standing) };
    });
    const text = JSON.stringify(rows, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    await app.owner(
      'insert into loan_standing select * from json_populate_recordset(null::loan_standing, $1)',
      [text],
    );
  };
  const db = app.database.reader(bankId);
  const subject = { areaCode: VILLAGE, customerId: null };
  const figures = async (day: string) => {
    const found = await figuresOn(db, { institutionId: bankId, subject, day, rules }, []);
    return Object.fromEntries([...found].map(([name, figure]) => [name, figure.numerator]));
  };

  const seen = new Set<string>();
  const anyRepayments = fc.array(
    fc.record({
      paidOn: fc.integer({ min: 0, max: 700 }).map((days) => addDays(START, days)),
      amountFen: fc.bigInt({ min: 1n, max: 400_000n }),
    }),
    { maxLength: 8 },
  );
  /** Any day, and those on which something turns. */
  const anyDay = fc.oneof(
    fc.integer({ min: 0, max: 900 }).map((days) => addDays(START, days)),
    fc
      .tuple(fc.constantFrom(...schedule), fc.constantFrom(0, 1, 90, 91))
      .map(([{ dueOn }, days]) => addDays(dueOn, days)),
  );
  await fc.assert(
    fc.asyncProperty(anyRepayments, anyDay, async (repayments, day) => {
      await repay(repayments);
      const at = (date: string) => standing(repayments, date);
      const now = at(day);
      const bad = BAD.includes(now.loanClass);
      const earlier = addMonths(day, -rules.incrementMonths);
      const badBefore = earlier >= START && BAD.includes(at(earlier).loanClass);
      const owed = now.position.outstandingPrincipalFen;
      const owing = now.position.outstandingTotalFen > 0n;
      const late = now.position.overdueDays > 0;
      const text = (fen: bigint) => String(fen);
      const found = await figures(day);
      const expected = {
        BORROWERS: owing ? '1' : '0',
        NO_ARREARS_SHARE: owing && !late ? '1' : '0',
        OVERDUE_LOANS: late ? '1' : '0',
        BAD_LOANS: bad && owing ? '1' : '0',
        NPL_RATIO: text(bad ? owed : 0n),
        NPL_INCREMENT_RATIO: text(bad && !badBefore ? owed : 0n),
      };
      if (bad) seen.add(badBefore ? 'bad before' : 'newly bad');
      t.same(
        Object.fromEntries(Object.keys(expected).map((name) => [name, found[name]])),
        expected,
      );
    }),
    { numRuns: 120 },
  );
  t.equal(seen.size, 2, 'loans of every kind were tried');
  t.match(await figures('2026-03-01'), { BORROWERS: '0', NPL_RATIO: '0' }, 'before it was lent');

  await t.test('households by the days of their files', async (t) => {
    await registerHousehold(lending.zhang, lending.grid);
    await app.owner(
      `update customer set registered_on = '2026-04-01', status = 'CLOSED',
      closed_on = '2026-05-01', close_reason = 'MOVED_AWAY' where id <> $1`,
      [lending.customerKey],
    );
    const households = async (day: string) => (await figures(day)).HOUSEHOLDS;
    t.equal(await households('2026-03-31'), '1');
    t.equal(await households('2026-04-01'), '2');
    t.equal(await households('2026-04-30'), '2');
    t.equal(await households('2026-05-01'), '1');
  });
});
