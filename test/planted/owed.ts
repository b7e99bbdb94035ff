/** Faults of what is owed: schedules, interest, days, and facts that come late. */
import type { Planted } from './faults.ts';

const SERVICING = 'src/modules/servicing';

export const OWED: Readonly<Record<string, Planted>> = {
  'settled-in-debt': {
    why: 'a loan is settled with something owed on it',
    patches: [
      {
        file: 'src/modules/loans/workflow.ts',
        find: "  if (action === 'settle' && loan.outstandingFen > 0n) return refusal('loan.balance_outstanding');\n",
        put: '',
      },
    ],
    by: 'test/modules/loans/workflow.test.ts',
  },
  'claim-settled-away': {
    why: 'a loan is settled with a claim written off and not recovered',
    patches: [
      {
        file: 'src/modules/loans/authority.ts',
        find: 'outstandingFen: loan.outstanding_total_fen + loan.written_off_fen,',
        put: 'outstandingFen: loan.outstanding_total_fen,',
      },
    ],
    by: 'test/modules/aftercare/write-off.test.ts',
  },
  'lent-on-a-lost-claim': {
    why: 'somebody of whom a claim was written off borrows again',
    patches: [
      {
        file: 'src/modules/loans/exposure.ts',
        find: 'if (writtenOffFen === 0n) return;',
        put: 'if (writtenOffFen >= 0n) return;',
      },
    ],
    by: 'test/modules/aftercare/write-off.test.ts',
  },
  'drawn-on-a-lost-claim': {
    why: 'a loan that was written off is drawn on',
    patches: [
      {
        file: 'src/modules/loans/drawing-workflow.ts',
        find: "  if (action === 'draw' && loan.writtenOffOn !== null) return 'loan.written_off';\n",
        put: '',
      },
    ],
    by: 'test/modules/loans/workflow.test.ts',
  },
  'lost-with-money-on-its-way': {
    why: 'a loan is written off while money of it may still go out',
    patches: [
      {
        file: 'src/modules/aftercare/change-rules.ts',
        find: '  if (loan.drawing) return',
        put: '  if (loan.drawing && loan.matured) return',
      },
    ],
    by: 'test/modules/aftercare/change-rules.test.ts',
  },
  'facts-as-they-came': {
    why: 'facts of a day count in the order in which they became known',
    patches: [
      {
        file: `${SERVICING}/facts.ts`,
        find: '      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||\n      compare(a.reference, b.reference),',
        put: '      0,',
      },
    ],
    by: 'test/modules/servicing/replay.test.ts',
  },
  'late-by-a-day': {
    why: 'what happened on a day counts from the next one',
    patches: [
      {
        file: `${SERVICING}/replay.ts`,
        find: 'epochs.findLast(({ from }) => from <= day)?.account',
        put: 'epochs.findLast(({ from }) => from < day)?.account',
      },
    ],
    by: 'test/modules/servicing/late-facts.test.ts',
  },
  'rounding-lost': {
    why: 'the last instalment does not take what rounding left',
    patches: [
      {
        file: `${SERVICING}/plan.ts`,
        find: 'const part = isLast ? balanceFen : principalDue(plan, earned);',
        put: 'const part = isLast && plan.equalFen === null ? balanceFen : principalDue(plan, earned);',
      },
    ],
    by: 'test/modules/servicing/schedule.test.ts',
  },
  'subsidy-rounded-beside': {
    why: 'the borrower’s part and the subsidised one are each rounded, and are not the whole',
    patches: [
      {
        file: `${SERVICING}/interest.ts`,
        find: 'interestFen: rounded(whole, FEN, rounding) - subsidisedFen, subsidisedFen',
        put: 'interestFen: rounded(whole - subsidised, FEN, rounding), subsidisedFen',
      },
    ],
    by: 'test/modules/servicing/interest.test.ts',
  },
  'leap-day-earns': {
    why: 'the leap day is a day of a common year',
    patches: [
      {
        file: `${SERVICING}/interest.ts`,
        find: 'BigInt(days) * (isLeap(year) ? DAY_OF_LEAP_YEAR : DAY_OF_COMMON_YEAR)',
        put: 'BigInt(days) * (isLeap(year) ? DAY_OF_COMMON_YEAR : DAY_OF_COMMON_YEAR)',
      },
    ],
    by: 'test/modules/servicing/golden.test.ts',
  },
  'principal-before-interest': {
    why: 'money pays principal first whatever the product says',
    patches: [
      {
        file: `${SERVICING}/pour.ts`,
        find: "const before = claims.indexOf('INTEREST') < claims.indexOf('PRINCIPAL');",
        put: 'const before = claims.length === 0;',
      },
    ],
    by: 'test/modules/servicing/replay.test.ts',
  },
  'surplus-vanishes': {
    why: 'what nobody owed is on no account',
    patches: [
      {
        file: `${SERVICING}/pour.ts`,
        find: '    surplusFen += stream.left;\n',
        put: '    surplusFen += 0n * stream.left;\n',
      },
    ],
    by: 'test/modules/servicing/replay.test.ts',
  },
  'pause-runs-on': {
    why: 'a standing within a decree goes on counting days',
    patches: [
      {
        file: `${SERVICING}/standings.ts`,
        find: 'daysPaused: overdueSince !== null && pausedOn(epoch.account, validFrom),',
        put: 'daysPaused: overdueSince !== null && pausedOn(epoch.account, validFrom) && !epoch,',
      },
    ],
    by: 'test/modules/servicing/replay.test.ts',
  },
};
