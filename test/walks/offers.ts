/** What people are told they may do, held against the model. */
import { type Act, type Loan, may } from './model.ts';
import type { Person } from './town.ts';
import { insist, insisting, owes, type Walk } from './walk.ts';

type Offer = { action: string; allowed: boolean; reason: { code: string } | null };

/** So many people are asked at a time; over a walk it is everybody's turn. */
const ASKED = 3;

/** Asks people what they may do: never what the model forbids, and what it allows but for money. */
export async function offers(walk: Walk, { loan, acts, from }: Offering): Promise<void> {
  const { people } = walk.town;
  const asked = people.filter(
    (_, place) => (place + from) % Math.ceil(people.length / ASKED) === 0,
  );
  await Promise.all(asked.map((person) => offersTo(walk, { loan, acts, person })));
}

type Offering = { loan: Loan; acts: readonly Act[]; from: number };

type Asking = { loan: Loan; acts: readonly Act[]; person: Person };

async function offersTo(walk: Walk, { loan, acts, person }: Asking): Promise<void> {
  const url = `/v1/loans/allowed-actions?loanId=${loan.id}`;
  const { body } = await insisting(walk, person, { url });
  const offered: Offer[] = body.allowedActions;
  for (const act of acts) {
    const { allowed = false, reason } =
      offered.find(({ action }) => action === `loan.${act}`) ?? {};
    if (act === 'settle' && allowed) insist(walk, !owes(walk, loan), 'settling is offered in debt');
    if (allowed === may(loan, act, person)) continue;
    const what = `${act} for ${person.code} is ${allowed ? 'offered' : reason?.code}`;
    insist(walk, !allowed && BESIDE.includes(reason?.code ?? ''), what);
  }
}

/** What stands in the way beside posts, seats and states. */
const BESIDE = ['loan.balance_outstanding', 'loan.written_off', 'loan.drawn_in_full'];
