/** A vote on a loan and what it leads to: the next level, the approval, or the end. */
import type { WorkCalendar } from '../../kernel/calendar.ts';
import { type Tx, together } from '../../kernel/db/index.ts';
import { insertRow, updateRow } from '../../kernel/db/one-row.ts';
import { newId } from '../../kernel/ids.ts';
import { yuanOf } from '../../kernel/money.ts';
import { institutionCalendar } from '../calendar/index.ts';
import {
  type AuthorityLevel,
  type LevelOutcome,
  levelsOf,
  outcomeOf,
  rolesAt,
  type Seat,
  type VoteChoice,
} from '../credit-authority/index.ts';
import { requireAffordable } from './affordable.ts';
import { dutyOf } from './authority.ts';
import { approvalExpiry, deadlineBy } from './deadlines.ts';
import { requireDecidable } from './deciders.ts';
import { seatFor } from './deliberation.ts';
import {
  type DeliberatedToday,
  type DeliberationRow,
  endDeliberation,
  openUnder,
} from './deliberation-rows.ts';
import { enterState, type LoanChanges, type LoanContext, loanObjects, stepOf } from './steps.ts';
import type { LoanState } from './workflow.ts';

export type Vote = {
  action: 'approve' | 'vote' | 'reject';
  choice: VoteChoice;
  opinion: string;
  /** What has to be done before anything is paid out, if this vote helps to carry it. */
  conditions: readonly string[];
};

/**
 * Casts a vote at the level that decides now, under the matrix of today. The loan is locked, so that
 * votes are counted one after the other.
 */
export async function castVote(tx: Tx, context: LoanContext, vote: Vote): Promise<void> {
  const { target: loan, actor, today, vault } = context;
  const asking = { action: vote.action, actor, today, vault };
  const [{ facts, decider, deliberated }, , calendar] = await together([
    requireDecidable(tx, loan, asking),
    vote.choice === 'FOR' ? requireAffordable(tx, context) : undefined,
    institutionCalendar(tx, loan.institution_id),
  ]);
  const level = facts.deliberation?.level;
  const seat = seatFor(facts, vote.action, decider);
  const row = deliberated && (await deliberationFor(tx, context, deliberated));
  if (!row || !level || !seat) throw new Error(`loan ${loan.code} has no seat to vote in`);
  const roles = rolesAt(level, seat);
  keepVote(tx, context, { vote, row, seat, roles });
  const ballots = [...(facts.deliberation?.ballots ?? []), { choice: vote.choice, roles }];
  const outcome = outcomeOf(level, ballots);
  const counted = { vote, row, level, outcome, votes: ballots.length, calendar };
  await conclude(tx, context, counted);
}

/** The deliberation under today's rule: the one under way, or a new one in its place. */
async function deliberationFor(
  tx: Tx,
  { target: loan, now, emit }: LoanContext,
  { row, question, authority }: DeliberatedToday,
): Promise<DeliberationRow | undefined> {
  if (row || !authority) return row;
  await endDeliberation(tx, loan, { status: 'SUPERSEDED', now });
  const fresh = await openUnder(tx, loan, { question, authority, now });
  emit('loan.authority-changed', loanObjects(loan, loan.version), {
    matrix: authority.matrix.code,
    rule: authority.rule.code,
  });
  return fresh;
}

type Cast = { vote: Vote; row: DeliberationRow; seat: Seat; roles: readonly string[] };

function keepVote(tx: Tx, context: LoanContext, { vote, row, seat, roles }: Cast): void {
  const { target: loan, actor, now, write } = context;
  const key = newId();
  write(
    insertRow(tx, 'loan_vote', {
      institution_id: loan.institution_id,
      id: key,
      loan_id: loan.id,
      deliberation_id: row.id,
      level: row.level,
      person_id: actor.personId,
      seat_of: seat.personId,
      delegation_id: seat.delegationId,
      roles: [...roles],
      choice: vote.choice,
      opinion: vote.opinion,
      voted_at: now,
    }),
  );
  if (vote.conditions.length === 0) return;
  write(
    tx.insertInto('loan_condition').values(
      vote.conditions.map((text, index) => ({
        institution_id: loan.institution_id,
        id: newId(),
        loan_id: loan.id,
        vote_id: key,
        number: index + 1,
        text,
      })),
    ),
  );
}

type Counted = {
  vote: Vote;
  row: DeliberationRow;
  level: AuthorityLevel;
  outcome: LevelOutcome;
  votes: number;
  calendar: WorkCalendar;
};

const ACTS = { APPROVED: 'loan.approved', REJECTED: 'loan.rejected', REVIEWED: 'loan.voted' };
type Led = keyof typeof ACTS;

/** Where the vote leads: nowhere yet, up a level, to the approval, or to the end. */
async function conclude(tx: Tx, context: LoanContext, counted: Counted): Promise<void> {
  const { target: loan, actor, now, emit } = context;
  const { vote, row, level, outcome } = counted;
  const last = row.level >= levelsOf(row).length;
  const carried: Led = last ? 'APPROVED' : 'REVIEWED';
  const to: Led = { OPEN: 'REVIEWED' as const, CARRIED: carried, LOST: 'REJECTED' as const }[
    outcome
  ];
  const isUp = outcome === 'CARRIED' && !last;
  if (isUp) context.write(raise(tx, row));
  if (to !== 'REVIEWED') {
    context.write({ execute: () => endDeliberation(tx, loan, { status: to, now }) });
  }
  const changes = changesFor(context, { to, isUp, calendar: counted.calendar });
  const version = await enterState(tx, context, { to, changes });
  const step = { action: vote.action.toUpperCase(), duty: dutyOf(vote.action, 'REVIEWED') };
  const { opinion } = vote;
  const taken = { ...step, from: loan.status, to, round: loan.round, opinion };
  context.write(stepOf(tx, taken, { loan, personId: actor.personId, now }));
  emit(ACTS[to], loanObjects(loan, version), {
    from: loan.status,
    to,
    amount: yuanOf(loan.amount_fen),
    matrix: row.matrix_code,
    rule: row.rule_code,
    level: level.code,
    choice: vote.choice,
    votes: counted.votes,
    conditions: vote.conditions.length,
    levelCarried: outcome === 'CARRIED',
  });
}

const raise = (tx: Tx, key: DeliberationRow) =>
  updateRow(tx, 'loan_deliberation', { key, changes: { level: key.level + 1 } });

type Leading = { to: LoanState; isUp: boolean; calendar: WorkCalendar };

/** Each level has a deadline of its own. */
function changesFor(
  { target: loan, actor, today }: LoanContext,
  { to, isUp, calendar }: Leading,
): LoanChanges {
  const waits = isUp || to !== loan.status;
  const deadline = waits ? deadlineBy(calendar, { state: to, today }) : {};
  if (to !== 'APPROVED') return deadline;
  const approval_expires_on = approvalExpiry(calendar, today);
  return { ...deadline, approver_id: actor.personId, approved_on: today, approval_expires_on };
}
