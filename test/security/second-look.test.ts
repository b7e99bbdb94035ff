import { test } from 'tap';
import { newId } from '../../src/kernel/ids.ts';
import { type Caller, type TestApp, testApp } from '../helpers/app.ts';
import { visit } from '../modules/campaigns/visited.ts';
import {
  household,
  inspection,
  openVillage as openPlaques,
} from '../modules/credit-areas/naming.ts';
import { codeOf, OTHER_VILLAGE, VILLAGE } from '../modules/grids/territory.ts';
import {
  entryOf,
  keyOf,
  OBJECTION,
  openRatingNotice,
  openVillage,
} from '../modules/notices/noticed.ts';
import { mobileOf } from '../modules/panels/assembly.ts';

const WHY = { reason: '已核实' };

/** A household with a line of 1,000 yuan, its rating good for 50,000. */
async function openLine(app: TestApp) {
  const village = await openVillage(app);
  const customerId = await village.rated('张大山');
  await openRatingNotice(village);
  app.clock.set('2026-03-12T02:00:00Z');
  await app.as('administrator').command('notice.close-due', {});
  const granted = { customerId, amount: '1000.00' };
  const { creditLine } = await village.manager.command('credit-line.grant', granted);
  return { ...village, creditLine };
}

/** The status of what asks for a second person. */
const statusOf = async (who: Caller, url: string, payload: object) =>
  (
    await who.rest({
      method: 'POST',
      url,
      headers: { 'idempotency-key': newId(), 'if-match': '*' },
      payload,
    })
  ).status;

const WAITING = 202;

test('a policy holds for every command that does the same', async (t) => {
  const app = await testApp(t);
  const { manager, creditLine } = await openLine(app);
  const admin = app.as('administrator');
  const large = { command: 'credit-line.grant', field: 'amount', atLeast: '30000' };
  await admin.command('approval.set-policy', large);
  const review = (amount: string) =>
    statusOf(manager, `/v1/credit-lines/${creditLine}/review`, { amount });
  t.equal(await review('50000.00'), WAITING, 'a small line is not made large by one person');
  t.equal(await review('2000.00'), 200);

  await admin.command('approval.set-policy', { command: 'rating.rate' });
  const territory = { areaCode: VILLAGE, customerKind: 'HOUSEHOLD' };
  t.equal(await statusOf(manager, '/v1/ratings/rate-many', territory), WAITING);

  const [file] = await app.owner<{ id: string; version: number }>(
    'select id, version from customer limit 1',
  );
  await admin.command('approval.set-policy', { command: 'customer.revise' });
  const device = { baseVersion: file?.version, device: 'pad', sequence: 1 };
  const edit = { ...device, editedAt: '2026-03-12T01:00:00Z', name: '张小山' };
  const offline = `/v1/customers/customer_${file?.id}/revise-offline`;
  t.equal(await statusOf(manager, offline, edit), WAITING);
});

test('who suspends a line does not resume it, whoever reduced it meanwhile', async (t) => {
  const app = await testApp(t);
  const { manager, reviewer, creditLine: id } = await openLine(app);
  await manager.command('credit-line.suspend', { id, trigger: 'DISPUTE' }, WHY);
  await reviewer.command('credit-line.reduce', { id, amount: '500.00' }, WHY);
  t.equal(await codeOf(manager, 'credit-line.resume', { id }, WHY), 'credit-line.same_person');
  const { creditLineAllowedActions } = await manager.query(
    `query ($id: ID!) { creditLineAllowedActions(creditLineId: $id) {
       allowedActions { action allowed } } }`,
    { id },
  );
  t.match(
    creditLineAllowedActions.allowedActions.find(
      ({ action }: { action: string }) => action === 'credit-line.resume',
    ),
    { allowed: false },
  );
  await reviewer.command('credit-line.resume', { id }, WHY);
});

test('who set a grade does not decide objections to it', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const customer = await village.rated('张大山');
  await app.owner(
    `update rating set adjusts_id = id, computed_grade = 'B', adjusted_by = $1,
       adjustment_code = 'RELIABLE_INFORMATION', adjustment_reason = '属实'`,
    [app.world.people['loan.reviewer']],
  );
  const notice = await openRatingNotice(village);
  const { id } = await entryOf(village.manager, notice, customer);
  const { objection } = await village.manager.command('notice.object', { id, ...OBJECTION });
  const decide = { id: objection, uphold: false };
  t.equal(
    await codeOf(village.reviewer, 'notice.decide', decide, WHY),
    'notice.separation_of_duties',
  );
  const { noticeAllowedActions } = await village.reviewer.query(
    `query ($id: ID!) { noticeAllowedActions(noticeEntryId: $id) {
       allowedActions { action allowed } } }`,
    { id },
  );
  t.match(
    noticeAllowedActions.allowedActions.find(
      ({ action }: { action: string }) => action === 'notice.decide',
    ),
    { allowed: false },
  );
});

test('a rating made by whoever took the second look has had none', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager } = village;
  const customer = await village.household('张大山');
  const opening = { areaCode: VILLAGE, name: '柳洲村整村授信', rosterHouseholds: 20 };
  const { campaign: id } = await manager.command('campaign.open', opening);
  await manager.command('campaign.enrol', { id });
  await manager.command('customer.screen', { id: customer, screening: 'WHITE' }, WHY);
  await visit(app, customer, { day: '2026-03-01' });
  await village.rate(customer);
  for (const to of ['SCREENED', 'VISITED', 'FIRST_RATED', 'SECOND_RATED']) {
    t.match(await manager.command('campaign.advance', { id, to }), { moved: 1 }, to);
  }
  await app.owner('update rating set rated_by = $1', [app.world.people['grid.manager']]);
  const approver = app.as('loan.approver');
  t.match(await approver.command('campaign.decide', { id }), {
    moved: 0,
    held: [{ hold: 'OWN_RATING' }],
  });
});

test('no machine is the second inspector', async (t) => {
  const app = await testApp(t);
  const { manager, households } = await openPlaques(app, 1);
  const machine = newId();
  await app.owner(
    `insert into person (institution_id, id, code, name, kind)
     values ($1, $2, 'system.core', '核心系统', 'SYSTEM')`,
    [app.world.bankId, machine],
  );
  const { creditArea: id } = await manager.command('credit-area.apply', household(households[0]));
  await manager.command('credit-area.self-check', { id });
  const input = { id, ...inspection(`person_${machine}`) };
  t.equal(
    await codeOf(app.as('loan.reviewer'), 'credit-area.inspect', input),
    'credit-area.separation_of_duties',
  );
});

test('a villager of a pool is erased with the household', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager } = village;
  const householdId = await village.household('王评议');
  const pool = { areaCode: VILLAGE, standing: 'REGULAR', position: 'ELDER', householdId };
  const villager = { name: '王评议', mobile: mobileOf(1) };
  const { reviewer } = await manager.command('panel.enlist', { ...pool, ...villager });
  const { body } = await app.as('data.protection.officer').rest({
    method: 'POST',
    url: `/v1/customers/${householdId}/erase`,
    headers: { 'idempotency-key': newId(), 'if-match': '*' },
    payload: { ground: 'SUBJECT_REQUEST' },
  });
  await app.as('administrator').command('approval.approve', { id: body.approval.id });
  const reveal = () => manager.command('panel.reveal-reviewer', { id: reviewer }, WHY);
  t.notMatch(JSON.stringify(await reveal()), /王评议|1390000/);
  const keys = await app.owner('select 1 from subject_key where subject_id = $1', [
    keyOf(reviewer),
  ]);
  t.same(keys, []);
});

test('a campaign moves nobody who has moved away', async (t) => {
  const app = await testApp(t);
  const village = await openVillage(app);
  const { manager } = village;
  const customer = await village.household('张大山');
  await village.household('李小河');
  const opening = { areaCode: VILLAGE, name: '柳洲村整村授信', rosterHouseholds: 20 };
  const { campaign: id } = await manager.command('campaign.open', opening);
  await manager.command('campaign.enrol', { id });
  await app.owner(
    "update customer set screening = 'WHITE', screening_reason = null where institution_id = $1",
    [app.world.bankId],
  );
  await manager.command('customer.move', { id: customer, areaCode: OTHER_VILLAGE }, WHY);
  await app.owner('update outlet set area_codes = $2 where id = $1', [
    app.world.outletId,
    [VILLAGE],
  ]);
  t.match(await manager.command('campaign.advance', { id, to: 'SCREENED' }), {
    moved: 1,
    held: [],
  });
});

test('what a household earns is in no leaf', async (t) => {
  const app = await testApp(t);
  const { manager, households } = await openPlaques(app, 1);
  const { creditArea: id } = await manager.command('credit-area.apply', household(households[0]));
  await manager.command('credit-area.self-check', { id });
  const leaves = await app.owner<{ leaf: string }>(
    `select convert_from(leaf, 'UTF8') as leaf from journal_entry`,
  );
  const checked = leaves.find(({ leaf }) => leaf.includes('credit-area.self-checked'))?.leaf ?? '';
  t.match(checked, /SAMPLE_HOUSEHOLD/);
  t.notMatch(checked, /"figures"|"value"/);
});
