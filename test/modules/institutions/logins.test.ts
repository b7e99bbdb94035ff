import { test } from 'tap';
import { TEST_ISSUER, testApp } from '../../helpers/app.ts';
import { codeOf } from '../grids/territory.ts';

test('a login stands for one person of one institution, of an issuer that is verified', async (t) => {
  const app = await testApp(t);
  const administrator = app.as('administrator');
  const why = { reason: '更换账号' };
  const { person: id } = await administrator.command('person.register', {
    code: 'newcomer',
    name: '新来',
  });
  const link = (login: object, who = administrator) =>
    codeOf(who, 'person.link-login', { id, ...login });
  t.equal(await link({ issuer: 'urn:elsewhere', subject: 'newcomer' }), 'person.issuer_unknown');
  t.equal(
    await link({ issuer: TEST_ISSUER, subject: 'other.administrator' }),
    'person.login_taken',
  );
  const login = { id, issuer: TEST_ISSUER, subject: 'newcomer' };
  await administrator.command('person.link-login', login);
  const viewer = () => app.as('newcomer').graphql('{ viewer { code } }');
  t.match(await viewer(), { data: { viewer: { code: 'newcomer' } } });

  const unlink = (input: object, who = administrator) =>
    codeOf(who, 'person.unlink-login', { ...login, ...input }, why);
  t.equal(await unlink({ subject: 'administrator' }), 'person.login_unknown', 'another person’s');
  t.equal(await unlink({}, app.as('other.administrator')), 'object.not_found');
  t.equal(
    await unlink({ id: `person_${app.world.people.administrator}`, subject: 'administrator' }),
    'person.login_own',
  );
  await administrator.command('person.unlink-login', login, why);
  t.match(await viewer(), { errors: [{ extensions: { code: 'auth.unauthenticated' } }] });
  await administrator.command('person.link-login', login);
  t.match(await viewer(), { data: { viewer: { code: 'newcomer' } } }, 'free to be linked anew');
});
