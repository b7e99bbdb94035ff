import { test } from 'tap';
import { CampaignStage } from '../../../src/generated/enums.ts';
import {
  type HouseholdFacts,
  holdOf,
  mayDrop,
  mayGoBack,
  mayReturn,
  type Onward,
  stageBefore,
  way,
} from '../../../src/modules/campaigns/workflow.ts';
import { fc } from '../../helpers/property.ts';

const complete: HouseholdFacts = {
  stage: 'ROSTER',
  active: true,
  screening: 'WHITE',
  visited: true,
  rated: true,
  ratingInForce: true,
  ratedBy: 'rater',
  reviewedBy: 'reviewer',
  noticed: true,
  lineInForce: true,
  drawn: true,
};

const onward = way.slice(1) as Onward[];
const at = (to: Onward, facts: Partial<HouseholdFacts> = {}): HouseholdFacts => ({
  ...complete,
  stage: stageBefore(to),
  ...facts,
});

test('each stage needs its fact', async (t) => {
  const table: [Onward, Partial<HouseholdFacts>, string | undefined][] = [
    ['SCREENED', { screening: 'NONE' }, 'NOT_SCREENED'],
    ['SCREENED', { screening: 'BLACK' }, undefined],
    ['VISITED', { screening: 'BLACK' }, 'BLACKLISTED'],
    ['VISITED', { visited: false }, 'NOT_VISITED'],
    ['FIRST_RATED', { rated: false }, 'NOT_RATED'],
    ['FIRST_RATED', { ratingInForce: false }, undefined],
    ['SECOND_RATED', { ratingInForce: false }, 'NOT_RATED'],
    ['SECOND_RATED', { ratedBy: 'me' }, 'OWN_RATING'],
    ['DECIDED', { ratingInForce: false }, 'NOT_RATED'],
    ['DECIDED', { ratedBy: 'me' }, 'OWN_RATING'],
    ['DECIDED', { reviewedBy: 'me' }, 'OWN_REVIEW'],
    ['NOTICED', { noticed: false }, 'NOT_NOTICED'],
    ['NOTICED', { ratedBy: 'me' }, undefined],
    ['SIGNED', { lineInForce: false }, 'NO_LINE'],
    ['DRAWN', { drawn: false }, 'NOT_DRAWN'],
    ['DRAWN', { screening: 'BLACK' }, 'BLACKLISTED'],
    ['SIGNED', { active: false }, 'FILE_CLOSED'],
  ];
  for (const [to, facts, hold] of table) t.equal(holdOf(at(to, facts), to, 'me'), hold, to);
  for (const to of onward) t.equal(holdOf(at(to), to, 'me'), undefined, to);
});

test('no stage is skipped, and none is reached from outside the way', async (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...CampaignStage), fc.constantFrom(...onward), (stage, to) => {
      const hold = holdOf({ ...complete, stage }, to, 'me');
      const next = way.indexOf(to) === way.indexOf(stage as Onward) + 1 && stage !== 'DROPPED';
      return next ? hold === undefined : hold === 'NOT_AT_STAGE';
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('back, out and in again', async (t) => {
  t.equal(mayGoBack('DECIDED', 'VISITED'), true);
  t.equal(mayGoBack('VISITED', 'VISITED'), false);
  t.equal(mayGoBack('VISITED', 'DECIDED'), false);
  t.equal(mayGoBack('VISITED', 'DROPPED'), false);
  t.equal(mayGoBack('DROPPED', 'ROSTER'), false);
  t.same([mayDrop('ROSTER'), mayDrop('DRAWN'), mayDrop('DROPPED')], [true, false, false]);
  t.same([mayReturn('DROPPED'), mayReturn('VISITED')], [true, false]);
});
