import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { readVerifier } from '../../src/tlog/index.ts';
import { askWitness } from '../../src/tlog/witness/index.ts';
import { checkpointOver, temporaryFolder, testLog } from '../tlog/mirror-folder.ts';
import { consistencyPath, entriesOf } from '../tlog/reference.ts';

const SCRIPT = fileURLToPath(new URL('../../src/bin/witness.ts', import.meta.url));
const options = { env: { PATH: process.env.PATH ?? '' } };

const witness = (...args: string[]) =>
  new Promise<{ code: number; out: string; complaint: string }>((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], options, (error, out, complaint) =>
      resolve({ code: Number(error?.code ?? 0), out: out.trim(), complaint }),
    );
  });

const entries = entriesOf(20);

test('a witness is made, trusts a log, is killed and remembers', async (t) => {
  const folder = join(temporaryFolder(t), 'witness');
  const made = await witness('new', folder, '--name', 'witness.example/one');
  t.same([made.code, made.complaint], [0, '']);
  const key = readVerifier(made.out);
  t.equal((await witness('trust', folder, testLog.verifier.text)).code, 0);

  const serve = async () => {
    const child = spawn(process.execPath, [SCRIPT, 'serve', folder, '--port', '0'], options);
    t.teardown(() => child.kill('SIGKILL'));
    const [line] = await once(createInterface(child.stdout), 'line');
    const url = /http:\S+/.exec(String(line))?.[0] ?? '';
    const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
      child.kill(signal);
      return (await once(child, 'exit'))[0];
    };
    return { url, end };
  };
  const ask = (url: string, size: number) =>
    askWitness({
      url,
      key,
      checkpoint: checkpointOver(entries.slice(0, size)),
      size,
      prove: async (oldSize) => consistencyPath(oldSize, entries.slice(0, size)),
    });

  const first = await serve();
  t.equal((await ask(first.url, 12)).kind, 'cosigned');
  const twice = await witness('serve', folder, '--port', '0');
  t.equal(twice.code, 1);
  t.match(twice.complaint, /serves this witness/);
  await first.end('SIGKILL');
  const second = await serve();
  t.same(await ask(second.url, 7), { kind: 'ahead', size: 12 });
  t.equal((await ask(second.url, 20)).kind, 'cosigned');
  t.equal(await second.end('SIGTERM'), 0);
  const shown = await witness('show', folder);
  t.ok(shown.out.startsWith(made.out));
  t.ok(shown.out.includes('log.example/one\n20\n'));
});

test('a call that is no call says how to call', async (t) => {
  const folder = temporaryFolder(t);
  for (const args of [
    [],
    ['new', join(folder, 'b'), '--name', 'a name'],
    ['serve', join(folder, 'none')],
  ]) {
    const { code, out, complaint } = await witness(...args);
    t.same([code, out], [1, ''], args.join(' '));
    t.not(complaint, '');
  }
});
