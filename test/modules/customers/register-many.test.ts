import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { monitored } from '../../helpers/monitored.ts';
import { fc } from '../../helpers/property.ts';
import { foundAreas, openGrid, rectangle, VILLAGE } from '../grids/territory.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A citizen identity number of nobody, with its check digit. */
function idNumber(serial: number): string {
  const body = `42900519800101${String(serial).padStart(3, '0')}`;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + '10X98765432'[sum % 11];
}

const CREDIT_CODES = ['91330100799655058B', '91350100M000100Y43', '914403001922038216'];

/** Mostly the first, now and then the other. */
const mostly = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: seldom });
const number = fc.integer({ min: 0, max: 120 }).map(idNumber);

/** Few values for what must be unique, so that files meet; some of them wrong. */
const common = {
  code: fc.integer({ min: 0, max: 300 }).map((n) => `F-${n}`),
  name: fc.constantFrom('王小明', '欧阳建国', '李四'),
  idNumber: mostly(number, fc.constant('1101')),
  mobile: mostly(fc.constantFrom('13812345678', '13912345678'), fc.constant('123')),
  address: fc.constantFrom('三组12号', '一组'),
  place: mostly(fc.constantFrom('grid', 'village'), fc.constant('nowhere')),
};
const needed = ['kind', 'code', 'name', 'place'] as const;
const member = fc.record(
  {
    relationship: mostly(fc.constantFrom('SPOUSE', 'SON'), fc.constant('SELF')),
    name: fc.constantFrom('张三', '司马光明'),
    idNumber: number,
  },
  { requiredKeys: ['relationship', 'name'] },
);
const household = fc.record(
  {
    ...common,
    kind: fc.constantFrom('HOUSEHOLD', 'FAMILY_FARM'),
    members: fc.array(member, { maxLength: 2 }),
  },
  { requiredKeys: [...needed] },
);
const business = fc.record(
  {
    ...common,
    kind: fc.constantFrom('MERCHANT', 'COOPERATIVE'),
    businessName: fc.constantFrom('小店', '大店'),
    creditCode: mostly(fc.constantFrom(...CREDIT_CODES), fc.constant('X')),
  },
  { requiredKeys: [...needed, 'businessName'] },
);
const file = fc.oneof(household, business);

type Given = Record<string, unknown> & { place: string };

async function bank(app: TestApp, prefix: string) {
  const administrator = app.as(`${prefix}administrator`);
  const big = await openGrid(administrator, {
    areaCode: VILLAGE,
    boundary: rectangle(0, 0, 10, 11),
  });
  const grid = await openGrid(administrator, {
    parentId: big.id,
    boundary: rectangle(0, 0, 5, 10),
  });
  const placed = ({ place, ...given }: Given) => {
    if (place === 'nowhere') return given;
    return place === 'grid' ? { ...given, gridId: grid.id } : { ...given, areaCode: VILLAGE };
  };
  return { manager: app.as(`${prefix}grid.manager`), placed };
}

/** The second bank asks what the first one does. */
const giveForms = ({ owner, world: { bankId, otherBankId } }: TestApp) =>
  owner(
    `insert into profile_form select (jsonb_populate_record(form, jsonb_build_object(
       'institution_id', $2::uuid, 'id', gen_random_uuid(), 'drafted_by', who.id,
       'published_by', who.id))).*
     from profile_form form cross join lateral
       (select id from person where institution_id = $2 order by id limit 1) who
     where institution_id = $1`,
    [bankId, otherBankId],
  );

/** What is on file, apart from what differs by chance or institution. */
const onFile = (app: TestApp, institution: string) =>
  app.owner(
    `select c.code, c.kind, c.party, c.status, c.business_name, c.credit_code, c.name_mask,
       c.id_number_mask, c.id_number_type, c.id_area_finding, c.mobile_mask, c.address_mask,
       c.area_code, c.completeness,
       (select regexp_replace(p.sections::text, '[0-9a-f-]{36}', 'form', 'g') from customer_profile p
        where p.institution_id = c.institution_id and p.id = c.id) as sections, c.version, (c.grid_id is null) as gridless,
       (select json_agg(json_build_array(m.relationship, m.name_mask, m.id_number_mask, m.head)
          order by m.relationship, m.name_mask, m.id_number_mask)
        from customer_member m where m.institution_id = c.institution_id and m.customer_id = c.id)
         as members
     from customer c where c.institution_id = $1 order by c.code`,
    [institution],
  );

const factsOf = async (app: TestApp, institution: string) =>
  (
    await app.owner<{ data: Record<string, unknown> }>(
      `select leaf -> 'data' as data from (
         select institution_id, id, convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) e
       where institution_id = $1 and leaf ->> 'act' = 'customer.registered'
       order by leaf -> 'data' ->> 'code'`,
      [institution],
    )
  ).map(({ data: { territoryCode: _, ...data } }) => data);

test('many at once come out as one by one', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  await giveForms(app);
  const many = await bank(app, '');
  const single = await bank(app, 'other.');
  const sets = fc.array(fc.array(file, { minLength: 30, maxLength: 40 }), {
    minLength: 5,
    maxLength: 5,
  });
  let refusals = 0;
  for (const files of fc.sample(sets, { numRuns: 1, seed: 20260301 })[0] ?? []) {
    const given = files as unknown as Given[];
    const { outcomes } = await many.manager.command('customer.register-many', {
      files: given.map(many.placed),
    });
    const alone = [];
    for (const each of given) {
      const line = {
        command: 'customer.register',
        input: single.placed(each),
        idempotencyKey: newId(),
      };
      const { body } = await single.manager.rest({
        method: 'POST',
        url: '/v1/batch',
        payload: { lines: [line] },
      });
      alone.push(body.lines[0]);
    }
    const together = outcomes.map((each: { code: string | null; path: string | null }) => [
      each.code,
      each.path,
    ]);
    const apart = alone.map(({ code, path }: { code?: string; path?: string[] }) => [
      code ?? null,
      path?.join('.') || null,
    ]);
    t.same(together, apart);
    refusals += apart.filter(([code]) => code !== null).length;
  }
  const [first, second] = [app.world.bankId, app.world.otherBankId];
  const rows = await onFile(app, first);
  t.ok(rows.length > 30 && refusals > 30, `${rows.length} filed, ${refusals} refused`);
  t.same(rows, await onFile(app, second));
  t.same(await factsOf(app, first), await factsOf(app, second), 'the journal, too');
});

test('what many have sealed opens', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const { manager } = await bank(app, '');
  const files = Array.from({ length: 3 }, (_, at) => ({
    kind: 'HOUSEHOLD',
    name: `户主${at}`,
    areaCode: VILLAGE,
    idNumber: idNumber(at),
    members: [{ relationship: 'SPOUSE', name: `配偶${at}`, idNumber: idNumber(100 + at) }],
  }));
  const { outcomes } = await manager.command('customer.register-many', { files });
  const { name, idNumber: number } = await manager.command(
    'customer.reveal',
    { id: outcomes[1].customer, fields: ['NAME', 'ID_NUMBER'], purpose: 'FILE_KEEPING' },
    { reason: 'test' },
  );
  t.same([name, number], ['户主1', idNumber(1)]);
  const { customers } = await manager.command(
    'customer.find',
    { idNumber: idNumber(102), purpose: 'FILE_KEEPING' },
    { reason: 'test' },
  );
  t.same(customers, [outcomes[2].customer], 'a member is found');
});

test('many are held to the rules of one', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const { manager } = await bank(app, '');
  const files = [{ kind: 'HOUSEHOLD', name: '王小明', areaCode: VILLAGE }];
  const officer = app.as('grid.officer');
  const unseen = await officer.command('customer.register-many', { files });
  t.match(unseen.outcomes, [{ code: 'object.not_found', path: 'areaCode' }]);
  t.equal(
    (await app.as('auditor').refused('customer.register-many', { files })).code,
    'auth.forbidden',
  );
  t.match(await manager.refused('customer.register-many', { files: [] }), {
    code: 'input.invalid',
  });
  const five = Array.from({ length: 501 }, () => files[0]);
  t.match(await manager.refused('customer.register-many', { files: five }), {
    code: 'input.invalid',
  });
  await app.as('administrator').command('approval.set-policy', { command: 'customer.register' });
  await t.rejects(
    manager.command('customer.register-many', { files }),
    /"status":"PENDING"/,
    'one who files many needs the second person too',
  );
});

test('two who file the same people at once: each person is filed once', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const { manager } = await bank(app, '');
  const files = Array.from({ length: 40 }, (_, at) => ({
    kind: 'HOUSEHOLD',
    name: `户主${at}`,
    areaCode: VILLAGE,
    idNumber: idNumber(at),
  }));
  const look = await monitored(t, app);
  const sent = await Promise.all([
    manager.command('customer.register-many', { files }),
    manager.command('customer.register-many', { files }),
    manager.command('customer.register-many', { files: files.toReversed() }),
  ]);
  const codes = sent.flatMap(({ outcomes }) => outcomes.map((each: { code: string }) => each.code));
  t.equal(codes.filter((code) => code === null).length, 40);
  t.equal(codes.filter((code) => code === 'customer.id_number_taken').length, 80);
  const [count] = await app.owner('select count(*)::int as files from customer');
  t.same(count, { files: 40 });
  t.same(await look(), [], 'every row has its facts');
});
