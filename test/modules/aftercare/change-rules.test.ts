import { test } from 'tap';
import { LoanChangeStatus } from '../../../src/generated/enums.ts';
import {
  type Changed,
  type ChangeTerms,
  changeFault,
  changeRulesOn,
  mostExtension,
} from '../../../src/modules/aftercare/change-rules.ts';
import {
  type ChangeActor,
  type ChangeFacts,
  changeActs,
  changeRefusal,
} from '../../../src/modules/aftercare/change-workflow.ts';
import type { AuthorityLevel, Deliberation } from '../../../src/modules/credit-authority/index.ts';
import { fc } from '../../helpers/property.ts';

const rules = changeRulesOn('2026-03-02');
const loan: Changed = {
  termMonths: 12,
  extendedMonths: 0,
  loanClass: 'NORMAL',
  overdueDays: 0,
  overdue: false,
  matured: false,
  rate: 4_350_000n,
  principalFen: 1_200_000n,
  drawing: false,
  pursued: false,
};
const extension: ChangeTerms = { kind: 'EXTENSION', ground: 'SEASON', months: 6, rate: null };
const code = (terms: ChangeTerms, more: Partial<Changed> = {}) =>
  changeFault(rules, { ...loan, ...more }, terms)?.code;

test('a short loan is extended by its term at most, a longer one by half of it', (t) => {
  const cases = [
    [1, 1],
    [12, 12],
    [13, 6],
    [24, 12],
    [25, 12],
    [36, 18],
  ] as const;
  for (const [term, most] of cases) t.equal(mostExtension(rules, term), most, `${term}`);
  t.equal(code({ ...extension, months: 12 }), undefined);
  t.equal(code({ ...extension, months: 13 }), 'loan-change.too_long');
  t.equal(code({ ...extension, months: 7 }, { extendedMonths: 6 }), 'loan-change.too_long');
  t.equal(code({ ...extension, months: 6 }, { extendedMonths: 6 }), undefined);
  t.end();
});

test('extensions together never go beyond what the term allows', (t) => {
  const asked = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), asked, (termMonths, months) => {
      let extendedMonths = 0;
      for (const each of months) {
        const fault = code({ ...extension, months: each }, { termMonths, extendedMonths });
        if (fault === undefined) extendedMonths += each;
      }
      t.ok(extendedMonths <= (termMonths <= 12 ? termMonths : termMonths / 2));
    }),
    { numRuns: 150 },
  );
  t.end();
});

test('later maturity for a borrower in trouble is a restructuring', (t) => {
  t.equal(code(extension, { overdue: true }), 'loan-change.is_restructuring');
  t.equal(code(extension, { loanClass: 'SPECIAL_MENTION' }), 'loan-change.is_restructuring');
  t.equal(code(extension, { matured: true }), 'loan-change.matured');
  t.equal(code(extension, { principalFen: 0n }), 'loan-change.nothing_owed');
  t.equal(code({ ...extension, ground: 'DEATH' }), 'loan-change.ground');
  t.end();
});

test('new terms do not cost more than the old', (t) => {
  const terms: ChangeTerms = {
    kind: 'RESTRUCTURING',
    ground: 'ILLNESS',
    months: 24,
    rate: 4_350_000n,
  };
  t.equal(code(terms, { overdue: true, loanClass: 'SUBSTANDARD' }), undefined);
  t.equal(code({ ...terms, rate: 4_350_001n }), 'loan-change.dearer');
  t.equal(code({ ...terms, months: 121 }), 'loan-change.too_long');
  t.end();
});

test('what is lost is written off after it was demanded, or when nobody is left', (t) => {
  const off = (ground: ChangeTerms['ground']): ChangeTerms => ({
    kind: 'WRITE_OFF',
    ground,
    months: null,
    rate: null,
  });
  const lost = { loanClass: 'LOSS', overdue: true, overdueDays: 400, pursued: true } as const;
  t.equal(code(off('LONG_OVERDUE'), lost), undefined);
  t.equal(code(off('LONG_OVERDUE'), { ...lost, pursued: false }), 'loan-change.not_pursued');
  t.equal(
    code(off('LONG_OVERDUE'), { ...lost, overdueDays: 360 }),
    'loan-change.not_overdue_enough',
  );
  t.equal(code(off('LONG_OVERDUE'), { ...lost, loanClass: 'DOUBTFUL' }), 'loan-change.not_lost');
  t.equal(code(off('DEATH')), undefined);
  t.equal(code(off('DEATH'), { drawing: true }), 'loan-change.drawing_under_way');
  t.equal(code(extension, { drawing: true }), undefined, 'an extension does not wait for it');
  t.equal(code(off('ILLNESS'), lost), 'loan-change.ground');
  t.end();
});

const level: AuthorityLevel = {
  code: 'ONE',
  name: { en: 'One', zh: '一人' },
  roles: [],
  seats: 1,
  votesFor: 1,
  quorum: 1,
  vetoRoles: [],
  withinOwnLimit: true,
};
const before = (more: Partial<Deliberation> = {}): Deliberation => ({
  level,
  last: true,
  ballots: [],
  voted: new Set(),
  ...more,
});
const facts: ChangeFacts = {
  status: 'PROPOSED',
  proposedBy: 'maker',
  amountFen: 100n,
  unconsented: 0,
  barred: ['maker', 'lender'],
  deliberation: before(),
};
type Seat = Partial<ChangeActor['seats'][number]>;
const person = (
  personId: string,
  { seat, ...more }: Partial<ChangeActor> & { seat?: Seat } = {},
): ChangeActor => ({
  personId,
  permissions: new Set(['loan-change.propose', 'loan-change.decide']),
  tied: false,
  seats: [{ personId, roles: [], limitFen: 100n, delegationId: null, standing: 'FREE', ...seat }],
  ...more,
});

test('who decides neither proposed, nor lent what is written off, nor goes beyond their limit', (t) => {
  const refusal = (who: ChangeActor, act: (typeof changeActs)[number] = 'approve') =>
    changeRefusal(facts, act, who);
  t.equal(refusal(person('checker')), undefined);
  t.equal(refusal(person('maker')), 'loan-change.same_person');
  t.equal(refusal(person('lender')), 'loan-change.own_loan');
  t.equal(refusal(person('checker', { tied: true })), 'loan.recused');
  t.equal(refusal(person('checker', { tied: true }), 'reject'), 'loan.recused');
  t.equal(refusal(person('checker', { seat: { limitFen: 99n } })), 'loan-change.above_limit');
  t.equal(refusal(person('checker', { seat: { limitFen: 99n } }), 'reject'), undefined);
  t.equal(refusal(person('checker', { permissions: new Set() })), 'auth.forbidden');
  t.equal(refusal(person('checker'), 'withdraw'), 'loan-change.not_own');
  t.equal(refusal(person('maker'), 'withdraw'), undefined);
  t.end();
});

test('a level that decides a change is the one of the matrix', (t) => {
  const board = { ...level, seats: 5, votesFor: 3, quorum: 4, withinOwnLimit: false };
  const table: [Partial<ChangeFacts>, (typeof changeActs)[number], Seat, string | undefined][] = [
    [{ deliberation: before({ level: null }) }, 'approve', {}, 'loan-change.no_authority'],
    [{ deliberation: before({ level: null }) }, 'reject', {}, 'loan-change.no_authority'],
    [{}, 'vote', {}, 'loan-change.level_single'],
    [{}, 'approve', { standing: 'ELSEWHERE' }, 'loan-change.no_seat'],
    [
      { deliberation: before({ voted: new Set(['x']) }) },
      'reject',
      {},
      'loan-change.voted_already',
    ],
    [{ deliberation: before({ level: board }) }, 'approve', {}, 'loan-change.level_votes'],
    [{ deliberation: before({ level: board }) }, 'reject', {}, 'loan-change.level_votes'],
    [
      { deliberation: before({ level: board }) },
      'vote',
      { standing: 'KEPT' },
      'loan-change.seat_kept',
    ],
    [{ deliberation: before({ level: board }) }, 'vote', { limitFen: 0n }, undefined],
    [{ unconsented: 1 }, 'approve', {}, 'loan-change.consent_missing'],
    [{ unconsented: 1 }, 'reject', {}, undefined],
    [{ unconsented: 1, deliberation: before({ level: board }) }, 'vote', {}, undefined],
  ];
  for (const [index, [more, act, seat, code]] of table.entries()) {
    t.equal(changeRefusal({ ...facts, ...more }, act, person('x', { seat })), code, `${index}`);
  }
  t.end();
});

test('whatever is decided or taken back stays so', (t) => {
  const decided = fc.constantFrom(...LoanChangeStatus.filter((each) => each !== 'PROPOSED'));
  fc.assert(
    fc.property(decided, fc.constantFrom(...changeActs), (status, act) =>
      t.equal(
        changeRefusal({ ...facts, status }, act, person(act === 'withdraw' ? 'maker' : 'checker')),
        'loan-change.decided',
      ),
    ),
    { numRuns: 30 },
  );
  t.end();
});
