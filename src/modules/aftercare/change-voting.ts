/** A vote on a change of a loan and what it leads to: the next level, the change, or the end. */
import type { LoanChangeGround, LoanChangeKind } from '../../generated/enums.ts';
import type { Context } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { yuanOf } from '../../kernel/money.ts';
import {
  type AuthorityLevel,
  type LevelOutcome,
  levelsOf,
  outcomeOf,
  rolesAt,
  type Seat,
  type VoteChoice,
} from '../credit-authority/index.ts';
import { type LoanRow, seatFor } from '../loans/index.ts';
import { loanObjects, type RepaymentMethod, rateOf, recordFact } from '../servicing/index.ts';
import { deadlineFrom, NO_DEADLINE } from './change-deadlines.ts';
import { type Before, requireActable } from './change-deciders.ts';
import { type DeliberationRow, endDeliberation, openUnder, raise } from './change-deliberation.ts';
import { changeFault, changeRulesOn } from './change-rules.ts';
import { consentRefusal } from './change-workflow.ts';
import {
  type ChangeRow,
  changedOn,
  changeObjects,
  lockAnyLoan,
  requireActive,
  saveChange,
} from './stored-changes.ts';

export type ChangeVote = {
  action: 'approve' | 'vote' | 'reject';
  choice: VoteChoice;
  opinion: string;
};
export type Deciding = Context<ChangeRow>;

/**
 * Casts a vote at the level that decides now, under the matrix of today. The change is locked, so
 * that votes are counted one after the other, and the loan, so that what it carries is made then.
 */
export async function castChangeVote(tx: Tx, context: Deciding, vote: ChangeVote): Promise<void> {
  const { target: change, actor, today, vault } = context;
  const loan = await lockAnyLoan(tx, change);
  const asking = { act: vote.action, actor, today, vault };
  const before = await requireActable(tx, { loan, change }, asking);
  const { facts, decider } = before;
  const level = facts.deliberation?.level;
  const seat = seatFor(facts, vote.action, decider);
  if (!level || !seat) throw new Error(`change ${change.id} has no seat to vote in`);
  const roles = rolesAt(level, seat);
  const ballots = [...(facts.deliberation?.ballots ?? []), { choice: vote.choice, roles }];
  const outcome = outcomeOf(level, ballots);
  const applies = outcome === 'CARRIED' && facts.deliberation?.last === true;
  // Whatever is said last may make up the quorum.
  if (vote.choice === 'FOR' || applies) await requireFit(tx, context, { loan, before });
  const row = await deliberationFor(tx, context, before);
  await keepVote(tx, context, { vote, row, seat, roles });
  await conclude(tx, context, { vote, row, level, outcome, votes: ballots.length, loan, before });
}

/** Refuses what the rules of today do not allow any more, and what a guarantor has not agreed to. */
async function requireFit(
  tx: Tx,
  { target: change, today }: Deciding,
  { loan, before }: { loan: LoanRow; before: Before },
): Promise<void> {
  requireActive(loan);
  const missing = consentRefusal(before.facts);
  if (missing) throw refuse(missing);
  const terms = {
    kind: change.kind as LoanChangeKind,
    ground: change.ground as LoanChangeGround,
    months: change.months,
    rate: change.annual_rate === null ? null : rateOf(change.annual_rate),
  };
  const fault = changeFault(changeRulesOn(today), await changedOn(tx, loan, today), terms);
  if (fault) throw refuse(fault.code, { details: fault.details ?? {} });
}

/** The deliberation that goes on, or a new one in its place. */
async function deliberationFor(
  tx: Tx,
  { target: change, now, emit }: Deciding,
  { deliberated }: Before,
): Promise<DeliberationRow> {
  const { row, question, authority } = deliberated ?? {};
  if (row) return row;
  if (!question || !authority) throw new Error(`change ${change.id} has no authority`);
  await endDeliberation(tx, change, { status: 'SUPERSEDED', now });
  const fresh = await openUnder(tx, change, { question, authority, now });
  emit('loan-change.authority-changed', changeObjects(change, change.version), {
    matrix: authority.matrix.code,
    rule: authority.rule.code,
    amount: yuanOf(question.amountFen),
  });
  return fresh;
}

type Cast = { vote: ChangeVote; row: DeliberationRow; seat: Seat; roles: readonly string[] };

const keepVote = (tx: Tx, { target, actor, now }: Deciding, { vote, row, seat, roles }: Cast) =>
  tx
    .insertInto('loan_change_vote')
    .values({
      institution_id: target.institution_id,
      id: newId(),
      change_id: target.id,
      deliberation_id: row.id,
      level: row.level,
      person_id: actor.personId,
      seat_of: seat.personId,
      delegation_id: seat.delegationId,
      roles: [...roles],
      choice: vote.choice,
      opinion: vote.opinion,
      voted_at: now,
    })
    .execute();

type Counted = {
  vote: ChangeVote;
  row: DeliberationRow;
  level: AuthorityLevel;
  outcome: LevelOutcome;
  votes: number;
  loan: LoanRow;
  before: Before;
};

/** Where the vote leads: nowhere yet, up a level, to the change, or to the end. */
async function conclude(tx: Tx, context: Deciding, counted: Counted): Promise<void> {
  const { target: change, emit } = context;
  const { vote, row, level, outcome, votes, loan, before } = counted;
  const said = {
    kind: change.kind,
    ground: change.ground,
    principal: yuanOf(before.facts.amountFen),
    matrix: row.matrix_code,
    rule: row.rule_code,
    level: level.code,
    choice: vote.choice,
    votes,
    levelCarried: outcome === 'CARRIED',
  };
  if (outcome === 'LOST') {
    const version = await decide(tx, context, { status: 'REJECTED', opinion: vote.opinion });
    return emit('loan-change.rejected', changeObjects(change, version), said);
  }
  if (outcome === 'OPEN' || row.level < levelsOf(row).length) {
    const isUp = outcome === 'CARRIED';
    const version = isUp ? await leadUp(tx, context, row) : change.version;
    return emit('loan-change.voted', changeObjects(change, version), said);
  }
  const version = await decide(tx, context, { status: 'APPLIED', opinion: vote.opinion });
  const recorded = await recordFact(
    tx,
    { ...context, target: loan },
    factOf(change, context.today),
  );
  const objects = [
    { type: 'LoanChange', id: change.id, version },
    ...loanObjects(loan, recorded.version),
  ];
  emit('loan-change.applied', objects, { ...said, effectiveOn: context.today });
}

async function leadUp(tx: Tx, { target, today }: Deciding, row: DeliberationRow) {
  await raise(tx, row);
  return saveChange(tx, target, { today, changes: await deadlineFrom(tx, target, today) });
}

export type Decision = {
  status: 'APPLIED' | 'REJECTED' | 'WITHDRAWN';
  opinion: string | null;
};

/** Ends the deliberation and the change with it; the version of the change. */
export async function decide(
  tx: Tx,
  { target, actor, today, now }: Deciding,
  { status, opinion }: Decision,
): Promise<number> {
  const ended = status === 'APPLIED' ? 'APPROVED' : status;
  await endDeliberation(tx, target, { status: ended, now });
  const decided = { decided_by: actor.personId, decided_on: today };
  const changes = { status, opinion, ...decided, ...NO_DEADLINE };
  return saveChange(tx, target, { today, changes });
}

/** What the change makes true of the loan; its key is the reference, so it happens once. */
function factOf(change: ChangeRow, today: string) {
  const named = { reference: change.id, occurredOn: today };
  const months = change.months ?? 0;
  if (change.kind === 'EXTENSION') return { ...named, kind: 'EXTENDED', months } as const;
  if (change.kind === 'WRITE_OFF') return { ...named, kind: 'WRITTEN_OFF' } as const;
  const method = change.repayment_method as RepaymentMethod;
  const annualRatePercent = change.annual_rate ?? '0';
  return { ...named, kind: 'RESTRUCTURED', months, method, annualRatePercent } as const;
}
