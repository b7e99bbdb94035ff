import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { actorFrom } from '../../src/kernel/auth/principal.ts';
import { civilDate } from '../../src/kernel/clock.ts';
import { refuse } from '../../src/kernel/errors.ts';
import { quietLog, TEST_ISSUER, TEST_KEY, type TestApp } from '../helpers/app.ts';

type Teardown = { teardown(end: () => unknown): void };

/** The same database behind an app whose people all come through one front end. */
export async function sharedClientApp(t: Teardown, app: TestApp): Promise<FastifyInstance> {
  const { database, clock } = app;
  const config = loadConfig({
    NODE_ENV: 'test',
    KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
    RATE_LIMIT_MAX: '10000000',
    MAX_LOOP_DELAY_MS: '60000',
  });
  const authenticator = {
    recognise: () => undefined,
    async authenticate(header: string | undefined) {
      const { rows } = await database.pipeline.run({
        text: 'select principal($1, $2, $3::date) as principal',
        values: [TEST_ISSUER, header?.replace('Bearer ', ''), civilDate(clock.now())],
      });
      const found = (rows[0] as { principal: unknown } | undefined)?.principal;
      if (!found) throw refuse('auth.unauthenticated');
      return actorFrom(found, 'front-end');
    },
  };
  const shared = await buildApp({ database, clock, log: quietLog, config, authenticator });
  await shared.ready();
  t.teardown(() => shared.close());
  return shared;
}
