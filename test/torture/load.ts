import type pg from 'pg';
import { civilDate } from '../../src/kernel/clock.ts';
import { globalId, newId } from '../../src/kernel/ids.ts';
import { application, EVIDENCE, FINDINGS, keyOf, SEEN } from '../modules/loans/lending.ts';
import { HOUSEHOLD_ANSWERS } from '../modules/profiles/answered.ts';
import { GIVEN } from '../modules/ratings/ratable.ts';
import { NotDone, type Worker } from './people.ts';
import { confirmed, type Town, WANG, ZHANG } from './town.ts';

export type Setting = { town: Town; owner: pg.Pool };

type Deed = (worker: Worker, setting: Setting) => Promise<unknown>;

const YUAN_FEN = 100;
const AGO_MS = 3_600_000;

const among = <T>(list: readonly T[], chance: () => number): T => {
  const found = list[Math.floor(chance() * list.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};

/** Part of one of the loans that everybody repays. */
const repay: Deed = ({ perform, chance }, { town }) => {
  const fen = 1 + Math.floor(chance() * YUAN_FEN);
  return perform('core.banking', 'loan.repay', {
    id: among(town.loans, chance),
    reference: `T-${newId()}`,
    amount: (fen / YUAN_FEN).toFixed(2),
    paidOn: civilDate(new Date()),
    recomputation: 'SHORTEN_TERM',
  });
};

/** A household that everybody revises. */
const revise: Deed = ({ perform, chance }, { town }) =>
  perform(among([ZHANG, WANG], chance), 'customer.revise', {
    id: among(town.households, chance),
    mobile: `138${String(Math.floor(chance() * 1e8)).padStart(8, '0')}`,
  });

/** A household from its file to its grade. */
async function rated({ perform }: Worker, { town }: Setting): Promise<string> {
  const name = '王家明';
  const household = { kind: 'HOUSEHOLD', name, gridId: town.west.id };
  const { customer } = await perform(ZHANG, 'customer.register', household);
  const id = String(customer);
  const agreed = [
    { purpose: 'RATING', items: ['IDENTITY', 'FINANCES', 'CREDIT_RECORD', 'RATING'] },
  ];
  const paper = { channel: 'PAPER', evidenceSha256: EVIDENCE, givenOn: civilDate(new Date()) };
  await perform(ZHANG, 'consent.give', { id, textId: town.consentText, agreed, ...paper });
  await perform(ZHANG, 'profile.answer', { id, answers: HOUSEHOLD_ANSWERS });
  await perform(ZHANG, 'rating.rate', { id, inputs: GIVEN });
  return id;
}

const AMOUNT = '2000.00';

/** A loan from the application to the money. */
async function lent(worker: Worker, { owner }: Setting, customer: string): Promise<string> {
  const { perform } = worker;
  const { loan } = await perform(ZHANG, 'loan.apply', application(customer, { amount: AMOUNT }));
  const id = String(loan);
  const opinion = { id, opinion: '同意' };
  const visitedAt = new Date(Date.now() - AGO_MS).toISOString();
  await perform(ZHANG, 'loan.submit', { id });
  await perform(ZHANG, 'loan.investigate', { id, ...FINDINGS, visitedAt });
  await perform(WANG, 'loan.investigate', { id, ...FINDINGS, visitedAt });
  await answerFlags(worker, owner, id);
  await perform('loan.reviewer', 'loan.review', opinion);
  await perform('loan.approver', 'loan.approve', opinion);
  await perform(ZHANG, 'loan.disclose-cost', { id, channel: 'ON_SITE' });
  await perform(ZHANG, 'loan.confirm-cost', { id, evidenceSha256: EVIDENCE });
  const signedAt = new Date().toISOString();
  const signing = { method: 'FACE_TO_FACE', signedAt, evidenceSha256: EVIDENCE };
  await perform(ZHANG, 'loan.sign', { id, ...signing });
  await perform(ZHANG, 'loan.draw', { id });
  await perform('loan.disburser', 'loan.check', { id, ...SEEN });
  await perform('loan.disburser', 'loan.instruct', { id });
  const [row] = await rowsOf<{ instruction: string }>(
    owner,
    'select instruction from disbursement where loan_id = $1',
    id,
  );
  await perform('core.banking', 'loan.confirm', {
    id,
    ...confirmed(row?.instruction ?? '', AMOUNT),
  });
  return id;
}

async function answerFlags({ perform }: Worker, owner: pg.Pool, loan: string): Promise<void> {
  const open = 'select id from loan_flag where loan_id = $1 and outcome is null';
  for (const flag of await rowsOf<{ id: string }>(owner, open, loan)) {
    const flagId = globalId('LoanFlag', flag.id);
    const answer = { id: loan, flagId, outcome: 'EXPLAINED', answer: '已电话核实' };
    await perform('loan.reviewer', 'loan.answer-flag', answer);
  }
}

/** The walker looks up what a front end would read; a database that is down ends the way. */
async function rowsOf<T extends pg.QueryResultRow>(owner: pg.Pool, text: string, id: string) {
  const answer = await owner.query<T>(text, [keyOf(id)]).catch((cause) => {
    throw new NotDone('the database is away', { cause });
  });
  return answer.rows;
}

/** A household's whole way: on file, rated, lent to, repaying, moving to the grid next door. */
const live: Deed = async (worker, setting) => {
  const customer = await rated(worker, setting);
  const loan = await lent(worker, setting, customer);
  await worker.perform('core.banking', 'loan.repay', {
    id: loan,
    reference: `T-${newId()}`,
    amount: '10.00',
    paidOn: civilDate(new Date()),
  });
  await move(worker, setting, customer);
};

async function move({ perform }: Worker, { town }: Setting, customer: string): Promise<void> {
  const place = { id: customer, toGridCode: town.east.code };
  const proposed = await perform(ZHANG, 'customer.propose-move', place, '搬家');
  await perform(WANG, 'customer.accept-move', { id: String(proposed.move) });
}

const MIX: readonly (readonly [share: number, deed: Deed])[] = [
  [0.55, repay],
  [0.3, revise],
  [0.15, live],
];

function draw(chance: () => number): Deed {
  let left = chance();
  for (const [share, deed] of MIX) {
    left -= share;
    if (left < 0) return deed;
  }
  return repay;
}

/** One of many at work, until the run is over. */
export async function work(worker: Worker, setting: Setting, over: () => boolean): Promise<void> {
  while (!over()) {
    await draw(worker.chance)(worker, setting).catch((error: unknown) => {
      if (!(error instanceof NotDone)) throw error;
    });
  }
}
