import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd.ts';
import { WORKER_POINTS } from '../failpoints.ts';
import { openReceiver, type Receiver } from '../receiver.ts';
import type { Scenario } from '../scenario.ts';
import { openServer, type Stage } from '../stage.ts';

const KILLS = { short: 2, long: 20 };
/** Few, since whatever they do is to arrive, one fact of an object after the other. */
const PEOPLE = 6;
const WORK_MS = 900;
const QUIET_MS = 10_000;
const PASSES = 20;
const PATIENCE_MS = 30_000;
const POLL_MS = 100;
const OWN_NETWORK = { env: { WEBHOOK_NETWORKS: '127.0.0.0/8' } };

type Registered = { position: string };

/** The place after which facts are sent. */
async function register({ client, owner }: Stage, { url }: Receiver): Promise<bigint> {
  const heard = await client.ask({
    as: 'administrator',
    command: 'webhook-endpoint.register',
    input: { name: 'torture', url, acts: [] },
    protocol: 'REST',
  });
  if (heard.outcome !== 'DONE') throw new Error(`no webhook: ${heard.code}`);
  const { rows } = await owner.query<Registered>('select position from webhook_cursor');
  return BigInt(rows[0]?.position ?? 0);
}

type Placed = { id: string; objects: string[] };

/** What is in the log after that place, in its order. */
async function committed({ owner, town }: Stage, after: bigint): Promise<Placed[]> {
  const { rows } = await owner.query<Placed>(
    `select leaf ->> 'id' as id, array(select (o ->> 'type') || '/' || (o ->> 'id')
         from jsonb_array_elements(leaf -> 'objects') o) as objects
       from (select p.position, convert_from(e.leaf, 'UTF8')::jsonb as leaf
         from journal_position p join journal_entry e
           on e.institution_id = p.institution_id and e.id = p.entry_id
        where p.institution_id = $1 and p.position > $2) placed order by position`,
    [town.institutionId, after],
  );
  return rows;
}

const OPEN = `select (select count(*) from webhook_delivery where status = 'PENDING')
  + (select count(*) from webhook_cursor c where position < (select max(p.position)
       from journal_position p where p.institution_id = c.institution_id)) as left`;

/** The receiver's set is the committed one, each object's facts in their order. */
async function compare(stage: Stage, receiver: Receiver, after: bigint): Promise<void> {
  // As long as it takes, while anything still comes.
  let [came, until] = [0, Date.now() + PATIENCE_MS];
  for (; Date.now() < until; await pause(POLL_MS)) {
    const { rows } = await stage.owner.query<{ left: string }>(OPEN);
    if (rows[0]?.left === '0') break;
    const { length } = receiver.taken();
    if (length > came) [came, until] = [length, Date.now() + PATIENCE_MS];
  }
  const placeOf = new Map(receiver.taken().map((id, place) => [id, place]));
  const facts = await committed(stage, after);
  const lost = facts.filter(({ id }) => !placeOf.has(id)).length;
  if (lost > 0) stage.fault(`${lost} of ${facts.length} facts never came to the receiver`);
  const known = new Set(facts.map(({ id }) => id));
  const strange = receiver.taken().filter((id) => !known.has(id)).length;
  if (strange > 0) stage.fault(`${strange} facts came that are not in the log`);
  if (receiver.otherwise() > 0) stage.fault(`${receiver.otherwise()} facts came in other words`);
  const last = new Map<string, number>();
  for (const { id, objects } of facts) {
    const place = placeOf.get(id);
    if (place === undefined) continue;
    for (const object of objects) {
      if (place < (last.get(object) ?? 0)) stage.fault(`${object} was told of out of order`);
      last.set(object, place);
    }
  }
  stage.count(`${facts.length} facts sent`);
  for (let again = 0; again < receiver.again(); again += 1) stage.count('facts came again');
}

export const webhooksKilled: Scenario = {
  name: 'webhooks-killed',
  about:
    'the worker dies at each step of a delivery; the receiver is slow, fails, and says nothing',
  controls: ['mark-sent-before-send'],
  happens: ['worker killed at', 'facts came again'],
  async run(stage) {
    const receiver = await openReceiver(stage.chance);
    stage.atEnd(() => receiver.close());
    await stage.startSequencer();
    await openServer(stage, OWN_NETWORK);
    const after = await register(stage, receiver);
    const crowd = gather(stage, PEOPLE);
    const first = Math.floor(stage.chance() * WORKER_POINTS.length);
    for (let kill = 0; kill < KILLS[stage.length]; kill += 1) {
      const worker = await stage.startWorker(OWN_NETWORK);
      const failpoint = WORKER_POINTS[(first + kill) % WORKER_POINTS.length] ?? '';
      await pause(WORK_MS * stage.chance());
      await worker.arm({ failpoint, after: Math.floor(stage.chance() * PASSES) });
      await Promise.race([worker.ended, pause(QUIET_MS)]);
      stage.count(worker.hasEnded() ? `worker killed at ${failpoint}` : 'worker killed');
      await worker.kill();
    }
    await pause(WORK_MS);
    await crowd.leave();
    await stage.startWorker(OWN_NETWORK);
    receiver.behave();
    stage.whenSealed(() => compare(stage, receiver, after));
  },
};
