import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../../../src/kernel/ids.ts';
import type { Intent } from '../ledger.ts';
import type { Scenario } from '../scenario.ts';
import { openServer, type Stage } from '../stage.ts';
import { ZHANG } from '../town.ts';

/** Each sent so many times, in any order, over both protocols. */
const COPIES = 50;
const COMMANDS = { short: 8, long: 80 };
/** The copies of so many are on their way together. */
const AT_ONCE = 8;
const SPREAD_MS = 300;
/** One in so many opens a file; the others repay one loan. */
const REGISTERING = 4;

const intentOf = ({ town, chance }: Stage, turn: number): Intent => {
  const common = { kind: 'intent', key: newId(), protocol: 'REST' } as const;
  const name = `王${turn}`;
  if (turn % REGISTERING === 0) {
    const input = { kind: 'HOUSEHOLD', name, gridId: town.west.id };
    return { ...common, person: ZHANG, command: 'customer.register', input };
  }
  const [id] = town.loans;
  const amount = (1 + Math.floor(chance() * 100)).toFixed(2);
  const paidOn = new Date().toISOString().slice(0, 10);
  const input = { id, reference: `T-${common.key}`, amount, paidOn };
  return { ...common, person: 'core.banking', command: 'loan.repay', input };
};

export const duplicates: Scenario = {
  name: 'duplicates',
  about: `every command arrives ${COPIES} times, in any order and over both protocols`,
  controls: ['key-looked-up-first', 'read-modify-write'],
  happens: ['copies done'],
  async run(stage) {
    await stage.startSequencer();
    await openServer(stage, { env: { WRITES_IN_FLIGHT: String(AT_ONCE * COPIES) } });
    for (let sent = 0; sent < COMMANDS[stage.length]; sent += AT_ONCE) {
      const intents = Array.from({ length: AT_ONCE }, (_, turn) => intentOf(stage, sent + turn));
      for (const intent of intents) await stage.ledger.write(intent);
      await Promise.all(intents.flatMap((intent) => copiesOf(stage, intent)));
    }
  },
};

/** On their way together with those of the others, each at a moment of its own. */
const copiesOf = ({ chance, client, count }: Stage, intent: Intent): Promise<void>[] =>
  Array.from({ length: COPIES }, async () => {
    const protocol = chance() < 0.5 ? 'REST' : 'GRAPHQL';
    await pause(chance() * SPREAD_MS);
    const { outcome } = await client.again({ ...intent, protocol });
    count(`copies ${outcome.toLowerCase()}`);
  });
