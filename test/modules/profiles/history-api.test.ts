import { test } from 'tap';
import { changedIn, without } from '../../../src/modules/profiles/history.ts';
import { testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { openTerritory } from '../customers/households.ts';
import { answer, HOUSEHOLD_ANSWERS, registerAnswered } from './answered.ts';

const AS_OF = `query ($id: ID!, $on: Date!) { profileAsOf(customerId: $id, asOf: $on) {
  answers sealed lastChangedOn lastChangedBy { code } } }`;
const REVISIONS = `query ($id: ID!) { profileRevisions(first: 9, filter: { customer: $id },
  order: NEWEST) { nodes { items sealedItems changedOn changedBy { code } form { edition } } } }`;

test('what a profile answered on any day, and who changed what when', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const input = { kind: 'HOUSEHOLD', name: '王家明', gridId: west.id };
  const id = await registerAnswered(manager, input);
  app.clock.set('2026-04-01T02:00:00Z');
  await answer(manager, id, { YEARS_RESIDENT: 21, HEALTH: '3' });
  await answer(manager, id, { YEARS_RESIDENT: 21 });
  app.clock.set('2026-05-01T02:00:00Z');
  const assets = [{ KIND: 'HOUSE', QUANTITY: 1, PRESENT_VALUE: '310000' }];
  await answer(manager, id, { ASSET_ROWS: assets, HEALTH: '1' });
  await manager.command('profile.answer', { id, answers: {}, clear: ['MAIN_ACTIVITY'] });

  const on = async (day: string) => (await manager.query(AS_OF, { id, on: day })).profileAsOf;
  t.same(await on('2026-03-01'), {
    answers: {},
    sealed: [],
    lastChangedOn: null,
    lastChangedBy: null,
  });
  const first = await on('2026-03-31');
  t.match(first, {
    answers: { YEARS_RESIDENT: '20', ASSETS: '300000.00', MAIN_ACTIVITY: 'A0111' },
    lastChangedOn: '2026-03-02',
    lastChangedBy: { code: 'grid.manager' },
  });
  t.notOk(first.sealed.includes('HEALTH'));
  t.same(Object.keys(first.answers).length, Object.keys(HOUSEHOLD_ANSWERS).length + 4);
  const spring = await on('2026-04-30');
  t.match(spring, { answers: { YEARS_RESIDENT: '21', ASSETS: '300000.00' } });
  t.ok(spring.sealed.includes('HEALTH'), 'that it was answered, not what');
  const now = await on('2026-05-01');
  t.match(now.answers, { ASSETS: '310000.00', ASSET_ROWS: [{ PRESENT_VALUE: '310000.00' }] });
  t.notOk('MAIN_ACTIVITY' in now.answers);

  const { nodes } = (await manager.query(REVISIONS, { id })).profileRevisions;
  t.match(nodes, [
    { items: ['MAIN_ACTIVITY'], changedOn: '2026-05-01' },
    { items: ['ASSETS', 'ASSET_ROWS', 'HEALTH'], sealedItems: ['HEALTH'] },
    { items: ['HEALTH', 'YEARS_RESIDENT'], changedBy: { code: 'grid.manager' } },
    { changedOn: '2026-03-02', form: { edition: 1 } },
  ]);
  t.equal(nodes.length, 4, 'saying the same again changes nothing');
  const [{ count } = { count: 0 }] = await app.owner<{ count: number }>(
    `select count(*)::int as count from profile_revision where before::text like '%邮储%'`,
  );
  t.equal(count, 0, 'names stay sealed');
  const officer = app.as('data.protection.officer');
  const asked = { id, purpose: 'COMPLAINT', clear: true };
  const { document } = await officer.command('privacy.export', asked, { reason: '本人要求' });
  const sealed = document.profileHistory.map(
    (each: { sealedBefore?: string }) => each.sealedBefore,
  );
  t.match(sealed.at(-1) ?? sealed.at(-2), /HEALTH/);
});

test('changes read backwards give what stood before each', async () => {
  const value = fc.oneof(fc.string(), fc.boolean(), fc.constant([{ A: '1', B: true }]));
  const answers = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), value);
  fc.assert(
    fc.property(fc.array(answers, { minLength: 2, maxLength: 6 }), (states) => {
      const revisions = states.slice(1).map((after, at) => {
        const before = changedIn({ before: states[at] ?? {}, after });
        return { items: [], before, sealedItems: [], sealedBefore: [] };
      });
      for (const [at, state] of states.entries()) {
        const present = { answers: { ...states.at(-1) }, sealedItems: new Set<string>() };
        const found = without(present, revisions.slice(at).toReversed()).answers;
        const same = JSON.stringify(Object.entries(found).toSorted());
        if (same !== JSON.stringify(Object.entries(state).toSorted())) return false;
      }
      return true;
    }),
  );
});
