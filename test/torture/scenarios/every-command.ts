import { setTimeout as pause } from 'node:timers/promises';
import type { Heard } from '../client.ts';
import { isRepeatable } from '../client.ts';
import { COMMAND_POINTS } from '../failpoints.ts';
import { type Asking, hasRow, makeFit, registry } from '../fitting.ts';
import type { Protocol } from '../ledger.ts';
import { type Scenario, UNHEARD } from '../scenario.ts';
import { openServers, type Servers, type Stage } from '../stage.ts';

/** So many stand at one step at once, and die there together. */
const TOGETHER = { short: 8, long: 32 };
/** Each of them may have a transaction open. */
const ROOM = { env: { POOL_SIZE: '40' } };
const GROUPS = { short: 3, long: Number.POSITIVE_INFINITY };
const PROTOCOLS: readonly Protocol[] = ['REST', 'GRAPHQL'];
const PATIENCE_MS = 2_500;
const POLL_MS = 10;
const TRIES = 40;
const AGAIN_MS = 50;

type Death = { failpoint: string; protocol: Protocol };

/** All steps over both protocols in their turn; 26 of them. */
const DEATHS: readonly Death[] = PROTOCOLS.flatMap((protocol) =>
  COMMAND_POINTS.map((failpoint) => ({ failpoint, protocol })),
);

/** In the long form a run is of one step; in the short one every group dies at another. */
const deathOf = ({ seed, length }: Stage, group: number): Death => {
  const turn = length === 'long' ? seed : seed * GROUPS.short + group;
  const death = DEATHS[turn % DEATHS.length];
  if (!death) throw new Error('there is nowhere to die');
  return death;
};

/** The registry in an order of the seed's, a few at a time. */
function groupsOf({ chance, length }: Stage): (typeof registry.commands)[] {
  const drawn = registry.commands.map((command) => ({ command, place: chance() }));
  const shuffled = drawn.toSorted((a, b) => a.place - b.place).map(({ command }) => command);
  const size = TOGETHER[length];
  const count = Math.min(GROUPS[length], Math.ceil(shuffled.length / size));
  return Array.from({ length: count }, (_, group) =>
    shuffled.slice(group * size, (group + 1) * size),
  );
}

/** What can be asked for at all on rows that mean nothing. */
async function askable(stage: Stage, commands: typeof registry.commands): Promise<Asking[]> {
  const asks: Asking[] = [];
  // Commands that go through whatever rows there are come last: rows are made fit for the others first.
  const order = commands.toSorted((a, b) => Number(hasRow(b.name)) - Number(hasRow(a.name)));
  for (const command of order) {
    const ask = await makeFit(stage, command);
    if (ask) asks.push(ask);
    else stage.fault(`${command.name} fails on made-up rows`);
  }
  return asks;
}

/** All of them at one step when their server dies; those that never come there are answered. */
async function die(stage: Stage, servers: Servers, asks: readonly Asking[], death: Death) {
  const { failpoint, protocol } = death;
  const server = servers.now;
  await server.arm({ failpoint, after: 0, hold: asks.length });
  let answered = 0;
  const asking = asks.map(async (ask) => {
    const heard = await stage.client.ask({ ...ask, protocol });
    if (heard.outcome !== 'UNKNOWN') answered += 1;
    return heard;
  });
  const come = (): number => server.standing() + answered;
  const isThere = () => server.hasEnded() || come() >= asks.length;
  // As long as it takes, while anything still comes there.
  let [before, until] = [0, Date.now() + PATIENCE_MS];
  for (; !isThere() && Date.now() < until; await pause(POLL_MS)) {
    if (come() > before) [before, until] = [come(), Date.now() + PATIENCE_MS];
  }
  const stood = server.hasEnded() ? asks.length : server.standing();
  const isKnown = isThere();
  await server.kill();
  const heard = await Promise.all(asking);
  for (let each = 0; each < stood; each += 1) stage.count(`died at ${failpoint} over ${protocol}`);
  for (let each = stood + answered; each < asks.length; each += 1) stage.count('died elsewhere');
  if (!isKnown) stage.count('groups that never came together');
  await servers.next();
  return heard;
}

/** The same key until it is settled; what was done is read back over the other protocol. */
async function bringHome(stage: Stage, ask: Asking, { key, ...first }: Heard, death: Death) {
  const intent = { kind: 'intent', key, person: ask.as, ...ask, protocol: death.protocol } as const;
  let outcome = first.outcome;
  let code = first.code;
  for (let tried = 0; outcome === 'UNKNOWN'; tried += 1) {
    if (tried === TRIES) return stage.fault(`${ask.command} is never settled: ${code}`);
    if (tried > 0) await pause(AGAIN_MS);
    ({ outcome, code } = await stage.client.again(intent));
  }
  stage.count(outcome === 'DONE' ? 'done' : 'refused');
  if (outcome !== 'DONE' || isRepeatable(ask.command)) return;
  const other = death.protocol === 'REST' ? 'GRAPHQL' : 'REST';
  const back = await stage.client.again({ ...intent, protocol: other });
  if (back.outcome !== 'DONE') stage.fault(`${ask.command} is ${back.code} over ${other}`);
}

export const everyCommand: Scenario = {
  name: 'every-command',
  about: 'every command of the registry over both protocols, its server dying at each step of it',
  controls: ['outbox-outside-transaction'],
  happens: ['died at', 'done', UNHEARD],
  ground: 'made-up',
  async run(stage) {
    await stage.startSequencer();
    const servers = await openServers(stage, ROOM);
    for (const [group, commands] of groupsOf(stage).entries()) {
      const asks = await askable(stage, commands);
      if (asks.length === 0) continue;
      const death = deathOf(stage, group);
      const heard = await die(stage, servers, asks, death);
      for (const [index, ask] of asks.entries()) {
        const first = heard[index];
        if (first) await bringHome(stage, ask, first, death);
      }
    }
  },
};
