/** What a loan may do next, restated from the regulations and not from the program. */
import { levelsFor, type Person } from './town.ts';

export type Drawing = {
  readonly instruction: string;
  readonly amountFen: bigint;
  readonly by: string;
  status: 'REQUESTED' | 'CHECKED' | 'INSTRUCTED' | 'UNKNOWN';
};

export type Answer = Readonly<Record<string, string>>;

/** A loan as the model remembers it. */
export type Loan = {
  readonly id: string;
  readonly key: string;
  readonly customer: string;
  amountFen: bigint;
  readonly revolving: boolean;
  readonly by: string;
  status: string;
  /** Posts taken in this round, by person. */
  duties: Map<string, string>;
  /** Whoever applied, set terms or submitted, in any round. */
  broughtBy: Set<string>;
  /** Whoever had a post in any round. */
  lenders: Set<string>;
  signed: string[];
  level: number;
  votes: { level: number; by: string; isFor: boolean }[];
  cost: 'SHOWN' | 'CONFIRMED' | null;
  drawing: Drawing | null;
  /** What the core said, in order; and what it paid out. */
  answers: Answer[];
  paidOut: Map<string, bigint>;
  /** Repayments told, to be told again. */
  told: Answer[];
};

export type Act =
  | 'submit'
  | 'investigate'
  | 'review'
  | 'approve'
  | 'vote'
  | 'return'
  | 'reject'
  | 'withdraw'
  | 'disclose-cost'
  | 'confirm-cost'
  | 'sign'
  | 'draw'
  | 'check'
  | 'cancel-drawing'
  | 'instruct'
  | 'settle'
  | 'revise';

export const newLoan = (
  of: Pick<Loan, 'id' | 'key' | 'customer' | 'amountFen' | 'revolving' | 'by'>,
): Loan => ({
  ...of,
  status: 'DRAFT',
  duties: new Map(),
  broughtBy: new Set([of.by]),
  lenders: new Set(),
  signed: [],
  level: 0,
  votes: [],
  cost: null,
  drawing: null,
  answers: [],
  paidOut: new Map(),
  told: [],
});

const DECIDED = ['SUBMITTED', 'INVESTIGATED', 'REVIEWED', 'APPROVED'];
const FROM: Readonly<Record<Act, readonly string[]>> = {
  submit: ['DRAFT', 'RETURNED'],
  investigate: ['SUBMITTED'],
  review: ['INVESTIGATED'],
  approve: ['REVIEWED'],
  vote: ['REVIEWED'],
  return: DECIDED,
  reject: DECIDED,
  withdraw: ['DRAFT', 'RETURNED', ...DECIDED, 'SIGNED'],
  'disclose-cost': ['APPROVED'],
  'confirm-cost': ['APPROVED'],
  sign: ['APPROVED'],
  draw: ['SIGNED', 'ACTIVE'],
  check: ['SIGNED', 'ACTIVE'],
  'cancel-drawing': ['SIGNED', 'ACTIVE'],
  instruct: ['SIGNED', 'ACTIVE'],
  settle: ['ACTIVE'],
  revise: ['DRAFT', 'RETURNED'],
};

const POST: Readonly<Record<string, { duty: string; permission: string }>> = {
  SUBMITTED: { duty: 'INVESTIGATION', permission: 'loan.investigate' },
  INVESTIGATED: { duty: 'REVIEW', permission: 'loan.review' },
  REVIEWED: { duty: 'APPROVAL', permission: 'loan.approve' },
  APPROVED: { duty: 'APPROVAL', permission: 'loan.approve' },
};
const DECIDES = new Set<Act>(['investigate', 'review', 'approve', 'vote', 'return', 'reject']);

/** The post an act puts a person into. */
export function dutyOf({ status }: Loan, act: Act): string | undefined {
  if (act === 'check' || act === 'instruct') return 'DISBURSEMENT';
  return DECIDES.has(act) ? POST[status]?.duty : undefined;
}

const NEEDS: Readonly<Partial<Record<Act, readonly string[]>>> = {
  submit: ['loan.apply'],
  revise: ['loan.apply'],
  vote: ['loan.approve'],
  'disclose-cost': ['loan.disclose'],
  'confirm-cost': ['loan.disclose'],
  'cancel-drawing': ['loan.draw', 'loan.check'],
};

function permits(loan: Loan, act: Act, { permissions }: Person): boolean {
  const needed = NEEDS[act] ?? [`loan.${act}`];
  if (!needed.some((each) => permissions.has(each))) return false;
  const post = act === 'return' || act === 'reject' ? POST[loan.status] : undefined;
  return !post || permissions.has(post.permission);
}

/** One post a person in a round; nobody approves what they brought, or pays what they asked for. */
function keptApart(loan: Loan, act: Act, person: Person): boolean {
  const duty = dutyOf(loan, act);
  const held = loan.duties.get(person.id);
  if (duty && held && held !== duty) return false;
  if (act === 'investigate') return !loan.signed.includes(person.id);
  if (act === 'submit' || act === 'revise') {
    return person.id === loan.by || !person.permissions.has('loan.approve');
  }
  // An approval may be taken back by whoever might have granted it.
  if (duty === 'APPROVAL' && loan.status === 'REVIEWED') return !loan.broughtBy.has(person.id);
  if (duty === 'APPROVAL') return person.id !== loan.by;
  return duty !== 'DISBURSEMENT' || person.id !== loan.drawing?.by;
}

function seated(loan: Loan, act: Act, person: Person): boolean {
  if (loan.status !== 'REVIEWED') return true;
  if (!['approve', 'vote', 'return', 'reject'].includes(act)) return true;
  const level = levelsFor(loan.amountFen)[loan.level];
  if (!level?.roles.some((role) => person.roles.has(role))) return false;
  if (act === 'return') return true;
  if ((act === 'vote') !== level.seats > 1) return false;
  if (loan.votes.some(({ by }) => by === person.id)) return false;
  return act === 'reject' || !level.ownLimit || loan.amountFen <= person.limitFen;
}

const AT: Readonly<Partial<Record<Act, readonly string[]>>> = {
  check: ['REQUESTED'],
  'cancel-drawing': ['REQUESTED', 'CHECKED'],
  instruct: ['CHECKED'],
};

function ready(loan: Loan, act: Act): boolean {
  const { drawing } = loan;
  const at = AT[act];
  if (at) return drawing !== null && at.includes(drawing.status);
  if (act === 'confirm-cost') return loan.cost === 'SHOWN';
  if (act === 'sign') return loan.cost === 'CONFIRMED';
  if (act === 'draw' && loan.status === 'ACTIVE' && !loan.revolving) return false;
  return !['draw', 'withdraw', 'settle'].includes(act) || drawing === null;
}

/** May this person take this step now? Money and lines apart, which the database is asked about. */
export const may = (loan: Loan, act: Act, person: Person): boolean =>
  FROM[act].includes(loan.status) &&
  permits(loan, act, person) &&
  keptApart(loan, act, person) &&
  seated(loan, act, person) &&
  ready(loan, act);

/** What nothing stands against but who this person is: another's post, or no seat at the level. */
export const trespasses = (loan: Loan, act: Act, person: Person): boolean =>
  FROM[act].includes(loan.status) &&
  permits(loan, act, person) &&
  ready(loan, act) &&
  !may(loan, act, person);

const fresh = () => ({ signed: [], level: 0, votes: [], cost: null, duties: new Map() });

/** Takes a step in the model. */
export function take(loan: Loan, act: Act, { person, isFor }: { person: Person; isFor: boolean }) {
  const duty = dutyOf(loan, act);
  if (duty) {
    loan.duties.set(person.id, duty);
    loan.lenders.add(person.id);
  }
  if (act === 'submit' || act === 'revise') loan.broughtBy.add(person.id);
  if (act === 'return') Object.assign(loan, { ...fresh(), status: 'RETURNED' });
  else if (act === 'approve' || act === 'vote') decide(loan, { by: person.id, isFor });
  else if (act === 'investigate') {
    loan.signed = [...loan.signed, person.id];
    if (loan.signed.length === 2) loan.status = 'INVESTIGATED';
  } else if (act === 'disclose-cost') loan.cost = 'SHOWN';
  else if (act === 'confirm-cost') loan.cost = 'CONFIRMED';
  else if (act === 'cancel-drawing') loan.drawing = null;
  else if (act === 'check' && loan.drawing) loan.drawing.status = 'CHECKED';
  else if (act === 'instruct' && loan.drawing) {
    loan.drawing.status = 'INSTRUCTED';
    if (loan.status === 'SIGNED') loan.status = 'DISBURSING';
  } else loan.status = LEADS[act] ?? loan.status;
}

const LEADS: Readonly<Partial<Record<Act, string>>> = {
  submit: 'SUBMITTED',
  review: 'REVIEWED',
  reject: 'REJECTED',
  withdraw: 'WITHDRAWN',
  sign: 'SIGNED',
  settle: 'SETTLED',
};

function decide(loan: Loan, { by, isFor }: { by: string; isFor: boolean }): void {
  const levels = levelsFor(loan.amountFen);
  const { seats = 1, votesFor = 1 } = levels[loan.level] ?? {};
  loan.votes.push({ level: loan.level, by, isFor });
  const cast = loan.votes.filter(({ level }) => level === loan.level);
  const assents = cast.filter((vote) => vote.isFor).length;
  if (assents >= votesFor) {
    loan.level += 1;
    if (loan.level === levels.length) loan.status = 'APPROVED';
  } else if (cast.length - assents > seats - votesFor) loan.status = 'REJECTED';
}
