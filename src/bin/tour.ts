import { ConfigError, loadConfig } from '../config.ts';
import { openDevelopmentIssuer } from '../kernel/auth/development-issuer.ts';
import { civilDate } from '../kernel/clock.ts';
import { runTour, type Transport } from '../tour/index.ts';

/** Walks the main job against the server started by `npm start`; PORT and HOST as there. */
async function run(): Promise<void> {
  const config = loadConfig(process.env, 'token');
  const issuer = await openDevelopmentIssuer(config);
  const address = `http://${config.host}:${config.port}`;
  const tokens = new Map<string, string>();
  const send: Transport = async ({ method, path, subject, headers, body }) => {
    const token = subject && (tokens.get(subject) ?? (await issuer.issueToken(subject)));
    tokens.set(subject, token);
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  };
  const now = new Date();
  await runTour({
    send,
    print: (line) => console.log(line),
    issuer: config.tokens.issuer,
    operator: 'operator',
    run: now.getTime().toString(36).toUpperCase(),
    today: civilDate(now),
  });
  console.log('\nThe tour is complete. 导览完成。');
}

try {
  await run();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
