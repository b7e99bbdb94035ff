import { test } from 'tap';
import { civilDate } from '../src/kernel/clock.ts';
import { startSequencer } from '../src/kernel/journal/sequence-loop.ts';
import { runTour, type Transport } from '../src/tour/index.ts';
import { quietLog, TEST_ISSUER, testApp } from './helpers/app.ts';

test('the tour walks the whole main job', async (t) => {
  const { app, clock, sequencerUrl } = await testApp(t);
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
});
