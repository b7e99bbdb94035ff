import { test } from 'tap';
import { civilDate } from '../src/kernel/clock.ts';
import { originOf } from '../src/kernel/journal/publish.ts';
import { startSequencer } from '../src/kernel/journal/sequence-loop.ts';
import { shareableFacts } from '../src/modules/sharing/shareable.ts';
import { parseProofs, verifyProof } from '../src/tlog/index.ts';
import { runTour, type Transport } from '../src/tour/index.ts';
import { coreInside } from './core/inside.ts';
import { quietLog, TEST_ISSUER, type TestApp, testApp } from './helpers/app.ts';
import { folderOf, signingIn } from './kernel/journal/signed-log.ts';

const LOGS = 'demo.jingtian.example/public/logs';

test('the tour walks the whole main job', async (t) => {
  const bench = await testApp(t);
  const { app, clock, sequencerUrl } = bench;
  clock.set(new Date().toISOString());
  const signing = await signingIn(await folderOf(t), LOGS);
  const sequencer = startSequencer({ url: sequencerUrl, periodMs: 50, log: quietLog, signing });
  t.teardown(() => sequencer.stop());
  const bankUrl = await app.listen({ port: 0, host: '127.0.0.1' });
  const core = coreInside({ bankUrl: () => bankUrl, tokenOf: async (subject) => subject });
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
  // It keeps connections open, and the app waits for them as it closes.
  const endCore = async (): Promise<void> => {
    await core.stop();
    app.server.closeAllConnections();
  };
  const lines: string[] = [];
  const options = {
    send,
    print: (line: string) => lines.push(line),
    issuer: TEST_ISSUER,
    operator: 'operator',
    run: 'TEST',
    today: civilDate(clock.now()),
    core,
    async verify(text: string, bank: string) {
      const [proof] = parseProofs(text);
      if (!proof) throw new Error('no proof');
      const log = signing.signersOf(originOf(LOGS, bank)).map(({ verifier }) => verifier);
      verifyProof(proof, { log });
      return `proved ${proof.extra}`;
    },
  };
  const { acts } = await runTour(options).catch(async (error) => {
    await endCore();
    t.comment(lines.slice(-8).join('\n'));
    throw error;
  });
  await endCore();
  t.same(acts.toReversed().slice(0, 3), ['loan.applied', 'loan.submitted', 'loan.investigated']);
  t.ok(acts.includes('loan.settled'));
  const told = lines.join('\n');
  t.match(told, /proved .*"act":"loan\.disbursement-confirmed"/, 'the core paid, provably');
  t.match(told, /loan\.recused[\s\S]*"choice":"FOR"/, 'a relative keeps out of the vote');
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
