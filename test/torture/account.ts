import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const USER = 'postgres';

const idOf = (which: '-u' | '-g'): number =>
  Number(execFileSync('id', [which, USER], { encoding: 'utf8' }));

/** Whom Debian's programs around Postgres run as: none of them runs as root. */
export const accountOfPostgres = () => ({ uid: idOf('-u'), gid: idOf('-g') });

/** A port of this machine that nobody listens on, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
