/** The steps of a walk: what people, the core and the days do to the loans, in whatever order. */
import { fc, replayed } from '../helpers/property.ts';
import { apply, resize } from './apply.ts';
import { type Act, type Loan, may, trespasses } from './model.ts';
import { answer, repay, report, reverse, writeOff } from './money.ts';
import { offers } from './offers.ts';
import { step } from './step.ts';
import { type Person, passDays, promote, type Town } from './town.ts';
import { days, insist, rowOf, send, type Walk, yuan } from './walk.ts';

type Told = { kind: string; loan: number; who: number; size: number; late: number };
export type Trod = Record<string, never>;

const ACTS: readonly Act[] = [
  'submit',
  'investigate',
  'review',
  'approve',
  'vote',
  'return',
  'reject',
  'withdraw',
  'disclose-cost',
  'confirm-cost',
  'sign',
  'draw',
  'check',
  'cancel-drawing',
  'instruct',
  'settle',
  'revise',
];
/** The ways on from a state. */
const ONWARD: readonly Act[] = [
  'submit',
  'investigate',
  'review',
  'approve',
  'vote',
  'sign',
  'confirm-cost',
  'disclose-cost',
  'instruct',
  'check',
  'draw',
  'settle',
];

export const among = <T>(list: readonly T[], at: number): T => {
  const found = list[at % list.length];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};

/** Some way on that somebody may take now, sought from a person on. */
function wayOn({ people }: Town, loan: Loan, who: number): [Act, Person] | undefined {
  const around = people.map((_, index) => among(people, who + index));
  for (const act of ONWARD) {
    const person = around.find((each) => may(loan, act, each));
    if (person) return [act, person];
  }
  return undefined;
}

/** Revising is the applicant's own, and offered as a form and not as a step. */
const OFFERED = ACTS.filter((act) => act !== 'revise');

/** Does what somebody has the permission for, and who they are forbids. */
async function trespass(walk: Walk, loan: Loan, size: number): Promise<void> {
  await offers(walk, { loan, acts: OFFERED, from: size });
  const { people } = walk.town;
  const all = ACTS.flatMap((act) => people.map((person) => ({ act, person })));
  const found = all.filter(({ act, person }) => trespasses(loan, act, person));
  if (found.length === 0) return;
  // Each act has a turn, however many people it is forbidden to.
  const acts = [...new Set(found.map(({ act }) => act))];
  const wanted = found.filter(({ act }) => act === among(acts, size));
  await step(walk, { loan, ...among(wanted, size), size });
}

const MOST_ON = 9;
const MOST_LOANS = 5;

/** Goes on as far as people can, or so many steps. */
async function goOn(walk: Walk, loan: Loan, { who, size, late }: Told): Promise<void> {
  for (let gone = 0; gone < (size % MOST_ON) + 1; gone += 1) {
    if ((size + gone) % 2 === 0) await trespass(walk, loan, late + gone);
    const [act, person] = wayOn(walk.town, loan, who + gone) ?? [];
    if (!act || !person) {
      await answer(walk, { loan, size: 1, late: late + 2 });
      if (!loan.drawing) return;
    } else if (!(await step(walk, { loan, act, person, size: size + 1 }))) return;
  }
}

async function tread(walk: Walk, told: Told): Promise<void> {
  const { kind, who, size, late } = told;
  const person = among(walk.town.people, who);
  if (kind === 'APPLY')
    return walk.loans.length < MOST_LOANS ? apply(walk, { person, size }) : undefined;
  if (kind === 'DAYS') return days(walk, late);
  if (kind === 'LINE') return resize(walk, size);
  if (kind === 'PROMOTE') {
    walk.story.push(`promoted: ${await promote(walk.town, who, size)}`);
    return passDays(walk.town.app, 1);
  }
  const loan = among(walk.loans, told.loan);
  if (kind === 'ONWARD') return goOn(walk, loan, told);
  if (kind === 'TRESPASS') return trespass(walk, loan, size);
  if (kind === 'ANSWER') return answer(walk, { loan, size, late });
  if (kind === 'REPAY') return repay(walk, { loan, size, late });
  if (kind === 'REVERSE') return reverse(walk, { loan, size, late });
  if (kind === 'REPORT') return report(walk, { loan, size, late });
  if (kind === 'WRITE_OFF') return writeOff(walk, { loan, by: person, from: who + size });
  await step(walk, { loan, act: kind as Act, person, size });
}

const command = (told: Told): fc.AsyncCommand<Trod, Walk> => ({
  check: () => true,
  run: (_model, walk) => tread(walk, told),
  toString: () => JSON.stringify(told),
});

const numbers = {
  loan: fc.nat(5),
  who: fc.nat(8),
  size: fc.nat(40),
  late: fc.nat(40),
};
const told = (kind: fc.Arbitrary<string>) => fc.record({ kind, ...numbers }).map(command);
const kind = (name: string) => told(fc.constant(name));
const money = fc.constantFrom('ANSWER', 'REPAY', 'REPAY', 'REVERSE', 'REPORT', 'WRITE_OFF');

/** Half of it goes on; the rest is anything by anybody. */
const STEPS = [
  kind('ONWARD'),
  kind('ONWARD'),
  kind('ONWARD'),
  kind('ONWARD'),
  kind('TRESPASS'),
  kind('TRESPASS'),
  kind('APPLY'),
  kind('DAYS'),
  kind('LINE'),
  kind('PROMOTE'),
  told(money),
  told(money),
  told(fc.constantFrom(...ACTS)),
  told(fc.constantFrom(...ACTS)),
];

/** A walk of so many steps; most of a long one are taken. */
export const walks = (most: number) =>
  fc.commands(STEPS, { maxCommands: most, size: 'max', ...replayed });

/** However a walk went, no loan is stuck: what is owed can be paid, and the loan closed. */
export async function bringHome(walk: Walk, loan: Loan): Promise<void> {
  const { app, core, people } = walk.town;
  const someone = async (act: Act) => {
    const person = people.find((each) => may(loan, act, each));
    insist(walk, person !== undefined, `nobody can ${act} ${loan.id}`);
    insist(walk, await step(walk, { loan, act, person, size: 1 }), `${act} is stuck`);
  };
  const { drawing } = loan;
  if (drawing?.status === 'REQUESTED' || drawing?.status === 'CHECKED')
    await someone('cancel-drawing');
  else if (drawing) await answer(walk, { loan, size: 1, late: 3 });
  if (['REJECTED', 'WITHDRAWN', 'SETTLED'].includes(loan.status)) return;
  if (loan.status !== 'ACTIVE') return someone('withdraw');
  const row = rowOf(walk, loan);
  const paidOn = app.clock.now().toISOString().slice(0, 10);
  for (const [name, owed] of [
    ['loan.recover', row.writtenOffFen],
    ['loan.repay', row.owedFen],
  ] as const) {
    if (owed === '0') continue;
    const input = {
      id: loan.id,
      reference: `H-${name}-${loan.key}`,
      amount: yuan(BigInt(owed)),
      paidOn,
    };
    const line = await send(walk, { who: core, command: name, input });
    insist(walk, line.status === 200, `what is owed cannot be paid: ${line.code}`);
  }
  await someone('settle');
}
