import { test } from 'tap';
import { collectionsOf } from '../../../src/kernel/rest/collections.ts';
import { panelRuleSets } from '../../../src/modules/panels/rules.ts';
import { program } from '../../contracts/everyone.ts';
import { testApp } from '../../helpers/app.ts';
import {
  close,
  HASH,
  MINUTES,
  openPanel,
  type PanelWorld,
  reviewAll,
  scored,
  signatures,
} from './assembly.ts';

const [shipped] = panelRuleSets;
type App = Awaited<ReturnType<typeof testApp>>;

/** A score that stands nowhere else. */
const SECRET = '6.0625';

/** A panel that has such scores. */
async function openFinePanel(app: App): Promise<PanelWorld> {
  await app.as('administrator').command('panel.set-rules', {
    code: 'FINE',
    legalBasis: '测试',
    validFrom: '2026-03-02',
    rules: { ...shipped?.rules, decimals: 4, scaleStep: '0.0625' },
  });
  return openPanel(app, 1);
}

const PANEL = `query ($id: ID!) { panel(id: $id) { status history { act data }
  members(first: 20) { nodes { seat signatureSha256 } }
  subjects(first: 20) { nodes { state reviews means(first: 9) { nodes { item mean } } } }
  recusals(first: 20) { nodes { ground } }
  ballots(first: 20) { nodes { channel evidenceSha256 enteredAt } } } }`;
const SCORES = `query ($id: ID!) { panel(id: $id) {
  ballots(first: 20) { nodes { scores(first: 9) { nodes { item score } } } } } }`;
const JOURNAL = '{ journalEntries(first: 100) { nodes { act leaf data } } }';

const paths = collectionsOf(program.model)
  .filter(({ noun }) => /^(Panel|Journal|Approval)/.test(noun.type))
  .map(({ path }) => path);

/** Everything a person can read of panels, over both protocols, as one text. */
async function readEverything(app: App, code: string, { panel, members }: PanelWorld) {
  const caller = app.as(code);
  const [, id = ''] = panel.split('_');
  const answers: unknown[] = [];
  for (const query of [PANEL, SCORES]) answers.push(await caller.graphql(query, { id: panel }));
  answers.push(await caller.graphql(JOURNAL));
  for (const path of paths) {
    answers.push((await caller.rest({ method: 'GET', url: `/v1/${path}?first=100` })).body);
  }
  answers.push((await caller.rest({ method: 'GET', url: `/v1/panels/${panel}` })).body);
  for (const memberId of [undefined, ...members.map((each) => each.id)]) {
    const payload = { panelId: panel, ...(memberId ? { memberId } : {}) };
    const options = { method: 'POST', url: '/v1/panels/ballot-sheet', payload } as const;
    answers.push((await caller.rest(options)).body);
  }
  return { text: JSON.stringify(answers), id };
}

/** Every table the API's own login can read, as text. */
async function readTables(app: App): Promise<string> {
  const tables = await app.owner<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace
       and relkind = 'r' and has_table_privilege('jingtian_api', oid, 'select')`,
  );
  const texts = [];
  for (const { name } of tables) {
    const { rows } = await app.database.pipeline.run({
      text: `select coalesce(string_agg(t::text, ' '), '') as text from ${name} t`,
      values: [],
      institutionId: app.world.bankId,
    });
    texts.push(rows[0].text);
  }
  const { rows } = await app.database.pipeline.run({
    text: `select string_agg(convert_from(leaf, 'UTF8'), ' ') as text from journal_entry`,
    values: [],
    institutionId: app.world.bankId,
  });
  return [...texts, rows[0].text].join('\n');
}

test('nobody reads a score before the panel is closed', async (t) => {
  const app = await testApp(t);
  const world = await openFinePanel(app);
  await reviewAll(app, world, [SECRET, '0', '10']);
  const everybody = [...Object.keys(app.world.people), 'zhang', 'li'];
  t.ok(paths.length >= 6, 'the collections are known');

  await t.test('whatever their role and the protocol', async (t) => {
    for (const code of everybody) {
      const { text } = await readEverything(app, code, world);
      t.notOk(text.includes(SECRET), code);
    }
    const { text } = await readEverything(app, 'auditor', world);
    t.match(text, '"channel":"PAPER"', 'while that ballots were given can be read');
  });

  await t.test('nor does the server’s own login in the database', async (t) => {
    const text = await readTables(app);
    t.match(text, 'panel.reviewed');
    t.notOk(text.includes(SECRET));
    t.equal((await app.owner('select id from panel_score')).length, 0);
    t.equal((await app.owner('select id from panel_mean')).length, 0);
  });

  await t.test('nor does a trial of closing it tell', async (t) => {
    const { text } = await app.as('grid.manager').rest({
      method: 'POST',
      url: '/graphql',
      payload: {
        query: `mutation ($input: PanelCloseInput!) { panelClose(input: $input, envelope: { dryRun: true }) {
          result { panel { status resultsSha256 subjects(first: 5) { nodes { reviews
            means(first: 9) { nodes { mean } } } } } } userErrors { code } } }`,
        variables: {
          input: { id: world.panel, minutesSha256: MINUTES, signatures: signatures(world.members) },
        },
      },
    });
    t.match(text, '"status":"OPEN"');
    t.match(text, '"userErrors":[]');
    t.notOk(text.includes(SECRET));
    t.match(text, '"resultsSha256":null');
  });

  await t.test('nor may scores be put into the tables while it is open', async (t) => {
    const { bankId } = app.world;
    const score = `insert into panel_score
        (institution_id, id, panel_id, ballot_id, subject_id, item, score, counted)
      select institution_id, gen_random_uuid(), panel_id, id, subject_id, 'X', 1, true
      from panel_ballot limit 1`;
    const run = (text: string) =>
      app.database.pipeline.run({ text, values: [], institutionId: bankId });
    await t.rejects(run(score), /not CLOSED/);
    await t.rejects(run(`update panel_ballot set sealed = ''`), { code: '42501' });
    await t.rejects(run('delete from panel_ballot'), { code: '42501' });
  });

  await t.test('a ballot has one length, whatever it says', async (t) => {
    const lengths = await app.owner('select distinct length(sealed) as length from panel_ballot');
    t.equal(lengths.length, 1);
  });

  await t.test('a ballot moved to another row does not open', async (t) => {
    await app.owner(`update panel_ballot a set sealed = b.sealed from panel_ballot b
      where a.id = (select min(id::text)::uuid from panel_ballot)
        and b.id = (select max(id::text)::uuid from panel_ballot)`);
    await t.rejects(close(app, world), /500|internal/i);
    t.equal((await app.owner(`select id from panel where status = 'OPEN'`)).length, 1);
  });
});

test('once it is closed, scores are for those who inspect panels', async (t) => {
  const app = await testApp(t);
  const world = await openFinePanel(app);
  await reviewAll(app, world, [SECRET]);
  await close(app, world);
  const scores = async (code: string) => {
    const answer = await app.as(code).graphql(SCORES, { id: world.panel });
    return JSON.stringify(answer);
  };
  for (const code of ['auditor', 'grid.manager', 'loan.reviewer']) {
    t.match(await scores(code), SECRET, code);
  }
  for (const code of ['administrator', 'grid.officer', 'loan.approver', 'zhang', 'li']) {
    t.notOk((await scores(code)).includes(SECRET), code);
  }
  t.notOk((await readTables(app)).includes(`${SECRET}"`), 'the journal still holds none');
});

test('a review is given once, by two at the same moment too', async (t) => {
  const app = await testApp(t);
  const { panel, manager, members } = await openPanel(app, 1);
  const [villager] = members.filter(({ reviewer, seat }) => !reviewer.person && seat === 'SITTING');
  const paper = {
    id: panel,
    memberId: villager?.id,
    evidenceSha256: HASH,
    reviews: [scored(1, '8')],
  };
  await manager.command('panel.record-ballot', paper);
  t.match(await manager.refused('panel.record-ballot', paper), { code: 'panel.already_reviewed' });
  const zhang = app.as('zhang');
  const own = { id: panel, reviews: [scored(1, '8')] };
  const twins = await Promise.allSettled([
    zhang.command('panel.score', own),
    zhang.command('panel.score', own),
  ]);
  t.same(twins.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  t.equal((await app.owner('select id from panel_ballot')).length, 2);
});

test('a member sees their own sheet, also without a territory', async (t) => {
  const app = await testApp(t);
  const { panel, members } = await openPanel(app, 2);
  await app.as('zhang').command('panel.score', { id: panel, reviews: [scored(2, '8')] });
  const SHEET = `query ($panel: ID!, $member: ID) {
    panelBallotSheet(panelId: $panel, memberId: $member) {
      member { reviewer { id } } items { code high } step lines { number nameMask state } } }`;
  const { panelBallotSheet } = await app.as('zhang').query(SHEET, { panel });
  t.match(panelBallotSheet, {
    items: [{ code: 'INTEGRITY', high: '10' }],
    lines: [
      { number: 1, nameMask: '户**', state: 'TO_REVIEW' },
      { number: 2, state: 'DONE' },
    ],
  });
  const { customers } = await app.as('zhang').query('{ customers(first: 5) { nodes { id } } }');
  t.same(customers.nodes, [], 'the files of those households stay out of sight');
  const member = members.find(({ reviewer }) => reviewer.person === null)?.id;
  t.ok((await app.as('grid.manager').query(SHEET, { panel, member })).panelBallotSheet);
  for (const code of ['zhang', 'auditor', 'grid.officer']) {
    const { errors } = await app.as(code).graphql(SHEET, { panel, member });
    t.match(errors, [{ extensions: { code: 'object.not_found' } }], code);
  }
});
