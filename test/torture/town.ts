import { civilDate } from '../../src/kernel/clock.ts';
import { globalId } from '../../src/kernel/ids.ts';
import { sampleHouseholdScorecard } from '../../src/modules/ratings/sample-scorecards.ts';
import type { SampleRows } from '../contracts/sample-rows.ts';
import { appOver, type TestApp } from '../helpers/app.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { one, setMatrix } from '../modules/credit-authority/board.ts';
import { openTerritory } from '../modules/customers/households.ts';
import { bring, keyOf, type Lending } from '../modules/loans/lending.ts';
import { publishText } from '../modules/privacy/agreements.ts';
import { registerAnswered } from '../modules/profiles/answered.ts';
import { enlistPeople } from '../modules/staff/field.ts';

/** What everybody in a torture run acts on: two grids, their officers, and loans being repaid. */
export type Town = {
  readonly institutionId: string;
  /** The first transaction after the founding. */
  readonly foundedAt: string;
  readonly west: Place;
  readonly east: Place;
  /** A text of consent that speaks of rating. */
  readonly consentText: string;
  /** Households of the western grid that many change at once. */
  readonly households: readonly string[];
  /** Loans that many repay at once. */
  readonly loans: readonly string[];
  /** Where nothing is earnest: rows in every table, made from the catalogue alone. */
  readonly samples?: SampleRows;
};

type Place = { id: string; code: string };

/** The officers of the western grid and of the eastern one, each the other's backup. */
export const [ZHANG, WANG] = ['zhang', 'wang'] as const;
const HOUSEHOLDS = 3;
const LOANS = 3;

/** Founds the town in an empty database, in this process and before anything goes wrong. */
export async function foundTown(database: TestDatabase): Promise<Town> {
  const ends: (() => unknown)[] = [];
  const teardown = (end: () => unknown): void => void ends.push(end);
  // A machine that is busy with other things is no load to shed.
  const app = await appOver({ teardown }, database, { env: { MAX_LOOP_DELAY_MS: '60000' } });
  app.clock.set(new Date().toISOString());
  try {
    return await found(app);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function found(app: TestApp): Promise<Town> {
  const today = civilDate(app.clock.now());
  const { west, east } = await openTerritory(app);
  await staff(app, west.id, east.id);
  const rules = [{ code: 'ALL', levels: [one('ONE', 'LOAN_APPROVER')] }];
  await setMatrix(app, { code: 'TOWN', validFrom: today, rules });
  const consentText = await publishText(app, { validFrom: today });
  const card = { content: sampleHouseholdScorecard, validFrom: today };
  await app.as('administrator').command('scorecard.publish', card);
  const zhang = app.as(ZHANG);
  const households: string[] = [];
  for (let count = 0; count < HOUSEHOLDS; count += 1) {
    const household = { kind: 'HOUSEHOLD', name: '张三', gridId: west.id };
    households.push(await registerAnswered(zhang, household));
  }
  const loans: string[] = [];
  for (const customer of households.slice(0, LOANS)) {
    const customerKey = keyOf(customer);
    const lending = { customer, customerKey, grid: west.id, zhang, li: app.as(WANG) };
    loans.push(await payOut(app, lending));
  }
  const foundedAt = await begin(app.owner);
  return { institutionId: app.world.bankId, foundedAt, west, east, consentText, households, loans };
}

/** From here on every row has its facts; the first transaction to come. */
export async function begin(owner: TestApp['owner']): Promise<string> {
  const [state] = await owner<{ xid: string }>(
    `update journal_sequencer_state set based_at = pg_snapshot_xmax(pg_current_snapshot())
      returning based_at::text as xid`,
  );
  if (!state) throw new Error('the sequencer has no state to begin from');
  return state.xid;
}

async function staff(app: TestApp, west: string, east: string): Promise<void> {
  const [zhang, wang] = await enlistPeople(app, [ZHANG, WANG]);
  const assign = (gridId: string, personId = '', role = 'PRIMARY') =>
    app.as('grid.manager').command('staff.assign', { gridId, personId, role });
  await assign(west, zhang?.person);
  await assign(east, wang?.person);
  await assign(west, wang?.person, 'BACKUP');
}

const AMOUNT = '10000.00';

/** A loan whose money has gone out today. */
async function payOut(app: TestApp, lending: Lending): Promise<string> {
  const loan = await bring(app, lending, { to: 'DISBURSING', terms: { amount: AMOUNT } });
  const [row] = await app.owner<{ instruction: string }>(
    'select instruction from disbursement where loan_id = $1',
    [keyOf(loan)],
  );
  await app.as('core.banking').command('loan.confirm', {
    id: loan,
    ...confirmed(row?.instruction ?? '', AMOUNT),
  });
  return loan;
}

/** What the bank core says about an instruction it has carried out today. */
export const confirmed = (instruction: string, amount: string) => ({
  instruction,
  outcome: 'CONFIRMED',
  reference: `CORE-${instruction}`,
  amount,
  occurredOn: civilDate(new Date()),
});

export const loanId = (key: string): string => globalId('Loan', key);
