import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { monitorInstitution } from '../../../src/kernel/journal/monitor/index.ts';
import { HANDS } from '../../../src/modules/webhooks/courier.ts';
import { withClient } from '../../helpers/template.ts';
import { type Event, leafOfAct, readAll } from '../../kernel/feed/log.ts';
import { openBench, verify } from './receiver.ts';

const because = { reason: 'test' };
const grid = (id: string) => leafOfAct('grid.split', { type: 'Grid', id });
const idsOf = (got: readonly { event: Event }[]): number[] =>
  got.map(({ event }) => Number(event.id));

test('facts are sent to where an institution wants them', async (t) => {
  const b = await openBench(t);
  const { app, log, administrator, receiver } = b;
  const sending = b.start();
  const id = await b.register('core');
  const act = (command: string, input: object = {}) =>
    administrator.command(`webhook-endpoint.${command}`, { id, ...input }, because);
  const { secret } = await act('reveal-secret');
  const delivered = async () => {
    while ((await b.endpoint(id)).waiting > 0) await b.hurry();
  };

  await t.test('signed, in order, the same as the feed shows them', async (t) => {
    const object = newId();
    await log.write(grid(object), leafOfAct('loan.applied'), grid(object), grid(object));
    await receiver.until(() => receiver.got.length === 3);
    for (const each of receiver.got) {
      verify(secret, each);
      t.equal(each.headers['webhook-id'], each.event.data.id, 'the id of the fact');
      t.match(each.headers['content-type'], /^application\/cloudevents\+json/);
    }
    const feed = await readAll(app.as('core.banking'), 'actPrefix=grid.');
    t.same(
      receiver.got.map(({ event }) => event),
      feed,
    );
    await delivered();
    const [{ head } = { head: '' }] = await app.owner<{ head: string }>(
      'select max(position)::text as head from journal_position where institution_id = $1',
      [app.world.bankId],
    );
    t.match(await b.endpoint(id), { status: 'ACTIVE', waiting: 0, deliveredUpTo: head });
    const findings = await withClient(app.workerUrl, (worker) =>
      monitorInstitution(worker, app.world.bankId, []),
    );
    const odd = findings.filter(({ table }) => table?.startsWith('webhook_'));
    t.same(odd, [], 'sending is the program’s own work, and no alarm');
  });

  await t.test('an object whose fact fails waits; others do not', async (t) => {
    const [stuck, free] = [newId(), newId()];
    receiver.got.length = 0;
    let healed = false;
    receiver.answer = ({ subject }) => (!healed && subject === `grid_${stuck}` ? 500 : 204);
    await log.write(grid(free), grid(stuck), grid(free), grid(stuck), grid(free));
    const taken = () => receiver.got.filter(({ answered }) => answered === 204);
    await receiver.until(() => taken().length === 3 && receiver.got.length > 3);
    t.ok(taken().every(({ event }) => event.subject === `grid_${free}`));
    t.match((await b.endpoint(id)).pending, [
      { attempts: Number, lastAnswer: '500' },
      { attempts: 0 },
    ]);
    healed = true;
    await delivered();
    const of = (object: string) =>
      idsOf(taken().filter(({ event }) => event.subject === `grid_${object}`));
    for (const each of [of(stuck), of(free)])
      t.same(
        each,
        each.toSorted((a, b) => a - b),
      );
    t.equal(of(stuck).length, 2);
    const tries = receiver.got.filter(({ event }) => event.id === String(of(stuck)[0]));
    t.ok(tries.length > 1 && new Set(tries.map(({ headers }) => headers['webhook-id'])).size === 1);
  });

  await t.test('a fact about two objects waits for both', async (t) => {
    const [one, two] = [newId(), newId()];
    receiver.got.length = 0;
    let healed = false;
    receiver.answer = ({ subject }) => (!healed && subject === `grid_${one}` ? 503 : 204);
    const both = leafOfAct('grid.split', { type: 'Grid', id: two }, { type: 'Grid', id: one });
    await log.write(grid(one), both, grid(two));
    await receiver.until(() => receiver.got.length > 0);
    const other = newId();
    await log.write(grid(other));
    await receiver.until(() => receiver.got.some(({ event }) => event.subject === `grid_${other}`));
    t.notOk(receiver.got.some(({ event }) => event.subject === `grid_${two}`));
    healed = true;
    await delivered();
    const order = idsOf(receiver.got.filter(({ answered }) => answered === 204)).slice(1);
    t.same(
      order,
      order.toSorted((a, b) => a - b),
    );
  });

  await t.test('gone is gone, until somebody resumes it; nothing is lost', async (t) => {
    receiver.got.length = 0;
    receiver.answer = () => 410;
    await log.write(grid(newId()), grid(newId()));
    while ((await b.endpoint(id)).status === 'ACTIVE');
    t.match(await b.endpoint(id), { status: 'DISABLED', disabledReason: 'GONE' });
    const [fact] = await app.owner<{ reason: string }>(
      `select convert_from(leaf, 'UTF8')::jsonb #>> '{data,reason}' as reason from journal_entry
        where convert_from(leaf, 'UTF8')::jsonb ->> 'act' = 'webhook-endpoint.disabled'`,
    );
    t.equal(fact?.reason, 'GONE', 'a fact that others can be alarmed by');
    const { text } = await administrator.rest({ url: '/metrics' });
    t.match(text, /jingtian_webhooks_disabled 1\n/);
    receiver.answer = () => 204;
    const refused = await administrator.refused('webhook-endpoint.pause', { id });
    t.equal(refused.code, 'webhook-endpoint.not_active');
    await act('resume');
    await delivered();
    const taken = receiver.got.filter(({ answered }) => answered === 204);
    t.equal(taken.length, 2);
  });

  await t.test('a delivery that fails for days disables it too', async (t) => {
    receiver.answer = () => 500;
    receiver.got.length = 0;
    await log.write(grid(newId()));
    await receiver.until(() => receiver.got.length === 1);
    while ((await b.endpoint(id)).pending[0]?.lastAnswer !== '500');
    await app.owner(`update webhook_delivery set failing_since = now() - interval '5 days',
      due_at = now() where status = 'PENDING'`);
    while ((await b.endpoint(id)).status === 'ACTIVE');
    t.match(await b.endpoint(id), { disabledReason: 'FAILING', waiting: 1 });
    receiver.answer = () => 204;
    await act('resume');
    await delivered();
    t.equal(receiver.got.at(-1)?.answered, 204);
  });

  await t.test('a redirection is not followed', async (t) => {
    receiver.got.length = 0;
    receiver.answer = () => 302;
    await log.write(grid(newId()));
    while ((await b.endpoint(id)).pending[0]?.lastAnswer !== '302');
    t.equal(receiver.got.length, 1);
    const { text } = await administrator.rest({ url: '/metrics' });
    t.match(text, /jingtian_webhooks_waiting_seconds 0\n/, 'what is tried later does not wait yet');
    receiver.answer = () => 204;
    await delivered();
  });

  await t.test('two secrets live while one is turned over', async (t) => {
    receiver.got.length = 0;
    await act('rotate-secret', { overlapHours: 1 });
    const { secret: next } = await act('reveal-secret');
    t.not(next, secret);
    await log.write(grid(newId()));
    await receiver.until(() => receiver.got.length === 1);
    for (const [signed] of [receiver.got]) {
      verify(secret, signed as never);
      verify(next, signed as never);
    }
    await app.owner('update webhook_endpoint set old_secret_until = now()');
    await log.write(grid(newId()));
    await receiver.until(() => receiver.got.length === 2);
    verify(next, receiver.got[1] as never);
    t.throws(() => verify(secret, receiver.got[1] as never), 'the old one signs no more');
  });

  await t.test('paused while a receiver takes its time, nothing more is sent', async (t) => {
    await delivered();
    receiver.got.length = 0;
    const answers: (() => void)[] = [];
    let arrived = 0;
    receiver.answer = async () => {
      arrived += 1;
      await new Promise<void>((answer) => answers.push(answer));
      return 204;
    };
    await log.write(...Array.from({ length: 2 * HANDS }, () => grid(newId())));
    while (answers.length < HANDS) await b.endpoint(id);
    await act('pause');
    receiver.answer = () => {
      arrived += 1;
      return 204;
    };
    for (const [index, answer] of answers.entries()) {
      answer();
      while ((await b.endpoint(id)).waiting >= 2 * HANDS - index);
    }
    t.equal(arrived, HANDS, 'what was on its way, and no more');
    await act('resume');
    await delivered();
    t.equal(arrived, 2 * HANDS);
  });

  await t.test('sent again from a place on, in order', async (t) => {
    await delivered();
    receiver.got.length = 0;
    const all = idsOf(
      (await readAll(app.as('core.banking'), 'actPrefix=grid.')).map((event) => ({ event })),
    );
    await act('pause');
    await act('replay', { after: String(all[2]) });
    await act('resume');
    await receiver.until(() => receiver.got.length === all.length - 3);
    await delivered();
    t.same(
      idsOf(receiver.got).toSorted((a, b) => a - b),
      all.slice(3),
      'everything after it, once',
    );
    const ahead = await administrator.refused(
      'webhook-endpoint.replay',
      { id, after: '999999' },
      because,
    );
    t.equal(ahead.code, 'feed.cursor_ahead');
  });

  await sending.stop();
});
