import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { buildApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import { localIssuer } from '../../../src/kernel/auth/issuers.ts';
import { createAuthenticator } from '../../../src/kernel/auth/tokens.ts';
import { logOptions } from '../../../src/kernel/http/logging.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { TEST_KEY, type TestApp } from '../../helpers/app.ts';
import { AUDIENCE, seconds, sign, signingKey } from '../auth/signing.ts';

type Teardown = { teardown(end: () => unknown): void };

export type LoggedApp = {
  app: FastifyInstance;
  /** Everything the program has logged, at the finest level there is. */
  lines: string[];
  /** A token that is good for the person of this code. */
  token(code: string): Promise<string>;
  /** A request as that person, with a key of its own. */
  send(code: string, options: InjectOptions): Promise<{ status: number; text: string }>;
};

const ISSUER = 'urn:jingtian:test';

/** The app as it is served: tokens are verified and the log is written, over a test's database. */
export async function loggedApp(t: Teardown, { database, clock }: TestApp): Promise<LoggedApp> {
  const lines: string[] = [];
  const log = pino(logOptions('trace'), { write: (line) => lines.push(line) });
  const key = await signingKey('EdDSA', 'test');
  const app = await buildApp({
    database,
    clock,
    log,
    config: loadConfig({
      NODE_ENV: 'test',
      KEY_ENCRYPTION_KEY: TEST_KEY.toString('base64'),
      RATE_LIMIT_MAX: '10000000',
    }),
    authenticator: createAuthenticator({
      issuers: [localIssuer(ISSUER, { keys: [key.publicJwk] })],
      audience: AUDIENCE,
      pipeline: database.pipeline,
      clock,
    }),
  });
  await app.ready();
  t.teardown(() => app.close());
  const token = (code: string): Promise<string> => {
    const iat = seconds(clock.now());
    const life = { iat, exp: iat + 300 };
    return sign(key, { iss: ISSUER, aud: AUDIENCE, sub: code, client_id: code, ...life });
  };
  return {
    app,
    lines,
    token,
    async send(code, options) {
      const headers = {
        authorization: `Bearer ${await token(code)}`,
        'idempotency-key': newId(),
        'if-match': '*',
        ...options.headers,
      };
      const { statusCode, payload } = await app.inject({ ...options, headers });
      return { status: statusCode, text: payload };
    },
  };
}
