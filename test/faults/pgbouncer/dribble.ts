import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const HOST = '127.0.0.1';
const PIECE_BYTES = 512;

/** A way on which what is sent arrives piece by piece, as on a busy network; answers come at once. */
export type Dribble = { urlFor(url: string): string; close(): Promise<void> };

export async function startDribble(target: string): Promise<Dribble> {
  const { hostname, port } = new URL(target);
  const ends = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const behind = connect({ host: hostname, port: Number(port), noDelay: true });
    behind.pipe(client);
    dribble(client, behind);
    for (const [end, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      ends.add(end);
      end.on('error', () => undefined);
      end.once('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
  }).listen(0, HOST);
  await once(server, 'listening');
  return {
    urlFor(url) {
      const through = new URL(url);
      through.host = `${HOST}:${(server.address() as AddressInfo).port}`;
      return through.href;
    },
    async close() {
      for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function dribble(from: Socket, to: Socket): void {
  let waiting = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  const drip = (): void => {
    timer = undefined;
    if (to.writable) to.write(waiting.subarray(0, PIECE_BYTES));
    waiting = waiting.subarray(PIECE_BYTES);
    if (waiting.length > 0) timer = setTimeout(drip, 1);
  };
  from.on('data', (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    if (!timer) drip();
  });
}
