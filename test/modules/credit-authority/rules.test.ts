import { test } from 'tap';
import type { AuthorityMatter } from '../../../src/generated/enums.ts';
import {
  type Ballot,
  outcomeOf,
  standingAt,
  voteChoices,
} from '../../../src/modules/credit-authority/ballots.ts';
import { authorityIn, matrixInput } from '../../../src/modules/credit-authority/matrix-in-force.ts';
import {
  type AuthorityLevel,
  type AuthorityRule,
  type CreditQuestion,
  contradictionIn,
  ruleFor,
  sampleMatrices,
} from '../../../src/modules/credit-authority/rules.ts';
import { fc } from '../../helpers/property.ts';

const level = (more: Partial<AuthorityLevel> = {}): AuthorityLevel => ({
  code: 'BOARD',
  name: { en: 'Board', zh: '贷审会' },
  roles: ['MEMBER', 'CHAIR'],
  seats: 5,
  votesFor: 3,
  quorum: 4,
  vetoRoles: [],
  withinOwnLimit: false,
  ...more,
});
const rule = (code: string, more: Partial<AuthorityRule> = {}): AuthorityRule => ({
  code,
  matters: ['GRANT'],
  products: [],
  guarantees: [],
  grades: [],
  outletLevels: [],
  levels: [level()],
  ...more,
});
const question = (more: Partial<CreditQuestion> = {}): CreditQuestion => ({
  matter: 'GRANT',
  amountFen: 10_000_000n,
  product: 'VILLAGE_CREDIT',
  guarantees: ['CREDIT'],
  grade: 'A',
  outletLevel: 'SECOND_BRANCH',
  ...more,
});

test('the first rule that fits decides', async (t) => {
  const rules = [
    rule('SMALL', { upTo: '50000' }),
    rule('GOOD', { upTo: '200000', grades: ['A', 'AA'], guarantees: ['CREDIT', 'GUARANTOR'] }),
    rule('BRANCH', { upTo: '300000', outletLevels: ['FIRST_BRANCH'] }),
    rule('MERCHANT', { products: ['MERCHANT_LOAN'] }),
    rule('LARGE', { upTo: '1000000.00' }),
  ];
  const table: [Partial<CreditQuestion>, string | undefined][] = [
    [{ amountFen: 5_000_000n }, 'SMALL'],
    [{ amountFen: 5_000_001n }, 'GOOD'],
    [{ grade: 'B' }, 'LARGE'],
    [{ grade: null }, 'LARGE'],
    [{ guarantees: ['GUARANTOR'] }, 'GOOD'],
    [{ guarantees: ['GUARANTOR', 'MORTGAGE'] }, 'LARGE'],
    [{ amountFen: 30_000_000n, outletLevel: 'FIRST_BRANCH' }, 'BRANCH'],
    [{ amountFen: 30_000_000n, outletLevel: null }, 'LARGE'],
    [{ amountFen: 100_000_000n }, 'LARGE'],
    [{ amountFen: 100_000_001n }, undefined],
    [{ amountFen: 900_000_000n, product: 'MERCHANT_LOAN' }, 'MERCHANT'],
  ];
  for (const [asked, code] of table) {
    t.equal(ruleFor({ rules }, question(asked))?.code, code, JSON.stringify(asked, String));
  }
});

test('a rule decides the matters it names, and a matter nobody names stays as it was', (t) => {
  const content = (more: Record<string, unknown>) =>
    matrixInput.parse({
      rules: [{ code: 'R', levels: [{ ...level(), vetoRoles: [] }], ...more }],
    });
  t.same(content({}).rules[0]?.matters, ['GRANT'], 'as every matrix set before said');
  const matrix = (rules: AuthorityRule[]) => ({ id: 'm', code: 'M', rules: { rules } });
  const rules = [
    rule('SMALL_LOSS', { matters: ['WRITE_OFF'], upTo: '50000' }),
    rule('TERMS', { matters: ['GRANT', 'EXTENSION'], upTo: '200000' }),
  ];
  const table: [AuthorityMatter, bigint, string | undefined][] = [
    ['GRANT', 100n, 'M TERMS'],
    ['GRANT', 20_000_001n, undefined],
    ['EXTENSION', 20_000_000n, 'M TERMS'],
    ['EXTENSION', 20_000_001n, undefined],
    ['WRITE_OFF', 5_000_000n, 'M SMALL_LOSS'],
    ['WRITE_OFF', 5_000_001n, undefined],
    ['RESTRUCTURING', 900_000_000n, 'OWN_LIMIT ANY'],
  ];
  for (const [matter, amountFen, expected] of table) {
    const found = authorityIn(matrix(rules), question({ matter, amountFen }), '2026-03-02');
    const said = found && `${found.matrix.code} ${found.rule.code}`;
    t.equal(said, expected, `${matter} ${amountFen}`);
  }
  const losses = matrix([rule('LOSS', { matters: ['WRITE_OFF'] })]);
  t.equal(authorityIn(losses, question(), '2026-03-02'), undefined, 'granting is never left to it');
  t.end();
});

test('a matrix that contradicts itself is named where it does', async (t) => {
  const one = (more: Partial<AuthorityLevel>) => [rule('R', { levels: [level(more)] })];
  const table: [AuthorityRule[], readonly (string | number)[] | undefined][] = [
    [[rule('A', { upTo: '1' }), rule('B')], undefined],
    [
      [rule('A', { upTo: '1' }), rule('A')],
      ['rules', 1, 'code'],
    ],
    [
      [rule('A'), rule('B', { upTo: '1' })],
      ['rules', 1],
    ],
    [
      [rule('A', { grades: ['A', 'B'] }), rule('B', { grades: ['B'] })],
      ['rules', 1],
    ],
    [[rule('A', { grades: ['A'] }), rule('B')], undefined],
    [[rule('A'), rule('B', { matters: ['WRITE_OFF'] })], undefined],
    [[rule('A'), rule('B', { matters: ['GRANT', 'WRITE_OFF'] })], undefined],
    [
      [rule('A', { matters: ['EXTENSION', 'WRITE_OFF'] }), rule('B', { matters: ['WRITE_OFF'] })],
      ['rules', 1],
    ],
    [[rule('A', { upTo: '5' }), rule('B', { upTo: '5.01' })], undefined],
    [[rule('A', { levels: [level(), level()] })], ['rules', 0, 'levels', 1, 'code']],
    [one({ votesFor: 2 }), ['rules', 0, 'levels', 0, 'votesFor']],
    [one({ seats: 4, votesFor: 2, quorum: 2 }), ['rules', 0, 'levels', 0, 'votesFor']],
    [one({ votesFor: 6 }), ['rules', 0, 'levels', 0, 'votesFor']],
    [one({ quorum: 2 }), ['rules', 0, 'levels', 0, 'quorum']],
    [one({ quorum: 6 }), ['rules', 0, 'levels', 0, 'quorum']],
    [one({ vetoRoles: ['OUTSIDER'] }), ['rules', 0, 'levels', 0, 'vetoRoles']],
    [one({ roles: [], vetoRoles: ['CHAIR'] }), undefined],
  ];
  for (const [index, [rules, place]] of table.entries()) {
    t.same(contradictionIn({ rules }), place, `${index}`);
  }
  for (const { rules } of sampleMatrices) t.equal(contradictionIn(rules), undefined);
});

const yes: Ballot = { choice: 'FOR', roles: ['MEMBER'] };
const no: Ballot = { choice: 'AGAINST', roles: ['MEMBER'] };
const neither: Ballot = { choice: 'ABSTAIN', roles: ['MEMBER'] };
const chairYes: Ballot = { choice: 'FOR', roles: ['CHAIR'] };
const chairNo: Ballot = { choice: 'AGAINST', roles: ['CHAIR'] };

test('what votes come to', async (t) => {
  const plain = level();
  const vetoed = level({ vetoRoles: ['CHAIR'] });
  const table: [AuthorityLevel, Ballot[], string][] = [
    [plain, [], 'OPEN'],
    [plain, [yes, yes, yes], 'OPEN'],
    [plain, [yes, yes, yes, neither], 'CARRIED'],
    [plain, [yes, yes, yes, no], 'CARRIED'],
    [plain, [yes, yes, no, neither], 'OPEN'],
    [plain, [yes, yes, no, neither, no], 'LOST'],
    [plain, [no, no, no], 'LOST'],
    [plain, [neither, neither, neither], 'LOST'],
    [vetoed, [yes, yes, yes, yes], 'OPEN'],
    [vetoed, [yes, yes, yes, chairYes], 'CARRIED'],
    [vetoed, [yes, yes, yes, yes, chairNo], 'LOST'],
    [vetoed, [chairNo], 'LOST'],
    [level({ seats: 1, votesFor: 1, quorum: 1 }), [yes], 'CARRIED'],
    [level({ seats: 1, votesFor: 1, quorum: 1 }), [no], 'LOST'],
  ];
  for (const [index, [at, ballots, outcome]] of table.entries()) {
    t.equal(outcomeOf(at, ballots), outcome, `${index}`);
  }
});

test('who has a seat, and for whom the last one is kept', async (t) => {
  const board = level({ vetoRoles: ['CHAIR'] });
  const of = (...roles: string[]) => ({ roles });
  t.equal(standingAt(board, [], of('CLERK')), 'ELSEWHERE');
  t.equal(standingAt(board, [], of('CLERK', 'MEMBER')), 'FREE');
  t.equal(standingAt(board, [yes, yes, yes], of('MEMBER')), 'FREE');
  t.equal(standingAt(board, [yes, yes, yes, yes], of('MEMBER')), 'KEPT');
  t.equal(standingAt(board, [yes, yes, yes, yes], of('CHAIR')), 'FREE');
  t.equal(standingAt(board, [yes, chairYes, yes, no], of('MEMBER')), 'FREE');
  t.equal(standingAt(level({ roles: [] }), [], of('ANYONE')), 'FREE');
});

const levels = fc
  .record({
    seats: fc.integer({ min: 1, max: 9 }),
    veto: fc.boolean(),
    room: fc.nat(),
    more: fc.nat(),
  })
  .map(({ seats, veto, room, more }) => {
    const least = Math.floor(seats / 2) + 1;
    const votesFor = least + (room % (seats - least + 1));
    const quorum = votesFor + (more % (seats - votesFor + 1));
    return level({ seats, votesFor, quorum, vetoRoles: veto ? ['CHAIR'] : [] });
  });
const ballots = fc.array(
  fc.record({
    choice: fc.constantFrom(...voteChoices),
    roles: fc.constantFrom(['MEMBER'], ['CHAIR'], ['MEMBER', 'CHAIR']),
  }),
  { maxLength: 12 },
);

/** Votes as they come in while the level is open and the voter has a seat; then nobody votes. */
function hold(at: AuthorityLevel, coming: readonly Ballot[]) {
  const cast: Ballot[] = [];
  for (const ballot of coming) {
    if (outcomeOf(at, cast) !== 'OPEN') break;
    if (standingAt(at, cast, ballot) === 'FREE') cast.push(ballot);
  }
  return { cast, outcome: outcomeOf(at, cast) };
}

test('whatever votes come in whatever order, authority is neither exceeded nor stuck', async (t) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(levels, ballots, (at, coming) => {
      const { cast, outcome } = hold(at, coming);
      seen.add(outcome);
      const count = (choice: string) => cast.filter((each) => each.choice === choice).length;
      const chair = cast.filter(({ roles }) => roles.includes('CHAIR'));
      if (cast.length > at.seats) return false;
      if (outcome === 'CARRIED') {
        const heard = at.vetoRoles.length === 0 || chair.length > 0;
        const vetoed = at.vetoRoles.length > 0 && chair.some(({ choice }) => choice === 'AGAINST');
        return count('FOR') >= at.votesFor && cast.length >= at.quorum && heard && !vetoed;
      }
      // As long as it is open somebody can still vote, and everybody for it would carry it.
      if (outcome === 'OPEN') {
        const rest = Array.from({ length: at.seats - cast.length }, () => chairYes);
        return rest.length > 0 && outcomeOf(at, [...cast, ...rest]) === 'CARRIED';
      }
      return outcomeOf(at, cast.toReversed()) === 'LOST';
    }),
    { numRuns: 3_000 },
  );
  t.same([...seen].sort(), ['CARRIED', 'LOST', 'OPEN']);
});
