import { test } from 'tap';
import { localIssuer } from '../../../src/kernel/auth/issuers.ts';
import { actorOf } from '../../../src/kernel/auth/principal.ts';
import { createAuthenticator } from '../../../src/kernel/auth/tokens.ts';
import { openDatabase } from '../../../src/kernel/db/index.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { testDatabase } from '../../helpers/database.ts';
import { foundBank } from './people.ts';
import { goodClaims, ISSUER, sign, signingKey } from './signing.ts';

const NOW = new Date('2026-03-02T15:59:00Z');
const REFUSED = { code: 'auth.unauthenticated' };

test('a token leads to the person in the database, with the roles of the day', async (t) => {
  const { url, ownerUrl } = await testDatabase(t);
  const bank = await foundBank(t, ownerUrl);
  const database = openDatabase({
    url,
    readLanes: 1,
    poolSize: 1,
    streamPoolSize: 1,
    statementTimeoutMs: 10_000,
    lockTimeoutMs: 1_000,
    namedStatements: 100,
    onError: (error) => t.error(error),
  });
  t.teardown(() => database.close());
  const key = await signingKey('EdDSA', 'ed');
  let now = NOW;
  const { authenticate } = createAuthenticator({
    issuers: [localIssuer(ISSUER, { keys: [key.publicJwk] })],
    audience: 'jingtian',
    pipeline: database.pipeline,
    clock: { now: () => now },
  });
  const enter = async (subject: string) =>
    authenticate(`Bearer ${await sign(key, goodClaims(now, subject))}`);
  const auditor = await bank.add('auditor');

  await t.test('all of it arrives', async (t) => {
    const actor = await enter('auditor');
    t.match(actor, {
      institutionId: bank.institutionId,
      institutionKind: 'BANK',
      personId: auditor,
      clientId: 'branch-app',
      roles: ['AUDITOR'],
      scope: [''],
    });
    t.equal(actor.approvalLimitFen, 500n);
    t.same([...actor.permissions].sort(), ['grid.read', 'journal.read']);
  });

  await t.test('a good token of nobody is refused like a bad one', async (t) => {
    await t.rejects(enter('nobody'), REFUSED);
    await t.rejects(enter("' or true --"), REFUSED);
    await bank.add('nobody');
    t.match(await enter('nobody'), { roles: ['AUDITOR'] }, 'and gets in once there is a person');
  });

  await t.test('appointments begin and end at midnight in China', async (t) => {
    await bank.add('tomorrow', { validFrom: '2026-03-03' });
    await bank.add('today', { validTo: '2026-03-03' });
    t.same((await enter('tomorrow')).roles, []);
    t.same((await enter('today')).roles, ['AUDITOR']);
    now = new Date('2026-03-02T16:00:00Z');
    t.same((await enter('tomorrow')).roles, ['AUDITOR']);
    const former = await enter('today');
    t.same([former.roles, former.scope, former.permissions.size], [[], [], 0]);
  });

  await t.test('who has left is out within five seconds', async (t) => {
    await bank.add('leaver');
    await enter('leaver');
    await bank.owner.query(
      `update person set status = 'LEFT'
        where id = (select person_id from login where subject = 'leaver')`,
    );
    now = new Date(now.getTime() + 5_000);
    await t.rejects(enter('leaver'), REFUSED);
  });

  await t.test('a person is found without a token only in the own institution', async (t) => {
    const load = (institutionId: string, personId: string) =>
      database.transact({ institutionId: bank.institutionId }, async (tx) => ({
        value: await actorOf(tx, { institutionId, personId, today: '2026-03-02' }),
      }));
    t.match(await load(bank.institutionId, auditor), { personId: auditor, clientId: auditor });
    t.equal(await load(bank.institutionId, newId()), null);
    t.equal(await load(newId(), auditor), null);
    const other = newId();
    await bank.owner.query(
      `insert into institution (institution_id, kind, code, name, area_code)
       values ($1, 'BANK', 'OTHER', '他行', '429005')`,
      [other],
    );
    await bank.owner.query(
      `insert into person (institution_id, id, code, name) values ($1, $1, 'zhao', '赵六')`,
      [other],
    );
    t.equal(await load(other, other), null, 'row security hides everyone else');
  });
});
