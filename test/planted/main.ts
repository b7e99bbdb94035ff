/** `npm run planted`: which test sees each planted fault. `-- --walk` asks the walks instead. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { startKeeper, stopKeeper } from '../helpers/postgres.ts';
import { PLANTED } from './faults.ts';

const { values: asked } = parseArgs({
  options: { fault: { type: 'string' }, walk: { type: 'boolean' }, runs: { type: 'string' } },
});
const WALK = 'test/walks/whole-loans.test.ts';
const MOST_MS = 20 * 60_000;

type Verdict = { status: number | null; out: string };

/** Runs one file with one fault in the product, beside the same database as all the others. */
function run(file: string, fault: string): Promise<Verdict> {
  const runs = asked.walk ? { RUNS: asked.runs ?? '20' } : {};
  const child = spawn(process.execPath, ['--import=./test/planted/preload.ts', file], {
    env: { ...process.env, ...runs, TAP_TIMEOUT: String(MOST_MS / 1_000), PLANTED: fault },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST_MS,
  });
  let out = '';
  const hear = (chunk: Buffer) => {
    out += chunk;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ status, out }));
  });
}

/** The names of the tests that failed. */
const failed = ({ out }: Verdict): string[] =>
  [...out.matchAll(/^not ok \d+ - (.*?)(?: # .*)?$/gm)].map(([, name]) => name ?? '');

/** What a walk said it saw. */
const seen = ({ out }: Verdict): string => /Error: ([^\n]+)/.exec(out)?.[1] ?? '';

await startKeeper(process.pid);
let unseen = 0;
for (const [name, { by, why }] of Object.entries(PLANTED)) {
  if (asked.fault !== undefined && !asked.fault.split(',').includes(name)) continue;
  const file = asked.walk ? WALK : by;
  const verdict = await run(file, name);
  const tests = failed(verdict);
  if (tests.length === 0) unseen += 1;
  const caught = tests.length === 0 ? 'NOT SEEN' : `${file}: ${tests.join('; ')}`;
  process.stdout.write(`${name} (${why})\n  ${caught} ${asked.walk ? seen(verdict) : ''}\n`);
  if (tests.length === 0 && verdict.status !== 0) process.stdout.write(verdict.out.slice(-2_000));
}
await stopKeeper(process.pid);
process.exitCode = unseen > 0 ? 1 : 0;
