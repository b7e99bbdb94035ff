import { test } from 'tap';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/index.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { testWorker } from '../../helpers/worker.ts';
import { HEAD, SPOUSE } from '../customers/households.ts';
import { bring, keyOf, openLending } from '../loans/lending.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { registerAnswered } from '../profiles/answered.ts';
import { GIVEN } from './ratable.ts';

const { HAS_BAD_LOAN: _, JUDGMENT_DEFAULTER: __, ...REST } = GIVEN;
const FIELDS = 'outcome status inputs inputSources { input source } findings { code }';

const ratingOf = async (app: TestApp, id: string) => {
  const query = `query ($id: ID!) { customer(id: $id) {
    ratings(first: 1, order: VALID_FROM_DESC) { nodes { ${FIELDS} } } } }`;
  const { customer } = await app.as('auditor').query(query, { id });
  return customer.ratings.nodes[0];
};

/** A bank that lends, and households that agree to being rated by the sample card. */
async function open(app: TestApp) {
  const lending = await openLending(app);
  const administrator = app.as('administrator');
  const content = { ...sampleHouseholdScorecard, inputs: sampleHouseholdScorecard.inputs };
  await administrator.command('scorecard.publish', { content, validFrom: '2026-03-02' });
  const household = async (given: object): Promise<string> => {
    const input = { kind: 'HOUSEHOLD', name: '王家明', gridId: lending.grid, ...given };
    const customer = await registerAnswered(lending.zhang, input);
    await agreeToRating(app, customer);
    return customer;
  };
  const white = (id: string) =>
    app
      .as('grid.manager')
      .command('customer.screen', { id, screening: 'WHITE' }, { reason: '已筛查' });
  return { ...lending, household, white };
}

test('a bad loan of the own bank is known to whoever rates, and a clean book is presumed', async (t) => {
  const app = await testApp(t);
  const { household, white, ...lending } = await open(app);
  const clean = await household({ idNumber: HEAD });
  await white(clean);
  const manager = app.as('grid.manager');
  await manager.command('rating.rate', { id: clean, inputs: REST });
  const screened = { input: 'HAS_BAD_LOAN', source: 'SCREENING' };
  t.match((await ratingOf(app, clean)).inputSources, [screened, { source: 'SCREENING' }]);

  const debtor = await household({ idNumber: SPOUSE });
  await white(debtor);
  const loan = await bring(app, lending, { to: 'ACTIVE', customer: debtor });
  await app.owner(
    `update loan set loan_class = 'SUBSTANDARD' where institution_id = $1 and id = $2`,
    [app.world.bankId, keyOf(loan)],
  );
  const odd = { id: debtor, inputs: { ...REST, HAS_BAD_LOAN: false } };
  t.match(await manager.refused('rating.rate', odd), { code: 'rating.input_on_file' });
  await manager.command('rating.rate', { id: debtor, inputs: REST });
  const known = { input: 'HAS_BAD_LOAN', source: 'LENDING' };
  t.match(await ratingOf(app, debtor), {
    outcome: 'REFUSED',
    status: 'AWAITING_DECISION',
    inputs: { HAS_BAD_LOAN: true, JUDGMENT_DEFAULTER: false },
    inputSources: [known, { input: 'JUDGMENT_DEFAULTER', source: 'SCREENING' }],
  });

  const elsewhere = await household({});
  const more = {
    id: elsewhere,
    inputs: { ...REST, HAS_BAD_LOAN: true, JUDGMENT_DEFAULTER: false },
  };
  await manager.command('rating.rate', more);
  t.match(await ratingOf(app, elsewhere), { outcome: 'REFUSED', inputSources: [] });
});

test('the whole county is rated by the sample card once it is screened', async (t) => {
  const app = await testApp(t);
  const { household, white } = await open(app);
  const unscreened = await household({});
  const screened = await household({ idNumber: HEAD });
  await white(screened);
  const worker = testWorker(t, app);
  await app.as('administrator').command('job.run', { job: 'rating.rate-county' });
  await worker.due();
  t.match(await ratingOf(app, screened), {
    outcome: 'RATED',
    status: 'EFFECTIVE',
    inputSources: [{ source: 'SCREENING' }, { source: 'SCREENING' }],
  });
  t.notOk(await ratingOf(app, unscreened), 'nobody is presumed clean unseen');
});
