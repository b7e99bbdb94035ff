import { test } from 'tap';
import {
  collectionRulesOn,
  interruptsLimitation,
  isIrregular,
  limitationOn,
  nextActionOn,
  ripeForCourt,
  type Spoken,
  stageOf,
} from '../../../src/modules/aftercare/collection-rules.ts';
import { fc } from '../../helpers/property.ts';

const rules = collectionRulesOn('2026-03-02');

test('the stage follows from the days overdue', (t) => {
  const cases = [
    [0, undefined],
    [1, 'REMINDER'],
    [15, 'REMINDER'],
    [16, 'VISIT'],
    [31, 'DEMAND'],
    [90, 'DEMAND'],
    [91, 'LEGAL'],
    [5_000, 'LEGAL'],
  ] as const;
  for (const [days, stage] of cases) t.equal(stageOf(rules, days)?.stage, stage, `${days}`);
  t.ok(ripeForCourt(rules, 'LEGAL'));
  t.notOk(ripeForCourt(rules, 'DEMAND'));
  t.throws(() => collectionRulesOn('2017-09-30'), /no rules of collection/);
  t.end();
});

test('more days overdue never lead to an earlier stage', (t) => {
  const place = (days: number) =>
    rules.stages.findIndex(({ stage }) => stage === stageOf(rules, days)?.stage);
  fc.assert(
    fc.property(fc.nat({ max: 2_000 }), fc.nat({ max: 500 }), (days, more) =>
      t.ok(place(days + more) >= place(days)),
    ),
    { numRuns: 200 },
  );
  t.end();
});

test('the next action: by the stage, or on the day after a promise', (t) => {
  const taken = { stage: 'REMINDER', on: '2026-03-02', promisedOn: null } as const;
  t.equal(nextActionOn(rules, taken), '2026-03-09');
  t.equal(nextActionOn(rules, { ...taken, stage: 'DEMAND' }), '2026-04-01');
  t.equal(nextActionOn(rules, { ...taken, promisedOn: '2026-03-20' }), '2026-03-21');
  t.end();
});

test('limitation begins anew with a demand that arrived, a promise, or the court', (t) => {
  const on = (kind: Spoken['kind'], result: string, party: Spoken['party'] = 'BORROWER') =>
    interruptsLimitation(rules, { kind, party, result });
  t.ok(on('LETTER', 'DELIVERED'));
  t.notOk(on('LETTER', 'NOT_REACHED'));
  t.ok(on('CALL', 'PROMISED'));
  t.notOk(on('CALL', 'REFUSED'));
  t.notOk(on('CALL', 'PROMISED', 'FAMILY'));
  t.ok(on('COURT_FILING', 'OTHER'));
  t.equal(limitationOn(rules, '2024-02-29'), '2027-02-28');
  t.end();
});

test('what the rules of contact do not allow is told apart', (t) => {
  const call: Spoken = { kind: 'CALL', party: 'BORROWER', result: 'OTHER', hour: 9, before: 0 };
  const irregular = (more: Partial<Spoken>) => isIrregular(rules, { ...call, ...more });
  t.notOk(irregular({}));
  t.notOk(irregular({ hour: 8 }));
  t.ok(irregular({ hour: 7 }));
  t.notOk(irregular({ hour: 21 }));
  t.ok(irregular({ hour: 22 }));
  t.notOk(irregular({ before: 2 }));
  t.ok(irregular({ before: 3 }));
  t.notOk(irregular({ before: 3, kind: 'VISIT' }));
  t.notOk(irregular({ hour: 23, kind: 'LETTER' }));
  t.ok(irregular({ party: 'FAMILY', result: 'PROMISED' }));
  t.notOk(irregular({ party: 'FAMILY', result: 'OTHER' }));
  t.end();
});
