import { test } from 'tap';
import { civilDate } from '../src/kernel/clock.ts';
import { startSequencer } from '../src/kernel/journal/sequence-loop.ts';
import { shareableFacts } from '../src/modules/sharing/shareable.ts';
import { runTour, type Transport } from '../src/tour/index.ts';
import { quietLog, TEST_ISSUER, type TestApp, testApp } from './helpers/app.ts';

test('the tour walks the whole main job', async (t) => {
  const bench = await testApp(t);
  const { app, clock, sequencerUrl } = bench;
  clock.set(new Date().toISOString());
  const sequencer = startSequencer({ url: sequencerUrl, periodMs: 50, log: quietLog });
  t.teardown(() => sequencer.stop());
  const send: Transport = async ({ method, path, subject, headers, body }) => {
    const authorization = subject ? { authorization: `Bearer ${subject}` } : {};
    const response = await app.inject({
      method,
      url: path,
      headers: { ...authorization, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const given = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    return {
      status: response.statusCode,
      headers: Object.fromEntries(given),
      text: response.payload,
    };
  };
  const lines: string[] = [];
  const options = {
    send,
    print: (line: string) => lines.push(line),
    issuer: TEST_ISSUER,
    operator: 'operator',
    run: 'TEST',
    today: civilDate(clock.now()),
  };
  const { acts } = await runTour(options).catch((error) => {
    t.comment(lines.slice(-8).join('\n'));
    throw error;
  });
  t.same(acts.toReversed().slice(0, 3), ['loan.applied', 'loan.submitted', 'loan.investigated']);
  t.ok(acts.includes('loan.settled'));
  const told = lines.join('\n');
  for (const step of ['授权', '村民评议', '公示与异议', '整村授信', '电子台账', '客户移交', '同步'])
    t.match(told, step);

  await t.test('what may be shared is what commands write', async (t) => {
    const written = await factsOf(bench);
    const seen = written.filter(({ act }) => act in shareableFacts);
    t.ok(seen.length > 8);
    for (const { act, types, members } of seen) {
      const { concerns = [], members: named = {} } = shareableFacts[act] ?? {};
      t.same(
        types.filter((type) => !concerns.includes(type)),
        [],
        `${act} concerns what it may`,
      );
      const strange = Object.keys(named).filter((name) => !members.includes(name));
      t.same(strange, [], `${act} has the members`);
    }
  });
});

/** Of each kind of fact: the types it concerned and the members it had. */
const factsOf = ({ owner }: TestApp) =>
  owner<{ act: string; types: string[]; members: string[] }>(`
    select leaf ->> 'act' as act,
      array_agg(distinct object ->> 'type') filter (where object is not null) as types,
      array_agg(distinct member) filter (where member is not null) as members
    from (select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) as entries
    left join jsonb_array_elements(leaf -> 'objects') as object on true
    left join jsonb_object_keys(leaf -> 'data') as member on true
    group by 1`);
