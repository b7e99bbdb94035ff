import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { MIGRATIONS_FOLDER } from '../../../src/kernel/db/migrate.ts';
import { readForm } from '../../../src/modules/profiles/form.ts';
import { formProblems } from '../../../src/modules/profiles/form-problems.ts';
import { sectionsNeeded } from '../../../src/modules/profiles/gates.ts';
import { testApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { answer } from './answered.ts';

const PROFILE = `query ($id: ID!) { customer(id: $id) { profile { code edition inForce percent
  answeredOn items { code value choice { zh } } } } }`;

type Section = { code: string; items: { code: string; value: unknown }[] };

test('what files held before there were forms becomes answers', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (input: object): Promise<string> =>
    (await manager.command('customer.register', { name: '周', gridId: west.id, ...input }))
      .customer;
  const home = await register({ kind: 'HOUSEHOLD' });
  const shop = await register({ kind: 'MERCHANT', businessName: '小满副食店' });
  const farm = await register({ kind: 'FAMILY_FARM', name: '吴' });
  const bare = await register({ kind: 'HOUSEHOLD', name: '郑' });
  const keyOf = (id: string) => id.replace('customer_', '');
  await app.owner(`alter table customer add column profile jsonb not null default '{}'`);
  const held: [string, object][] = [
    [
      home,
      {
        memberCount: 4,
        netIncomeFen: '8600050',
        repaymentRecord: 'ON_TIME',
        creditReportConsent: false,
        debtsFen: null,
      },
    ],
    [shop, { turnoverFen: '42000000', profitFen: '-120050', startedOn: '2020-05-01' }],
    [farm, { memberCount: 3, employeeCount: 2, turnoverFen: '1' }],
  ];
  for (const [id, profile] of held) {
    await app.owner('delete from customer_profile where id = $1', [keyOf(id)]);
    await app.owner('update customer set profile = $2 where id = $1', [keyOf(id), profile]);
  }
  const text = await readFile(`${MIGRATIONS_FOLDER}0022_profiles_before_forms.sql`, 'utf8');
  await app.owner(`begin; ${text}; commit`);

  const forms = await app.owner<{ customer_kind: string; content: unknown; valid_to: string }>(
    `select customer_kind, content, valid_to::text from profile_form where code like 'FORMER%'
     order by customer_kind`,
  );
  t.same(
    forms.map(({ customer_kind, valid_to }) => [customer_kind, valid_to]),
    ['FAMILY_FARM', 'HOUSEHOLD', 'MERCHANT'].map((kind) => [kind, '2020-01-01']),
    'until the first form of the kind',
  );
  for (const { customer_kind: customerKind, content } of forms) {
    const neededSections = sectionsNeeded(customerKind, '2026-03-02');
    t.same(formProblems(readForm(content), { customerKind, neededSections }), [], customerKind);
  }

  const read = async (id: string): Promise<Section[]> =>
    (await manager.query(PROFILE, { id })).customer.profile;
  const answerTo = (sections: Section[], code: string): unknown =>
    sections.flatMap(({ items }) => items).find((item) => item.code === code)?.value;
  const [people] = (await read(home)).filter(({ code }) => code === 'PEOPLE_AT_HOME');
  t.match(people, { edition: 1, inForce: true, percent: 33, answeredOn: '2026-03-02' });
  const sections = await read(home);
  t.same(
    ['PEOPLE', 'NET_INCOME', 'REPAYMENT', 'CREDIT_REPORT_CONSENT', 'DEBTS'].map((code) =>
      answerTo(sections, code),
    ),
    ['4', '86000.50', 'ON_TIME', false, null],
  );
  t.equal(answerTo(await read(shop), 'PROFIT'), '-1200.50');
  t.equal(answerTo(await read(farm), 'EMPLOYEES'), '2');
  t.ok((await read(bare)).length > 0);

  const { dropped } = await answer(manager, home);
  t.same(dropped, [], 'and goes over into the form in force');
  t.equal(answerTo(await read(home), 'NET_INCOME'), '120000.00');
  t.equal(answerTo(await read(home), 'CREDIT_REPORT_CONSENT'), false);
});
