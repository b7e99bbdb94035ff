/** What the bank core tells of a walk's loans, truly and otherwise. */
import { addDays } from '../../src/kernel/dates.ts';
import { globalId } from '../../src/kernel/ids.ts';
import type { Answer, Loan } from './model.ts';
import { lossLevelFor, type Person, todayOf } from './town.ts';
import { insist, type Line, rowOf, send, type Walk, yuan } from './walk.ts';

export type Telling = { loan: Loan; size: number; late: number };

const KINDS: Readonly<Record<string, string>> = {
  CONFIRMED: 'DISBURSEMENT_CONFIRMED',
  REFUSED: 'DISBURSEMENT_REFUSED',
  UNKNOWN: 'DISBURSEMENT_UNKNOWN',
};

/** Was it taken for true? The door for reports takes everything, and queues what does not fit. */
const isTaken = ({ status, answer }: Line): boolean =>
  status === 200 && answer?.result.status !== 'MISMATCHED';

/** Tells an answer through one door or the other; whether it was taken for true. */
async function tell(
  walk: Walk,
  { loan, answer, door }: { loan: Loan; answer: Answer; door: number },
) {
  const { outcome = '', ...told } = answer;
  const who = walk.town.core;
  const before = walk.seen.digest;
  const line = await (door % 2
    ? send(walk, { who, command: 'loan.confirm', input: { id: loan.id, ...answer } })
    : send(walk, {
        who,
        command: 'core-report.receive',
        input: { kind: KINDS[outcome], ...told },
      }));
  const taken = isTaken(line);
  insist(walk, taken || walk.seen.digest === before, 'what does not fit changed a loan');
  return { taken, changed: walk.seen.digest !== before };
}

/** The core answers: what it did, or something wrong, or what it has said before. */
export async function answer(walk: Walk, { loan, size, late }: Telling): Promise<void> {
  const { drawing } = loan;
  const earlier = loan.answers[size % Math.max(1, loan.answers.length)];
  if (earlier && late % 4 === 0) return again(walk, { loan, earlier, door: size, late });
  if (drawing?.status !== 'INSTRUCTED' && drawing?.status !== 'UNKNOWN') return;
  const outcome = ['REFUSED', 'UNKNOWN'][late % 9] ?? 'CONFIRMED';
  const { instruction } = drawing;
  const amount = yuan(size % 7 === 0 ? drawing.amountFen + 1n : drawing.amountFen);
  const occurredOn = todayOf(walk.town.app);
  const reference = `${outcome.slice(0, 1)}-${instruction}`;
  const why = outcome === 'REFUSED' ? { explanation: '账户状态异常' } : {};
  const given = { instruction, outcome, reference, amount, occurredOn, ...why };
  const { taken } = await tell(walk, { loan, answer: given, door: size });
  // Whether it paid is all an unknown outcome says nothing about, its amount included.
  if (outcome === 'UNKNOWN' && drawing.status === 'UNKNOWN') return;
  insist(walk, taken === (size % 7 !== 0), `an answer was ${taken ? '' : 'not '}taken`);
  if (!taken) return;
  believe(walk, { loan, given });
}

function believe(walk: Walk, { loan, given }: { loan: Loan; given: Answer }): void {
  const { drawing } = loan;
  insist(walk, drawing !== null, 'nothing to answer');
  if (given.outcome === 'UNKNOWN') drawing.status = 'UNKNOWN';
  else {
    loan.answers.push(given);
    if (given.outcome === 'CONFIRMED') {
      loan.paidOut.set(drawing.instruction, drawing.amountFen);
      loan.status = 'ACTIVE';
    } else if (loan.status === 'DISBURSING') loan.status = 'SIGNED';
    loan.drawing = null;
  }
  agrees(walk, loan);
}

/** The model and the database have the loan in one state, and the same money paid out. */
export function agrees(walk: Walk, loan: Loan): void {
  const { status, drawing, paid } = rowOf(walk, loan);
  const said = `${status} ${drawing}, not ${loan.status} ${loan.drawing?.status}`;
  insist(walk, status === loan.status && drawing === (loan.drawing?.status ?? null), said);
  const out = Object.entries(paid);
  const same = out.every(([instruction, fen]) => loan.paidOut.get(instruction) === BigInt(fen));
  insist(walk, same && out.length === loan.paidOut.size, 'paid out otherwise than the core did');
}

type Again = { loan: Loan; earlier: Answer; door: number; late: number };

/** An answer told again changes nothing; another one to the same instruction is not believed. */
async function again(walk: Walk, { loan, earlier, door, late }: Again): Promise<void> {
  const other = { ...earlier, reference: `X-${earlier.instruction}` };
  const isSame = late % 8 === 0;
  const told = await tell(walk, { loan, answer: isSame ? earlier : other, door });
  insist(walk, !told.changed, 'an instruction was answered twice');
  insist(walk, told.taken === isSame, isSame ? 'told again, not known' : 'answered otherwise');
}

const SHARES = [0n, 10n, 50n, 100n, 130n];

/** A borrower pays: some or all, on time or known late, told once or again. */
export async function repay(walk: Walk, { loan, size, late }: Telling): Promise<void> {
  const who = walk.town.core;
  const command = 'loan.repay';
  const before = walk.seen.digest;
  const earlier = loan.told[size % Math.max(1, loan.told.length)];
  if (earlier && late % 5 === 0) {
    const again = await send(walk, { who, command, input: { ...earlier } });
    insist(walk, again.status === 200 && walk.seen.digest === before, 'a repayment counted twice');
    const more = {
      ...earlier,
      amount: `${earlier.amount}`.replace(/\d$/, (last) => `${9 - Number(last)}`),
    };
    const other = await send(walk, { who, command, input: more });
    const distinct = more.amount !== earlier.amount;
    insist(
      walk,
      !distinct || other.code === 'loan.reference_conflict',
      'one reference, two amounts',
    );
    return;
  }
  const row = rowOf(walk, loan);
  const owed = BigInt(row.owedFen) + BigInt(row.writtenOffFen);
  const share = (owed * (SHARES[size % SHARES.length] ?? 0n)) / 100n;
  const today = todayOf(walk.town.app);
  const paidOn = addDays(today, -(late % 3 === 0 ? late : 0));
  const recomputation = ['SHORTEN_TERM', 'LOWER_INSTALMENT'][size % 6];
  const ahead = recomputation ? { recomputation } : {};
  const amount = yuan(share === 0n ? 1n : share);
  const reference = `R-${loan.key.slice(-12)}-${walk.story.length}`;
  const input = { id: loan.id, reference, amount, paidOn, ...ahead };
  const line = await send(walk, { who, command, input });
  if (line.status === 200) loan.told.push(input as never);
  const receiving = loan.status === 'ACTIVE' || loan.status === 'DISBURSING';
  insist(walk, receiving || line.status !== 200, 'a repayment of nothing');
  const due = loan.status === 'ACTIVE' && owed > 0n && paidOn === today && !recomputation;
  insist(walk, !due || line.status === 200, `a repayment was refused: ${line.code}`);
}

/** The core takes one of its facts back; money that went out stays out. */
export async function reverse(walk: Walk, { loan, size }: Telling): Promise<void> {
  const facts = await walk.town.app.owner<{ id: string; kind: string }>(
    `select id, kind from loan_fact where institution_id = $2 and loan_id = $1
     order by reported_at, id`,
    [loan.key, walk.town.app.world.bankId],
  );
  const wrong = facts[size % Math.max(1, facts.length)];
  if (!wrong) return;
  if (loan.status === 'SETTLED') return reopen(walk, loan, wrong);
  const reference = `V-${loan.key.slice(-12)}-${walk.story.length}`;
  const occurredOn = todayOf(walk.town.app);
  const input = { id: loan.id, factId: globalId('LoanFact', wrong.id), reference, occurredOn };
  const command = 'loan.reverse-fact';
  const line = await send(walk, { who: walk.town.core, command, input, reason: '误报' });
  const lasting = ['DISBURSED', 'DRAWN', 'DISBURSEMENT_REFUSED', 'REVERSED'].includes(wrong.kind);
  insist(walk, !lasting || line.status !== 200, `${wrong.kind} was taken back`);
}

const LASTING = ['DISBURSED', 'DRAWN', 'DISBURSEMENT_REFUSED', 'REVERSED', 'WRITTEN_OFF'];

/** A payment bounced after the loan was settled: the core cannot take it back, two people can. */
async function reopen(walk: Walk, loan: Loan, wrong: { id: string; kind: string }): Promise<void> {
  const { core, app, people } = walk.town;
  const reference = `V-${loan.key.slice(-12)}-${walk.story.length}`;
  const occurredOn = todayOf(app);
  const input = { id: loan.id, factId: globalId('LoanFact', wrong.id), reference, occurredOn };
  const why = { input, reason: '支票退票' };
  const told = await send(walk, { who: core, command: 'loan.reverse-fact', ...why });
  insist(walk, told.code === 'loan.reopen_first', `taken back of a settled loan: ${told.code}`);
  const [one, other] = people.filter(({ permissions }) => permissions.has('loan.reopen'));
  insist(walk, one !== undefined && other !== undefined, 'two people open a loan again');
  const asked = await send(walk, { who: one, command: 'loan.reopen', ...why });
  const id = String((asked.answer as unknown as Asked | undefined)?.approval?.id);
  insist(walk, asked.status === 202, `opened again by one: ${asked.status}`);
  const agreed = await send(walk, { who: other, command: 'approval.approve', input: { id } });
  const taken = agreed.status === 200;
  insist(walk, !taken || !LASTING.includes(wrong.kind), `${wrong.kind} was taken back`);
  if (taken) loan.status = 'ACTIVE';
  agrees(walk, loan);
}
type Asked = { approval?: { id: string } };

/** Penalty interest, or money for a claim that was written off. */
export async function report(walk: Walk, { loan, size, late }: Telling): Promise<void> {
  const told = { id: loan.id, reference: `P-${loan.key.slice(-12)}-${walk.story.length}` };
  const on = addDays(todayOf(walk.town.app), -(late % 20));
  const amount = yuan(BigInt(size + 1) * 37n);
  const who = walk.town.core;
  if (late % 2) {
    const input = { ...told, amount, occurredOn: on };
    await send(walk, { who, command: 'loan.charge-penalty', input });
  } else {
    const input = { ...told, amount, paidOn: on };
    const { writtenOffFen: lost } = rowOf(walk, loan);
    const line = await send(walk, { who, command: 'loan.recover', input });
    insist(walk, lost !== '0' || line.status !== 200 || late > 0, 'recovered what was not lost');
  }
}

type WritingOff = { loan: Loan; by: Person; from: number };
type Losing = WritingOff & { id: string; owed: bigint };

/** A claim is lost with its borrower: one proposes, and those of its level decide, if they may. */
export async function writeOff(walk: Walk, writing: WritingOff): Promise<void> {
  const { loan, by } = writing;
  const proposal = {
    loanId: loan.id,
    kind: 'WRITE_OFF',
    ground: 'DEATH',
    statement: '借款人死亡，无遗产',
    evidence: ['f'.repeat(64)],
  };
  const { principalFen: owed } = rowOf(walk, loan);
  const made = await send(walk, { who: by, command: 'loan-change.propose', input: proposal });
  if (made.status !== 200) return;
  insist(walk, loan.status === 'ACTIVE' && owed !== '0', 'nothing to write off');
  const id = String(made.answer?.result.loanChange);
  const losing = { ...writing, id, owed: BigInt(owed) };
  if (await decidedOn(walk, losing)) return;
  const back = await send(walk, { who: by, command: 'loan-change.withdraw', input: { id } });
  insist(walk, back.status === 200, 'a proposal is stuck');
}

/** Everybody tries, beginning with somebody; whether it came to an end. */
async function decidedOn(walk: Walk, losing: Losing): Promise<boolean> {
  const { people } = walk.town;
  const { id, owed, from } = losing;
  const level = lossLevelFor(owed);
  const command = level.seats === 1 ? 'loan-change.approve' : 'loan-change.vote';
  const cast: { who: Person; isFor: boolean }[] = [];
  for (const [turn] of people.entries()) {
    const who = people[(from + turn) % people.length];
    insist(walk, who !== undefined, 'nobody');
    const isFor = level.seats === 1 || (from + turn) % 4 !== 0;
    const choice = level.seats === 1 ? {} : { choice: isFor ? 'FOR' : 'AGAINST' };
    const line = await send(walk, { who, command, input: { id, opinion: '已审阅', ...choice } });
    const allowed = mayWriteOff(losing, who);
    insist(walk, (line.status === 200) === allowed, `writing off: ${line.code ?? 'granted'}`);
    if (allowed) cast.push({ who, isFor });
    const assents = cast.filter((vote) => vote.isFor).length;
    if (assents >= level.votesFor || cast.length - assents > level.seats - level.votesFor)
      return true;
  }
  return false;
}

function mayWriteOff({ loan, by, owed }: Losing, { id, permissions, roles, limitFen }: Person) {
  const level = lossLevelFor(owed);
  return (
    permissions.has('loan-change.decide') &&
    id !== by.id &&
    !loan.lenders.has(id) &&
    level.roles.some((role) => roles.has(role)) &&
    (!level.ownLimit || owed <= limitFen)
  );
}
