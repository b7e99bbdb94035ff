import { sql } from 'kysely';
import { addDays } from '../../../kernel/dates.ts';
import { globalId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import type { Stage } from '../stage.ts';
import { type Bank, managerAt, paper } from './bank.ts';
import { type Case, casesWhere, runThrough } from './cases.ts';
import { repay } from './paying.ts';

/** Days before the last on which the cases are gone through. */
const ROUNDS = [190, 95, 45, 16, 8, 1] as const;
/** On which of them a claim goes to court, a borrower is called on, and one has kept a promise. */
const COURT = 95;
const CALLS = 16;
const PROMISED_DAYS = 5;
const KEPT = 8;

const LETTER = new Set(['DEMAND', 'LEGAL']);

/**
 * Delays become cases and are pursued as far as each has come: by telephone, by letter, at the
 * door, and in court. Of two borrowers who promised to pay one does.
 */
export async function collect(stage: Stage, bank: Bank): Promise<void> {
  let promised: readonly Case[] = [];
  for (const ago of ROUNDS) {
    stage.daysAgo(ago);
    await runThrough(stage, bank.administrator, 'collection-case.plan');
    if (ago === COURT) await sue(stage);
    if (ago === CALLS) promised = await callOnTwo(stage, bank);
    if (ago === KEPT) await settlePromises(stage, bank, promised);
    const due = await casesWhere(
      stage,
      sql`c.status = 'OPEN' and c.stage <> 'REMINDER' and c.next_action_on <= ${addDays(stage.today(), WITHIN)}::date`,
    );
    for (const [index, each] of due.entries()) await pursue(stage, each, index);
  }
}

/** What falls due in the days until somebody looks again. */
const WITHIN = 7;

async function pursue(stage: Stage, { id, stage: reached, officer }: Case, index: number) {
  const takenAt = stage.now();
  const letter = {
    kind: 'LETTER',
    party: 'BORROWER',
    result: 'DELIVERED',
    letterNumber: `CS-${stage.today().replaceAll('-', '')}-${index + 1}`,
    evidenceSha256: paper(`letter ${id} ${takenAt}`),
  };
  const call = { kind: 'CALL', party: 'BORROWER', result: 'NOT_REACHED' };
  const input = { id, takenAt, ...(LETTER.has(reached) ? letter : call) };
  await stage.perform(officer, { command: 'collection-case.act', input });
}

/** The oldest case that has come so far. */
async function sue(stage: Stage): Promise<void> {
  const [oldest] = await casesWhere(stage, sql`c.status = 'OPEN' and c.stage = 'LEGAL'`);
  if (!oldest) return;
  await stage.perform(await managerAt(stage, oldest.territory), {
    command: 'collection-case.hand-to-court',
    input: {
      id: oldest.id,
      courtReference: `（${stage.today().slice(0, 4)}）鄂9005民初1024号`,
      claim: yuanOf(oldest.outstandingFen),
      filedOn: stage.today(),
      evidenceSha256: paper(`filing ${oldest.id}`),
    },
    reason: '多次催收未还，提起诉讼',
  });
}

/** At the door, two of the bank together: both borrowers promise what is overdue. */
async function callOnTwo(stage: Stage, bank: Bank): Promise<readonly Case[]> {
  const young = sql`c.status = 'OPEN' and c.stage = 'DEMAND' and l.loan_class = 'SPECIAL_MENTION'
    and l.overdue_principal_fen + l.overdue_interest_fen > 0`;
  const called = (await casesWhere(stage, young)).slice(0, 2);
  for (const each of called) {
    const visitId = await visit(stage, bank, { ...each, purpose: 'COLLECTION' });
    await stage.perform(each.officer, {
      command: 'collection-case.act',
      input: {
        id: each.id,
        kind: 'VISIT',
        party: 'BORROWER',
        result: 'PROMISED',
        takenAt: stage.now(),
        visitId,
        promisedAmount: yuanOf(each.overdueFen),
        promisedOn: addDays(stage.today(), PROMISED_DAYS),
        note: '家中务农，承诺卖虾后还清欠款（演示）',
      },
    });
  }
  return called;
}

type Visited = Pick<Case, 'customerId' | 'officer' | 'point'> & { purpose: string };

/** A call at the door, as the officer's ledger has it. */
export async function visit(
  stage: Stage,
  bank: Bank,
  { customerId, officer, point, purpose }: Visited,
): Promise<string> {
  const second = officer === bank.manager ? bank.reviewer : bank.manager;
  const { visit: id } = await stage.perform(officer, {
    command: 'visit.record',
    input: {
      customerId,
      way: 'ON_SITE',
      purpose,
      result: 'TO_FOLLOW_UP',
      source: 'TABLET',
      visitedAt: stage.now(),
      secondVisitorId: globalId('Person', second),
      point,
      crs: 'CGCS2000',
      accuracyMetres: 10,
    },
  });
  return String(id);
}

/** The first has paid in the meantime; the second has not, and is called on once more. */
async function settlePromises(stage: Stage, bank: Bank, [kept, broken]: readonly Case[]) {
  if (kept) {
    const { loanCode: code, overdueFen: fen } = kept;
    await repay(stage, bank, { code, reference: `CORE-R-${code}-1`, fen });
  }
  if (!broken) return;
  const visitId = await visit(stage, bank, { ...broken, purpose: 'COLLECTION' });
  const input = {
    id: broken.id,
    kind: 'VISIT',
    party: 'FAMILY',
    result: 'OTHER',
    takenAt: stage.now(),
    visitId,
    note: '家属称外出务工，月底返乡（演示）',
  };
  await stage.perform(broken.officer, { command: 'collection-case.act', input });
}
