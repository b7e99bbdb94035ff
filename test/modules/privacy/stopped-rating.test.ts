import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';
import { codeOf, VILLAGE } from '../grids/territory.ts';
import { GIVEN, openRatable } from '../ratings/ratable.ts';
import { agree, publishText } from './agreements.ts';

const WHY = { reason: '本人要求' };

test('who restricts the data or takes consent back is rated no more, one by one or all at once', async (t) => {
  const app = await testApp(t);
  const { manager, household } = await openRatable(app);
  const id = await household();
  const textId = await publishText(app);
  await app.as('administrator').command('scorecard.publish', {
    content: sampleHouseholdScorecard,
    validFrom: '2026-03-02',
  });
  const one = () => codeOf(manager, 'rating.rate', { id, inputs: GIVEN });
  const all = async () => {
    const input = { areaCode: VILLAGE, customerKind: 'HOUSEHOLD', inputs: GIVEN };
    const { notRated } = await manager.command('rating.rate-many', input);
    return notRated.map(({ code }: { code: string }) => code);
  };
  const restrict = { id, ground: 'OBJECTION' };
  await manager.command('privacy.restrict', restrict, WHY);
  t.equal(await one(), 'privacy.restricted');
  t.same(await all(), ['privacy.restricted']);
  await manager.command('privacy.lift', { id }, WHY);

  const { consents } = await agree(manager, { id, textId, purposes: ['RATING'] });
  const withdrawal = { id: consents[0], channel: 'APP', withdrawnOn: '2026-03-02' };
  await manager.command('consent.withdraw', withdrawal, WHY);
  t.equal(await one(), 'privacy.consent_required');
  t.same(await all(), ['privacy.consent_required']);
  await agree(manager, { id, textId, purposes: ['RATING'], givenOn: '2026-03-02' });
  t.same(await all(), [], 'agreed again');
});
