import Fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';

/** What the servers written by hand share; each runs as a script of its own. */

/** Fastify with nothing on it. */
export const bare = (): FastifyInstance => Fastify({ logger: false });

/** An environment variable a launcher must give. */
export function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** As many pipelined connections as the server under comparison has, taken in turn. */
export async function openLanes(url: string, count: number): Promise<() => pg.Client> {
  const lanes = await Promise.all(
    Array.from({ length: count }, async () => {
      const client = new pg.Client({ connectionString: url, pipeline: true } as pg.ClientConfig);
      await client.connect();
      return client;
    }),
  );
  let turn = 0;
  return () => {
    turn = (turn + 1) % lanes.length;
    return lanes[turn] as pg.Client;
  };
}

/** Listens on a free port of this machine and says so. */
export async function listen(app: FastifyInstance): Promise<void> {
  process.on('SIGTERM', () => process.exit(0));
  console.log(`Ready: ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
}
