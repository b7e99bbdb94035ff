import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type Fault, type Trigger, watchFor } from './faults.ts';
import { joinSockets, type Link } from './link.ts';

/** Where bytes go to: a server of this machine, or anywhere. */
export type Target = { host: string; port: number };

export type Injection = {
  /** Where it begins; at once when left out. */
  when?: Trigger;
  /** On how many connections at most; on every one when left out, and with a trigger on one. */
  times?: number;
  /** Only on connections opened from now on. */
  onlyNew?: boolean;
};

export type Injected = {
  /** On how many connections the fault was put. */
  readonly times: number;
  /** Resolves once it was put upon the first one. */
  readonly first: Promise<void>;
  /** Puts it on no more connections; those that have it keep it. */
  end(): void;
};

/** A TCP proxy that misbehaves on demand. */
export type FaultProxy = {
  host: string;
  port: number;
  /** The address of something behind the proxy, as it is reached through it. */
  urlFor(url: string): string;
  inject(fault: Fault, options?: Injection): Injected;
  /** Connections are refused by a reset while this is true. */
  refuse(refusing: boolean): void;
  /** Where new connections go from now on. */
  pointTo(target: Target): void;
  /**
   * The network is whole again: no faults, connections are accepted, and those that lost something
   * are reset.
   */
  heal(): void;
  /** Resets every connection there is. */
  resetAll(): void;
  readonly connections: readonly Link[];
  /** Resets what is open and listens no more. */
  close(): Promise<void>;
};

type Order = Injected & {
  onLink(link: Link): void;
  onPiece(link: Link, direction: 'up' | 'down', piece: Buffer): void;
};

const HOST = '127.0.0.1';

/** Listens on a free port of this machine and passes everything on to the target. */
export async function startFaultProxy(target: Target): Promise<FaultProxy> {
  const links = new Set<Link>();
  let behind = target;
  let refusing = false;
  let orders: Order[] = [];
  const accept = (client: Socket): void => {
    if (refusing) return void client.resetAndDestroy();
    client.setNoDelay(true);
    const server = connect({ ...behind, noDelay: true, allowHalfOpen: true });
    const link = joinSockets({
      client,
      server,
      onPiece(...seen) {
        for (const order of orders) order.onPiece(...seen);
      },
    });
    links.add(link);
    void link.closed.then(() => links.delete(link));
    for (const order of orders) order.onLink(link);
  };
  const listener = createServer({ allowHalfOpen: true }, accept).listen(0, HOST);
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  const resetAll = (): void => {
    for (const link of links) link.reset();
  };
  return {
    host: HOST,
    port,
    urlFor: (url) => addressOf(url, port),
    inject(fault, options = {}) {
      const order = orderOf(fault, options);
      orders.push(order);
      if (!options.onlyNew) for (const link of links) order.onLink(link);
      return order;
    },
    refuse(wanted) {
      refusing = wanted;
    },
    pointTo(next) {
      behind = next;
    },
    heal() {
      orders = [];
      refusing = false;
      for (const link of links) {
        link.suffer(undefined);
        if (link.isMaimed) link.reset();
      }
    },
    resetAll,
    get connections() {
      return [...links];
    },
    async close() {
      orders = [];
      const closed = once(listener, 'close');
      listener.close();
      resetAll();
      await closed;
    },
  };
}

function addressOf(url: string, port: number): string {
  const through = new URL(url);
  through.hostname = HOST;
  through.port = String(port);
  return through.href;
}

function orderOf(fault: Fault, { when, times }: Injection): Order {
  let left = times ?? (when ? 1 : Number.POSITIVE_INFINITY);
  let put = 0;
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const watches = new WeakMap<Link, (piece: Buffer) => boolean>();
  const strike = (link: Link): void => {
    if (left <= 0) return;
    left -= 1;
    put += 1;
    link.suffer(fault);
    resolve();
  };
  return {
    get times() {
      return put;
    },
    first,
    end() {
      left = 0;
    },
    onLink(link) {
      if (when) watches.set(link, watchFor(when));
      else strike(link);
    },
    onPiece(link, direction, piece) {
      const watch = when?.direction === direction ? watches.get(link) : undefined;
      if (!watch?.(piece)) return;
      watches.delete(link);
      strike(link);
    },
  };
}
