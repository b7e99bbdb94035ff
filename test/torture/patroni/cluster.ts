import { setTimeout as pause } from 'node:timers/promises';
import { startFaultProxy } from '../../faults/proxy/proxy.ts';
import { withClient } from '../../helpers/template.ts';
import { databasesOf, type TortureCluster } from '../cluster.ts';
import { type Node, startNodes } from './nodes.ts';

/** Postgres on several machines, one of which leads, by Patroni's word. */
export type Patroni = {
  /** The machine that is reached now. */
  leader(): Node;
  /** Waits until another machine leads and is reached. */
  replaced(old: Node): Promise<void>;
  /** Waits until the leader has a synchronous standby. */
  inSync(): Promise<void>;
};

const HOST = '127.0.0.1';
const LOOK_MS = 200;
const PATIENCE_MS = 180_000;
const HAS_STANDBY = `select from pg_stat_replication where sync_state in ('sync', 'quorum')`;

/** Not while nobody can be asked. */
const hasStandby = (adminUrl: string): Promise<boolean> =>
  withClient(adminUrl, async (client) => (await client.query(HAS_STANDBY)).rowCount !== 0).catch(
    () => false,
  );

/** Callers reach whoever leads through a chooser that asks all of them, as a balancer would. */
export async function openPatroniCluster(): Promise<TortureCluster> {
  const nodes = await startNodes();
  const [first] = nodes.all;
  if (!first) throw new Error('there are no nodes');
  const proxy = await startFaultProxy({ host: HOST, port: first.port });
  let chosen: Node | undefined;
  let over = false;
  const choose = async (): Promise<void> => {
    const leading = await Promise.all(
      nodes.all.map(async (node) => ({ node, timeline: (await node.leads()) ?? 0 })),
    );
    const [best] = leading.toSorted((a, b) => b.timeline - a.timeline);
    if (!best?.timeline || best.node === chosen) return;
    chosen = best.node;
    proxy.pointTo({ host: HOST, port: best.node.port });
    proxy.resetAll();
  };
  const choosing = (async () => {
    for (; !over; await pause(LOOK_MS)) await choose();
  })();
  const { username, password } = nodes.roles.superuser;
  const adminUrl = proxy.urlFor(`postgres://${username}:${password}@${HOST}/postgres`);
  const until = async (isSo: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    for (const end = Date.now() + PATIENCE_MS; !(await isSo()); await pause(LOOK_MS)) {
      if (Date.now() > end) throw new Error(`${what}:\n${await nodes.said()}`);
    }
  };
  const leader = (): Node => {
    if (!chosen) throw new Error('nobody leads');
    return chosen;
  };
  const stop = async (): Promise<void> => {
    over = true;
    await choosing;
    await nodes.stop();
    await proxy.close();
  };
  const patroni: Patroni = {
    leader,
    replaced: (old) => until(() => chosen !== old, `nobody took over from ${old.name}`),
    inSync: () => until(() => hasStandby(adminUrl), 'there is no synchronous standby'),
  };
  try {
    await until(() => chosen !== undefined, 'no machine leads');
    await patroni.inSync();
    return {
      ...(await databasesOf(adminUrl)),
      patroni,
      kill: () => leader().kill(),
      start: async () => leader().start(),
      follow: () => Promise.reject(new Error('Patroni has standbys of its own')),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
