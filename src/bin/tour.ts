import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { openDevelopmentIssuer } from '../kernel/auth/development-issuer.ts';
import { civilDate } from '../kernel/clock.ts';
import { originOf } from '../kernel/journal/publish.ts';
import { readSigningKeys } from '../kernel/journal/signing-keys.ts';
import { type BankCore, runTour, type Transport } from '../tour/index.ts';
import { smallCoreAddress } from './small-core.ts';

const VERIFIER = fileURLToPath(new URL('./verify.ts', import.meta.url));
const PROOF_FILE = 'disbursement.tlog-proof';

/** The core that `npm start` runs works for the tour's bank, too. */
function coreAt(address: string, tokenOf: (subject: string) => Promise<string>): BankCore {
  let bank: unknown;
  const tell = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${address}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the bank core answered ${answer.status}`);
    return answer.json();
  };
  return {
    async workFor(subject) {
      ({ bank } = (await tell('/banks', { token: await tokenOf(subject) })) as { bank: unknown });
    },
    async takeIn(repayment) {
      await tell('/repayments', { bank, ...repayment });
    },
  };
}

/** What `npm run verify` says of a proof, which it checks against the key of the bank's log alone. */
async function verified({ dataDir, journal }: Config, proof: string, bank: string) {
  const file = join(dataDir, PROOF_FILE);
  await writeFile(file, proof);
  const { signersOf } = await readSigningKeys(journal.keyFile);
  const keys = signersOf(originOf(journal.origin, bank)).map(({ verifier }) => verifier.text);
  const args = [file, ...keys.flatMap((key) => ['--key', key])];
  const verifier = spawn(process.execPath, [...process.execArgv, VERIFIER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said, [code]] = await Promise.all([text(verifier.stdout), once(verifier, 'exit')]);
  if (code !== 0) throw new Error(`the disbursement is not proved: ${said}`);
  const quoted = keys.map((key) => `--key '${key}'`).join(' ');
  return `  $ npm run verify -- ${file} ${quoted}\n${said}`;
}

/** Walks the main job against the server started by `npm start`; PORT and HOST as there. */
async function run(): Promise<void> {
  const config = loadConfig(process.env, 'token');
  const issuer = await openDevelopmentIssuer(config);
  const address = `http://${config.host}:${config.port}`;
  const tokens = new Map<string, string>();
  const tokenOf = async (subject: string): Promise<string> => {
    const token = tokens.get(subject) ?? (await issuer.issueToken(subject));
    tokens.set(subject, token);
    return token;
  };
  const send: Transport = async ({ method, path, subject, headers, body }) => {
    const token = subject && (await tokenOf(subject));
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), text: answer };
  };
  const now = new Date();
  await runTour({
    send,
    print: (line) => console.log(line),
    core: coreAt(await smallCoreAddress(config.dataDir), tokenOf),
    verify: (proof, bank) => verified(config, proof, bank),
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
