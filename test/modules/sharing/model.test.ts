import canonicalize from 'canonicalize';
import { test } from 'tap';
import { civilDate } from '../../../src/kernel/clock.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { viewsOf } from '../../../src/modules/sharing/rules.ts';
import { type MemberKind, shareableFacts } from '../../../src/modules/sharing/shareable.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { openTerritory } from '../customers/households.ts';
import { OTHER_VILLAGE, openGrid, rectangle } from '../grids/territory.ts';
import { EVIDENCE, publishText } from '../privacy/agreements.ts';
import { BODY, digestOf, draftOf, foundPlatform, pull, sequence } from './agreed.ts';

/** What is pulled against a model of it: for any agreement, over facts of every kind. */

type Leaf = {
  act: string;
  at: string;
  objects: { type: string; id: string; version: number }[];
  data: Record<string, string | number>;
};
type Term = { act: string; objects: string[]; shown: string[]; masked: string[] };
type Agreed = { grade: 'FACTS' | 'PERSONS'; terms: Term[]; areaCodes: string[]; factsFrom: string };
type Known = { codes: ReadonlyMap<string, string>; consents: ReadonlyMap<string, string[]> };

const VALUES: Readonly<Record<MemberKind, readonly (string | number)[]>> = {
  WORD: ['VILLAGE', 7, 'é"\\\n\u0001'],
  PLACE: ['429005106201003', '429005'],
  DATE: ['2026-02-11'],
  FEN: ['1860000', '999'],
  YUAN: ['18600.00', '9.99'],
  PEOPLE: [0, 3, 5],
};

const MASKS: Readonly<Record<MemberKind, (value: string | number) => unknown>> = {
  WORD: () => '***',
  PLACE: (value) => String(value).slice(0, 9),
  DATE: (value) => String(value).slice(0, 7),
  FEN: (value) => `${Math.floor(Number(value) / 1e6)}${Number(value) < 1e6 ? '' : '000000'}`,
  YUAN: (value) => `${Math.floor(Number(value) / 1e4)}${Number(value) < 1e4 ? '' : '0000'}`,
  PEOPLE: () => '***',
};

const open = (kind: MemberKind, value: string | number): unknown =>
  kind === 'PEOPLE' && Number(value) > 0 && Number(value) < 5 ? '<5' : value;

const nameOf = ({ type, id }: { type: string; id: string }) => `${type.toLowerCase()}_${id}`;

/** What the agreement shows of a leaf, by the words of its decision. */
function expected(leaf: Leaf, agreed: Agreed, known: Known): unknown {
  const term = agreed.terms.find(({ act }) => act === leaf.act);
  const rule = shareableFacts[leaf.act];
  if (!term || !rule || civilDate(new Date(leaf.at)) < agreed.factsFrom) return null;
  if (leaf.objects.some(({ type }) => !rule.concerns.includes(type))) return null;
  const placing = leaf.objects.filter(({ type }) => type === rule.place);
  const inside = ({ id }: { id: string }) =>
    agreed.areaCodes.some((area) => known.codes.get(id)?.startsWith(area));
  if (placing.length === 0 || !placing.every(inside)) return null;
  const people = leaf.objects.filter(({ type }) => type === 'Customer');
  const covered = ({ id }: { id: string }) =>
    rule.groups.every((group) => known.consents.get(id)?.includes(group));
  if (people.length > 0 && !(agreed.grade === 'PERSONS' && people.every(covered))) return null;
  const members = Object.entries(leaf.data).flatMap(([name, value]) => {
    const kind = rule.members[name] ?? 'WORD';
    if (term.shown.includes(name)) return [[name, open(kind, value)]];
    return term.masked.includes(name) ? [[name, MASKS[kind](value)]] : [];
  });
  const objects = leaf.objects.filter(({ type }) => term.objects.includes(type));
  return {
    type: leaf.act,
    members: Object.fromEntries(members),
    objects: objects.map((each) => ({ id: nameOf(each), type: each.type, version: each.version })),
  };
}

const ACTS = Object.entries(shareableFacts).filter(
  ([, { place }]) => place === 'Grid' || place === 'Customer',
);
const TIMES = [
  '2025-06-01T00:00:00.000Z',
  '2025-12-31T15:59:59.000Z',
  '2025-12-31T16:00:00.000Z',
  '2026-02-01T00:00:00.000Z',
];

type Pools = { grids: readonly string[]; customers: readonly string[] };

/** Facts of every kind, with members nobody agreed on and, now and then, what they may not concern. */
const leafOf = ({ grids, customers }: Pools): fc.Arbitrary<Leaf> =>
  fc.constantFrom(...ACTS).chain(([act, rule]) => {
    const values = Object.entries(rule.members).map(([name, kind]) =>
      fc.constantFrom(...VALUES[kind]).map((value) => [name, value] as const),
    );
    const placing = rule.place === 'Grid' ? grids : customers;
    const object = (type: string, id: string) => ({ type, id, version: 1 });
    const placed = fc
      .subarray([...placing], { minLength: 1, maxLength: 2 })
      .map((ids) => ids.map((id) => object(rule.place, id)));
    const beside = fc
      .subarray([...rule.concerns, 'Member', 'Person', 'Loan'])
      .map((types) =>
        types.filter((type) => type !== rule.place).map((type) => object(type, newId())),
      );
    const harmless = beside.map((all) => all.filter(({ type }) => rule.concerns.includes(type)));
    return fc.record({
      act: fc.constant(act),
      at: fc.constantFrom(...TIMES),
      objects: fc
        .tuple(placed, fc.oneof({ weight: 3, arbitrary: harmless }, beside))
        .map(([some, others]) => [
          ...some,
          ...others.filter(({ type }) => type !== 'Grid' && type !== 'Customer'),
        ]),
      data: fc.tuple(...values).map((all) => ({ ...Object.fromEntries(all), secret: 'SECRET' })),
    });
  });

const agreedOn: fc.Arbitrary<Agreed> = fc
  .constantFrom('FACTS' as const, 'PERSONS' as const)
  .chain((grade) => {
    const possible = ACTS.filter(([, { groups }]) => grade === 'PERSONS' || groups.length === 0);
    const termOf = ([act, rule]: (typeof ACTS)[number]) =>
      fc
        .tuple(
          fc.subarray([...rule.objects]),
          fc.array(fc.constantFrom('shown', 'masked', 'left'), {
            minLength: Object.keys(rule.members).length,
            maxLength: Object.keys(rule.members).length,
          }),
        )
        .map(([objects, ways]) => {
          const names = (way: string) =>
            Object.keys(rule.members).filter((_, place) => ways[place] === way);
          return { act, objects, shown: names('shown'), masked: names('masked') };
        });
    return fc.record({
      grade: fc.constant(grade),
      terms: fc
        .subarray(possible, { minLength: 1 })
        .chain((chosen) => fc.tuple(...chosen.map(termOf))),
      areaCodes: fc.constantFrom(['429005'], ['429005106201'], ['429005106202'], ['42900510']),
      factsFrom: fc.constantFrom('2025-01-01', '2026-01-01'),
    });
  });

async function writeLeaves(app: TestApp, leaves: readonly Leaf[]): Promise<void> {
  const person = app.world.people.administrator;
  for (const leaf of leaves) {
    const whole = { v: 1, id: newId(), actor: { person }, request: 'r', ...leaf };
    await app.owner('insert into journal_entry (institution_id, leaf) values ($1, $2)', [
      app.world.bankId,
      Buffer.from(canonicalize(whole) ?? ''),
    ]);
  }
  await sequence(app);
}

/** In force at once: how agreements come about has tests of its own. */
async function putInForce(app: TestApp, agreed: Agreed, clientId: string): Promise<string> {
  const id = newId();
  const found = viewsOf({ ...agreed, fewest: 5 });
  if ('fault' in found) throw new Error(found.fault.code);
  const { administrator, auditor } = app.world.people;
  const { purpose, legalBasis, bodyName, validFrom, validTo } = draftOf({ clientId, terms: [] });
  await app.owner(
    `insert into data_agreement (institution_id, id, code, body_code, body_name, client_id, purpose,
       legal_basis, grade, area_codes, terms, views, facts_from, valid_from, valid_to, status,
       assessment_sha256, terms_sha256, signed_sha256, written_by, drafted_by, proposed_by,
       proposed_at, approved_by, approved_at)
     values ($1, $2, $18, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
       $14, 'APPROVED', $15, $15, $15, array[$16::uuid], $16, $16, now(), $17, now())`,
    [
      app.world.bankId,
      id,
      BODY,
      bodyName,
      clientId.slice('person_'.length),
      purpose,
      legalBasis,
      agreed.grade,
      agreed.areaCodes,
      JSON.stringify(agreed.terms),
      JSON.stringify(found.views),
      agreed.factsFrom,
      validFrom,
      validTo,
      EVIDENCE,
      administrator,
      auditor,
      `A${id.slice(0, 23).toUpperCase()}`,
    ],
  );
  return `dataagreement_${id}`;
}

const GROUPS = ['IDENTITY', 'ADDRESS', 'HOUSEHOLD', 'RATING', 'LOANS'];
const LEAVES = 120;
const RUNS = Number(process.env.MODEL_RUNS ?? 12);

test('what is pulled is what the agreement says, for any agreement', async (t) => {
  const app = await testApp(t);
  const { west, east } = await openTerritory(app);
  const clientId = await foundPlatform(app);
  const far = await openGrid(app.as('administrator'), {
    areaCode: OTHER_VILLAGE,
    boundary: rectangle(20, 0, 30, 10),
  });
  const textId = await publishText(app, { purposes: ['GOVERNMENT_SHARING'], items: GROUPS });
  const manager = app.as('grid.manager');
  const [codes, consents] = [new Map<string, string>(), new Map<string, string[]>()];
  const household = async (grid: typeof west, items: string[]) => {
    const input = { kind: 'HOUSEHOLD', name: '张三', gridId: grid.id };
    const { customer: id } = await manager.command('customer.register', input);
    const to = { purpose: 'GOVERNMENT_SHARING', recipientKind: 'GOVERNMENT', recipient: BODY };
    const given = { id, textId, channel: 'PAPER', evidenceSha256: EVIDENCE, givenOn: '2026-03-01' };
    if (items.length > 0) {
      await manager.command('consent.give', { ...given, agreed: [{ ...to, items }] });
    }
    const key = String(id).slice('customer_'.length);
    codes.set(key, grid.code);
    consents.set(key, items);
    return key;
  };
  const customers = [
    await household(west, GROUPS),
    await household(west, GROUPS.slice(0, 3)),
    await household(east, []),
    await household(far, GROUPS),
  ];
  const grids = [west, east, far].map(({ id, code }) => {
    const key = id.slice('grid_'.length);
    codes.set(key, code);
    return key;
  });
  await sequence(app);
  const [{ size } = { size: 0 }] = await app.owner<{ size: number }>(
    'select count(*)::int as size from journal_position where institution_id = $1',
    [app.world.bankId],
  );
  const leaves = fc.sample(leafOf({ grids, customers }), { numRuns: LEAVES });
  await writeLeaves(app, leaves);
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(agreedOn, async (agreed) => {
      const agreement = await putInForce(app, agreed, clientId);
      const { events, digest, text } = await pull(app, { agreement, after: size - 1, limit: 1000 });
      const wanted = leaves.flatMap((leaf) => expected(leaf, agreed, { codes, consents }) ?? []);
      t.same(
        events.map(({ type, data }) => ({ type, ...data })),
        wanted,
      );
      t.equal(events.length > 0 ? digest : digestOf([]), digestOf(events));
      t.notMatch(text, /SECRET|member_|person_/);
      shown += events.length;
    }),
    { numRuns: RUNS },
  );
  t.ok(shown > 0);
});
