import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';

/** What the Dockerfile compiles, without an engine for images: the same commands in this folder. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const execute = promisify(execFile);

/** Says at the end whether Node's type stripper was loaded, which holds its memory for good. */
const PROBE = `process.on('exit', () =>
  console.log('stripper', process.moduleLoadList.some((name) => name.includes('amaro'))))`;
const PROBE_URL = `data:text/javascript,${encodeURIComponent(PROBE)}`;

test('programs of the image never strip types', async (t) => {
  const dockerfile = (await readFile(`${root}Dockerfile`, 'utf8')).replaceAll('\\\n', '');
  const [, compile = ''] = /^RUN (node .*src\/bin\/.*)$/m.exec(dockerfile) ?? [];
  const [, command = ''] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
  const compose = await readFile(`${root}docker-compose.yml`, 'utf8');
  const others = [...compose.matchAll(/^ +command: (\[.*\])$/gm)].map(([, line = '']) => line);
  const programs = [command, ...others].map((line): string[] => JSON.parse(line).slice(1));
  t.equal(programs.length, 4);

  const env = {
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: t.testdir(),
  };
  const said = (program: readonly string[], more = {}): Promise<string> =>
    execute(process.execPath, ['--import', PROBE_URL, ...program], {
      cwd: root,
      env: { ...env, ...more },
    }).then(
      () => 'runs without settings',
      ({ stdout }) => stdout.trim(),
    );
  const uncompiled = await said(programs[0] ?? [], { NODE_DISABLE_COMPILE_CACHE: '1' });
  t.equal(uncompiled, 'stripper true', 'the probe sees one at work');
  await execute('sh', ['-c', compile], { cwd: root, env });
  for (const program of programs) t.equal(await said(program), 'stripper false', program.join(' '));
});
