import { setTimeout as pause } from 'node:timers/promises';
import { civilDate } from '../../../src/kernel/clock.ts';
import { collectionsOf, verbPath } from '../../../src/kernel/rest/collections.ts';
import { createProgram } from '../../../src/program.ts';
import { type BankCore, runTour, type Transport } from '../../../src/tour/index.ts';
import { TEST_ISSUER } from '../../helpers/app.ts';
import type { Ask, Heard } from '../client.ts';
import { COMMAND_POINTS } from '../failpoints.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServers, type Servers, type Stage } from '../stage.ts';

/** In the long form every so many-th command dies, in the short one so many of them. */
const EVERY = 3;
const SHARE = 0.12;
const PROTOCOLS = ['REST', 'GRAPHQL'] as const;
const REACHED_MS = 1_000;
const PATIENCE = 40;

const { registry, model } = createProgram();
const collections = collectionsOf(model);

/** Commands by the path that REST has for them. */
const routes = registry.commands.map(({ name, on }) => {
  const path = verbPath(collections, on ? { name, on } : { name });
  return { name, pattern: new RegExp(`^${path.replace(':id', '([^/]+)')}$`) };
});

type Request = Parameters<Transport>[0];

/** What the tour asks for, where it is a command that has an effect. */
function asked({ path, subject, headers, body }: Request): Ask | undefined {
  if (headers['dry-run'] || !headers['idempotency-key']) return undefined;
  const route = routes.find(({ pattern }) => pattern.test(path));
  const id = route?.pattern.exec(path)?.[1];
  if (!route || !registry.get(route.name) || registry.get(route.name)?.repeatable) return undefined;
  return {
    as: subject,
    command: route.name,
    input: { ...(body as object), ...(id ? { id } : {}) },
    reason: headers.reason && decodeURIComponent(headers.reason),
    key: headers['idempotency-key'],
    protocol: 'REST',
  };
}

/** Where the next command is to die, and how it is sent; nothing where it may live. */
type Plan = () => { failpoint: string; protocol: Ask['protocol'] } | undefined;

/**
 * Each run dies elsewhere, every command that dies at the step whose turn it is; long runs from seed 0
 * on, 78 of them, go through every step of every command over both protocols.
 */
function planOf({ seed, length, chance }: Stage): Plan {
  const isLong = length === 'long';
  const first = isLong ? Math.floor(seed / EVERY) : seed * 7;
  let command = -1;
  return () => {
    command += 1;
    if (isLong ? command % EVERY !== seed % EVERY : chance() >= SHARE) return undefined;
    const step = (first + command) % (COMMAND_POINTS.length * PROTOCOLS.length);
    const failpoint = COMMAND_POINTS[step % COMMAND_POINTS.length] ?? '';
    const protocol = PROTOCOLS[step % PROTOCOLS.length] ?? 'REST';
    return { failpoint, protocol };
  };
}

/** Whoever hears an answer knows that its server went past every step but the last ones. */
const mayDie = (failpoint: string, { outcome }: Heard): boolean =>
  outcome === 'UNKNOWN' || failpoint === 'answer-sent';

/** One command, its server dying on the way; asked for with the same key until it is settled. */
async function die(stage: Stage, servers: Servers, ask: Ask, plan: Plan): Promise<Heard> {
  const death = plan();
  if (!death) return stage.client.ask(ask);
  const { failpoint, protocol } = death;
  await servers.now.arm({ failpoint, after: 0 });
  let heard = await stage.client.ask({ ...ask, protocol });
  await Promise.race([servers.now.ended, pause(mayDie(failpoint, heard) ? REACHED_MS : 0)]);
  if (servers.now.hasEnded()) {
    stage.count(`died at ${failpoint}`);
    stage.count(`died over ${protocol}`);
    await servers.next();
  } else await servers.now.arm({ failpoint: '', after: 0 });
  const intent = { kind: 'intent', person: ask.as, ...ask, key: heard.key } as const;
  for (let tried = 0; heard.outcome === 'UNKNOWN'; tried += 1) {
    if (tried === PATIENCE) {
      stage.fault(`${ask.command} over ${protocol} is never settled: ${heard.code}`);
      return heard;
    }
    heard = await stage.client.again({ ...intent, protocol });
  }
  return heard;
}

/** As the tour hears it: what went over GraphQL is read back over REST, where it was done already. */
async function told(stage: Stage, ask: Ask, heard: Heard): ReturnType<Transport> {
  const intent = { kind: 'intent', person: ask.as, ...ask, key: heard.key } as const;
  const answer = heard.answer ?? (await stage.client.again({ ...intent, protocol: 'REST' })).answer;
  const isDone = heard.outcome === 'DONE';
  if (isDone) stage.count('commands done');
  const text = isDone ? (answer ?? '') : JSON.stringify({ code: heard.code });
  return { status: isDone ? 200 : 422, headers: {}, text };
}

async function passOn(stage: Stage, request: Request): ReturnType<Transport> {
  const { method, path, subject, headers, body } = request;
  const response = await fetch(`${stage.route}${path}`, {
    method,
    headers: {
      ...(subject ? { authorization: `Bearer ${await stage.tokenOf(subject)}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text };
}

type Instructed = { instruction: string; amount: string };

/** The bank core by commands of its own, which servers die at like any others. */
function playCore(
  stage: Stage,
  perform: (ask: Ask) => Promise<Heard>,
): BankCore & { payOut(): Promise<void> } {
  const occurredOn = civilDate(new Date());
  let as = '';
  const report = async (input: Ask['input']): Promise<void> => {
    const command = 'core-report.receive';
    await perform({ as, command, input: { ...input, occurredOn }, protocol: 'REST' });
  };
  return {
    async workFor(subject) {
      as = subject;
    },
    takeIn: (repayment) => report({ kind: 'REPAYMENT', reference: 'R1', ...repayment }),
    async payOut() {
      const path = '/v1/disbursements?status=INSTRUCTED&first=1';
      const { text } = await passOn(stage, { method: 'GET', path, subject: as, headers: {} });
      const [instructed] = (JSON.parse(text) as { nodes: Instructed[] }).nodes;
      if (!instructed) throw new Error('nothing was instructed');
      const { instruction, amount } = instructed;
      await report({ kind: 'DISBURSEMENT_CONFIRMED', reference: 'D1', instruction, amount });
    },
  };
}

export const eachStep: Scenario = {
  name: 'each-step',
  about: 'the main job from an empty bank on, the server dying at the steps of its commands',
  controls: ['acknowledge-before-commit', 'outbox-outside-transaction'],
  happens: ['died at', UNHEARD],
  async run(stage) {
    await stage.witness.trust(`TOUR-T${stage.seed}`);
    await stage.startSequencer();
    const servers = await openServers(stage);
    const plan = planOf(stage);
    const core = playCore(stage, (ask) => die(stage, servers, ask, plan));
    const send: Transport = async (request) => {
      const ask = asked(request);
      if (!ask) return passOn(stage, request);
      const answer = await told(stage, ask, await die(stage, servers, ask, plan));
      if (ask.command === 'loan.instruct') await core.payOut();
      return answer;
    };
    const lines: string[] = [];
    await runTour({
      send,
      print: (line) => lines.push(line),
      issuer: TEST_ISSUER,
      operator: 'operator',
      run: `T${stage.seed}`,
      today: civilDate(new Date()),
      core,
      // The judge looks at the whole log.
      verify: async () => '',
    }).catch((error) => {
      stage.fault(`the tour came to an end after ${lines.at(-3)}: ${error.message}`);
    });
  },
};
