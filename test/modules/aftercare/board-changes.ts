/** Changes of a loan before a committee: the people, the matrix, and what they ask and say. */
import { globalId } from '../../../src/kernel/ids.ts';
import type { TestApp } from '../../helpers/app.ts';
import { board, one, seat, setMatrix } from '../credit-authority/board.ts';
import { bring, EVIDENCE, type Lending, openLending } from '../loans/lending.ts';

export const MEMBERS = ['m1', 'm2', 'm3', 'm4', 'm5'];
export const CHAIR = 'chair';

export const EXTENSION = {
  kind: 'EXTENSION',
  ground: 'SEASON',
  months: 3,
  statement: '水稻晚熟',
  evidence: [EVIDENCE],
};
export const WRITE_OFF = {
  kind: 'WRITE_OFF',
  ground: 'DEATH',
  statement: '借款人身故，无遗产',
  evidence: [EVIDENCE],
};

const GRANTING = { code: 'GRANTING', levels: [one('ONE', 'LOAN_APPROVER')] };
/** Extensions by the manager and then the board; losses up to 20,000 yuan by the board at once. */
export const RULES = [
  GRANTING,
  {
    code: 'EXTENDING',
    matters: ['EXTENSION'],
    levels: [one('MANAGER', 'GRID_MANAGER'), board()],
  },
  { code: 'LOSSES', matters: ['WRITE_OFF'], upTo: '20000', levels: [board()] },
];

/** A board, its matrix, and a loan paid out. */
export async function convene(app: TestApp): Promise<{ lending: Lending; loan: string }> {
  const lending = await openLending(app);
  for (const code of MEMBERS) await seat(app, { code, role: 'MEMBER' });
  await seat(app, { code: CHAIR, role: 'CHAIR' });
  await setMatrix(app, { code: 'M1', rules: RULES });
  const loan = await bring(app, lending, { to: 'ACTIVE' });
  return { lending, loan };
}

/** The id of somebody who was seated in a test. */
export async function personWith(app: TestApp, code: string): Promise<string> {
  const [row] = await app.owner<{ id: string }>('select id from person where code = $1', [code]);
  return globalId('Person', row?.id ?? '');
}

export async function propose({ zhang }: Lending, loanId: string, terms: object): Promise<string> {
  return (await zhang.command('loan-change.propose', { loanId, ...terms })).loanChange;
}

export const voterOn =
  (app: TestApp, id: string) =>
  (who: string, choice: string): Promise<unknown> =>
    app.as(who).command('loan-change.vote', { id, choice, opinion: '已审阅' });

const ALLOWED = `query ($id: ID!) { loanChangeAllowedActions(loanChangeId: $id) {
  allowedActions { action allowed reason { code } } dueOn consentsMissing
  authority { matrixCode rule matter amount product guarantees levels { code seats } }
  next { action roles votes votesFor level { code } } } }`;

/** What somebody is told of a change: each action as `true` or the code of why not. */
export async function toldOf(app: TestApp, who: string, id: string) {
  const { loanChangeAllowedActions: told } = await app.as(who).query(ALLOWED, { id });
  const entries = told.allowedActions.map(
    (each: { action: string; allowed: boolean; reason: { code: string } | null }) => [
      each.action.replace('loan-change.', ''),
      each.allowed || each.reason?.code,
    ],
  );
  return { ...told, codes: Object.fromEntries(entries) };
}
