import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { test } from 'tap';
import { demoPeople } from '../../src/demo/people.ts';

const SCRIPT = fileURLToPath(new URL('../../src/bin/token.ts', import.meta.url));

const run = (folder: string, args: string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number; out: string; complaint: string }>((resolve) => {
    const options = { env: { PATH: process.env.PATH ?? '', DATA_DIR: folder, ...env } };
    execFile(process.execPath, [SCRIPT, ...args], options, (error, out, complaint) =>
      resolve({ code: Number(error?.code ?? 0), out, complaint }),
    );
  });

test('a person of the demo gets a token, alone on standard output', async (t) => {
  const { code, out, complaint } = await run(t.testdir({}), ['grid.officer']);
  t.same([code, complaint], [0, '']);
  const subject = demoPeople.find((person) => person.code === 'grid.officer')?.subject;
  t.match(decodeJwt(out.trim()), { sub: subject, iss: 'urn:jingtian:demo' });
});

test('anyone else gets the list of those there are', async (t) => {
  for (const args of [[], ['nobody'], ['constructor']]) {
    const { code, out, complaint } = await run(t.testdir({}), args);
    t.same([code, out], [1, '']);
    for (const person of demoPeople) t.ok(complaint.includes(person.code), person.code);
  }
});

test('production gets none', async (t) => {
  const { code, out, complaint } = await run(t.testdir({}), ['grid.officer'], {
    NODE_ENV: 'production',
  });
  t.same([code, out], [1, '']);
  t.match(complaint, /production.*生产环境/);
});
