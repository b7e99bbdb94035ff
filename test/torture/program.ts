import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Arming, Said } from './preload.ts';

/** A program of ours under torture. */
export type Program = {
  /** Where it listens, once it has said so. */
  url: string;
  /** Ends it at a failpoint; resolves when it knows. */
  arm(arming: Arming): Promise<void>;
  /** How many stand at the failpoint it was armed for last. */
  standing(): number;
  /** Puts its clock so far off. */
  moveClock(clockMs: number): Promise<void>;
  /** Resolves when it is gone, whoever ended it. */
  ended: Promise<void>;
  hasEnded(): boolean;
  kill(signal?: NodeJS.Signals): Promise<void>;
  freeze(): void;
  thaw(): void;
};

export type Launch = {
  /** A file of src/bin. */
  script: string;
  args?: readonly string[];
  /** What it prints when it is up; the first group, where there is one, is where it listens. */
  ready: RegExp;
  env: Record<string, string>;
  patches: readonly string[];
};

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const PRELOAD = new URL('./preload.ts', import.meta.url).href;
const CACHE = new URL('../../src/bin/compile-cache.js', import.meta.url).href;
const SAID_KEPT = 4_000;

/** @throws Error with what it said when it ends before it is up */
export async function launch(launching: Launch): Promise<Program> {
  const { script, args = [], ready, env, patches } = launching;
  const child = fork(here(`../../src/bin/${script}`), [...args], {
    execArgv: ['--import', CACHE, '--import', PRELOAD],
    env: { ...process.env, ...env, TORTURE_PATCHES: patches.join() },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => undefined);
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  // Whoever starts programs may itself be ended; they go with it.
  const orphan = (): boolean => child.kill('SIGKILL');
  process.once('exit', orphan);
  void ended.then(() => process.off('exit', orphan));
  let standing = 0;
  let onArmed = (): void => undefined;
  child.on('message', (said: Said) => {
    if ('standing' in said) standing = said.standing;
    else onArmed();
  });
  const tell = async (arming: Arming): Promise<void> => {
    standing = 0;
    const told = new Promise<void>((resolve) => {
      onArmed = resolve;
    });
    // One that dies meanwhile has nothing to be told any more.
    child.send(arming, () => undefined);
    await Promise.race([told, ended]);
  };
  const url = await readiness(child, ready);
  return {
    url,
    ended,
    kill,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    arm: tell,
    standing: () => standing,
    moveClock: (clockMs) => tell({ failpoint: '', after: 0, clockMs }),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

/** Its output goes on being read, so that a full pipe never holds it up. */
function readiness(child: ChildProcess, ready: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        said = (said + chunk).slice(-SAID_KEPT);
        const found = ready.exec(said);
        if (found) resolve(found[1] ?? '');
      });
    }
    child.once('exit', (code, signal) => {
      reject(new Error(`a program ended with ${code ?? signal} before it was up:\n${said}`));
    });
  });
}
