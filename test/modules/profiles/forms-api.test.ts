import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';
import { smallForm } from './small-form.ts';

const FORM = `query ($id: ID!) { profileForm(id: $id) { id version code edition status customerKind
  nameZh sample content validFrom validTo draftedBy { code } publishedBy { code } } }`;
const IN_FORCE = `query ($on: Date, $kind: [CustomerKind!]) {
  profileForms(first: 20, asOf: $on, filter: { customerKind: $kind }) { nodes { code edition status } } }`;

test('a form is drafted, revised, published and superseded', async (t) => {
  const app = await testApp(t);
  const bank = app.as('other.administrator');
  const read = async (id: string) => (await bank.query(FORM, { id })).profileForm;
  const inForce = async (on: string) =>
    (await bank.query(IN_FORCE, { on, kind: ['HOUSEHOLD'] })).profileForms.nodes;
  const draft = async (input: object = {}): Promise<string> => {
    const given = { customerKind: 'HOUSEHOLD', ...input };
    return (await bank.command('profile-form.draft', given)).form;
  };
  const code = (name: string, input: Record<string, unknown>) => codeOf(bank, name, input);

  t.same(await inForce('2026-03-02'), [], 'a new bank asks nothing');
  const sample = await draft();
  t.match(await read(sample), {
    code: 'SAMPLE_HOUSEHOLD',
    edition: 1,
    status: 'DRAFT',
    sample: true,
    validFrom: null,
    draftedBy: { code: 'other.administrator' },
    publishedBy: null,
  });

  await t.test('only a draft changes', async (t) => {
    const content = (await read(sample)).content;
    const shorter = { ...content, label: { en: 'Ours', zh: '本行信息采集表' }, sample: false };
    await bank.command('profile-form.revise', { id: sample, content: shorter });
    t.match(await read(sample), { nameZh: '本行信息采集表', sample: false, version: 2 });
    const renamed = { ...content, code: 'OTHER' };
    t.equal(
      await code('profile-form.revise', { id: sample, content: renamed }),
      'profile-form.code_changed',
    );
    const bad = await bank.refused('profile-form.revise', { id: sample, content: { format: 1 } });
    t.match(bad, { code: 'profile-form.malformed', details: { paths: [['content', 'code']] } });
  });

  await t.test('it is published with a start, and then kept by the database', async (t) => {
    const past = { id: sample, validFrom: '2026-03-01' };
    t.equal(await code('profile-form.publish', past), 'profile-form.valid_from_past');
    await bank.command('profile-form.publish', { id: sample, validFrom: '2026-03-10' });
    t.match(await read(sample), { status: 'PUBLISHED', validFrom: '2026-03-10', validTo: null });
    t.same(await inForce('2026-03-09'), []);
    t.match(await inForce('2026-03-10'), [{ code: 'SAMPLE_HOUSEHOLD', edition: 1 }]);
    for (const name of ['revise', 'publish', 'discard']) {
      const content = (await read(sample)).content;
      const more = { revise: { content }, publish: { validFrom: '2026-04-01' }, discard: {} };
      const input = { id: sample, ...more[name as keyof typeof more] };
      t.equal(await code(`profile-form.${name}`, input), 'profile-form.not_draft');
    }
    const key = sample.replace('profileform_', '');
    for (const change of [
      `content = content || '{"sample": true}'`,
      `valid_from = valid_from + 1`,
      `customer_kind = 'MERCHANT'`,
      `status = 'DRAFT', valid_from = null, published_by = null`,
      `status = 'DISCARDED', valid_from = null, published_by = null`,
    ]) {
      await t.rejects(
        app.owner(`update profile_form set ${change} where id = $1`, [key]),
        /is no draft and is not edited/,
        change,
      );
    }
  });

  await t.test('the next one ends it, in order', async (t) => {
    const content = { ...smallForm(), code: 'SMALL' };
    const second = await draft({ content });
    const early = { id: second, validFrom: '2026-03-10' };
    t.equal(await code('profile-form.publish', early), 'profile-form.edition_order');
    await bank.command('profile-form.publish', { id: second, validFrom: '2026-05-01' });
    t.match(await read(sample), { status: 'SUPERSEDED', validTo: '2026-05-01' });
    t.match(await inForce('2026-04-30'), [{ code: 'SAMPLE_HOUSEHOLD', status: 'SUPERSEDED' }]);
    t.match(await inForce('2026-05-01'), [{ code: 'SMALL', edition: 1 }]);

    const [older, newer] = [await draft({ content }), await draft({ content })];
    t.match([(await read(older)).edition, (await read(newer)).edition], [2, 3]);
    await bank.command('profile-form.publish', { id: newer, validFrom: '2026-06-01' });
    t.equal(
      await code('profile-form.publish', { id: older, validFrom: '2026-07-01' }),
      'profile-form.edition_order',
      'an edition is not followed by an older one',
    );
    await bank.command('profile-form.discard', { id: older });
    t.match(await read(older), { status: 'DISCARDED' });
    t.equal(await code('profile-form.discard', { id: older }), 'profile-form.not_draft');
    t.equal(
      await code('profile-form.draft', { customerKind: 'MERCHANT', content }),
      'profile-form.kind_changed',
    );
  });

  await t.test('problems are listed, all of them, with their paths', async (t) => {
    const content = smallForm();
    const broken = {
      ...content,
      code: 'BROKEN',
      sections: content.sections.slice(0, 1).map((section) => ({
        ...section,
        items: section.items.map((item) => ({ ...item, code: 'SAME' })),
      })),
    };
    const id = await draft({ customerKind: 'MERCHANT', content: broken });
    const refusal = await bank.refused('profile-form.publish', { id, validFrom: '2026-03-02' });
    t.match(refusal, { code: 'profile-form.invalid', status: 422 });
    const codes = refusal.details.problems.map((problem: { code: string }) => problem.code);
    for (const expected of ['ITEM_TWICE', 'CONDITION_UNKNOWN', 'TERM_UNKNOWN', 'SECTION_NEEDED'])
      t.ok(codes.includes(expected), expected);
    t.ok(
      refusal.details.problems.every(
        ({ path, message }: { path: unknown[]; message: { zh: string } }) =>
          path[0] === 'sections' && message.zh,
      ),
    );
    t.match(await read(id), { status: 'DRAFT' });
  });

  await t.test('whose business it is', async (t) => {
    const input = { customerKind: 'HOUSEHOLD' };
    t.equal(await codeOf(app.as('grid.manager'), 'profile-form.draft', input), 'auth.forbidden');
    const publish = { id: sample, validFrom: '2026-09-01' };
    t.equal(
      await codeOf(app.as('administrator'), 'profile-form.publish', publish),
      'object.not_found',
      'another bank’s',
    );
    t.equal((await app.as('grid.officer').query(FORM, { id: sample })).profileForm, null);
  });
});

test('value lists can be read', async (t) => {
  const app = await testApp(t);
  const query = `query ($code: String) { profileValueLists(code: $code) { lists { code label { zh }
    options { code label { en zh } } } } }`;
  const officer = app.as('grid.officer');
  const all = (await officer.query(query)).profileValueLists.lists;
  t.ok(all.length >= 8);
  const one = (await officer.query(query, { code: 'GB/T 2261.1' })).profileValueLists.lists;
  t.match(one, [
    { code: 'GB/T 2261.1', options: [{ code: '0' }, { code: '1', label: { en: 'Male' } }] },
  ]);
  const none = await officer.graphql(query, { code: 'GB/T 0' });
  t.equal(none.errors[0].extensions.code, 'object.not_found');
});
