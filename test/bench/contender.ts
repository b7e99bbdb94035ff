import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** A server under measurement, in a process of its own. */
export type Contender = {
  pid: number | undefined;
  address: string;
  /** From the start of its process to the line that says it is ready. */
  readyMs: number;
  /** Resident memory now and the most it ever was, in MiB; null where /proc is missing. */
  memory(): Promise<{ resident: number; peak: number } | null>;
  stop(): Promise<void>;
};

export type Launch = {
  script: string;
  cwd?: string;
  env: Record<string, string>;
  arguments?: readonly string[];
};

const READY = /^Ready: (http:\S+)$/;
const KIB_PER_MIB = 1_024;
const STDERR_KEPT = 4_000;

/** Starts a script that prints `Ready: <address>` and ends on SIGTERM. */
export async function launch({ script, cwd, env, ...rest }: Launch): Promise<Contender> {
  const started = performance.now();
  const child = spawn(process.execPath, [...(rest.arguments ?? []), script], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = (): boolean => child.kill();
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const address = await readiness(child, script);
  return {
    pid: child.pid,
    address,
    readyMs: performance.now() - started,
    memory: () => memoryOf(child.pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Output goes on being read after readiness, so that a full pipe never holds a server up. */
function readiness(child: ChildProcess, script: string): Promise<string> {
  if (!child.stdout || !child.stderr) throw new Error('the child has no output');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-STDERR_KEPT);
  });
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const address = READY.exec(line)?.[1];
      if (address) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}\n${said}`)));
  });
}

/** Of a process of this machine. */
export async function memoryOf(pid: number | undefined) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  if (status === null) return null;
  const mib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / KIB_PER_MIB;
  return { resident: mib('VmRSS'), peak: mib('VmHWM') };
}
