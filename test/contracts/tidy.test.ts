import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';

/** The house rules that a program can read: size, names, shape, layers. */
const root = fileURLToPath(new URL('../../', import.meta.url));

type Source = { path: string; text: string; lines: string[] };

async function read(folder: string): Promise<Source[]> {
  const paths = (await readdir(`${root}${folder}`, { recursive: true }))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path}`)
    .filter((path) => !path.startsWith('src/generated/'))
    .sort();
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(`${root}${path}`, 'utf8');
      return { path, text, lines: text.split('\n') };
    }),
  );
}

const src = await read('src');
const tests = await read('test');
const everything = [...src, ...tests];

const MAX_LINES = 300;
const MAX_TEST_LINES = 500;
const MAX_FUNCTION = 60;
const MAX_FACTORY = 100;
const MAX_PARAMETERS = 3;

/** Every line that a pattern finds, as `path:line`. */
const found = (sources: readonly Source[], pattern: RegExp): string[] =>
  sources.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );

test('files are short', async (t) => {
  const long = (sources: readonly Source[], most: number): string[] =>
    sources.filter(({ lines }) => lines.length - 1 > most).map(({ path }) => path);
  t.same(long(src, MAX_LINES), []);
  t.same(long(tests, MAX_TEST_LINES), []);
});

type Fn = { at: string; name: string; length: number };

/** Top-level functions and their lengths; the formatter puts what opens and closes them at the margin. */
function functionsIn({ path, lines }: Source): Fn[] {
  return lines.flatMap((line, index) => {
    const name = /^(?:export )?(?:async )?(?:function |const )(\w+)/.exec(line)?.[1];
    const isFunction = /^(export )?(async )?function /.test(line) || /=> ?[({[]?$/.test(line);
    if (!name || !isFunction) return [];
    const closes = /^(export )?(async )?function /.test(line) ? /^}/ : /^[}\])]+;$|^ .*;$/;
    const opened = /[({[]$/.test(line) ? /^[}\])]+;?$/ : closes;
    const end = lines.findIndex((each, place) => place > index && opened.test(each));
    return [{ at: `${path}:${index + 1}`, name, length: end - index + 1 }];
  });
}

/** The closures a factory returns are functions of their own. */
const isFactory = ({ name }: Fn): boolean => name.startsWith('create');

test('functions are short', async (t) => {
  const functions = src.flatMap(functionsIn);
  t.ok(functions.length > 200, 'functions are recognised');
  const most = (each: Fn): number => (isFactory(each) ? MAX_FACTORY : MAX_FUNCTION);
  t.same(
    functions.filter((each) => each.length > most(each)),
    [],
  );
});

/** Walks that carry where they are, and arithmetic over points. */
const WIDE: ReadonlySet<string> = new Set([
  'src/demo/partition.ts finish',
  'src/demo/partition.ts outline',
  'src/kernel/commands/schema-walk.ts walk',
  'src/kernel/commands/visibility.ts compile',
  'src/kernel/queries/predicates.ts scopePredicate',
  'src/modules/areas/import-plan.ts endedOf',
  'src/modules/grids/geometry.ts meeting',
  'src/modules/grids/geometry.ts collinearMeeting',
  'src/modules/grids/geometry.ts forEachEdge',
]);

test('functions take at most three parameters, or an object', async (t) => {
  const wide = src.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:export )?(?:async )?function (\w+)(?:<[^>]*>)?\(([^)]*)\)/gm)]
      .map(([, name, parameters = '']) => {
        const flat = parameters
          .replace(/\{[^}]*\}/g, '{}')
          .replace(/<[^>]*>/g, '')
          .replace(/\[[^\]]*\]/g, '[]');
        return {
          at: `${path} ${name}`,
          count: flat.split(',').filter((part) => part.trim()).length,
        };
      })
      .filter(({ count }) => count > MAX_PARAMETERS)
      .map(({ at }) => at),
  );
  t.same(
    wide.filter((at) => !WIDE.has(at)),
    [],
  );
});

test('files are named for what they hold', async (t) => {
  const names = everything.map(({ path }) => path);
  const base = (path: string): string => posix.basename(path);
  t.same(
    names.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(base(path))),
    [],
  );
  const vague = /(^|[-/])(utils?|helpers?|common|managers?|services?|misc)(\.ts|\/|-)/;
  t.same(
    names.filter((path) => path.startsWith('src/') && vague.test(path.slice(4))),
    [],
  );
});

test('the shape of the code', async (t) => {
  const rules: Record<string, { pattern: RegExp; within?: readonly Source[] }> = {
    'no default exports': { pattern: /^export default\b/ },
    'no any': { pattern: /(:\s*any\b(?!\w)|\bas any\b|<any>|\bany\[\])/, within: src },
    'no reminders': { pattern: /\b(TODO|FIXME|XXX|HACK)\b/ },
    'no suppressed types': { pattern: /@ts-(ignore|nocheck|expect-error)/ },
    'no enums or namespaces': { pattern: /^(export )?(const )?(enum|namespace) \w/ },
    'no skipped tests': {
      pattern: /\b(t|test)\.(skip|todo|only)\(|\{ (skip|todo|only):/,
      within: tests,
    },
    'properties take the run’s seed': {
      pattern: /from 'fast-check'/,
      within: tests.filter(({ path }) => path !== 'test/helpers/property.ts'),
    },
    'imports name their file’s ending': { pattern: /from '\.[^']*(?<!\.ts|\.json)'/ },
  };
  const own = 'test/contracts/tidy.test.ts';
  for (const [rule, { pattern, within = everything }] of Object.entries(rules)) {
    t.same(
      found(
        within.filter(({ path }) => path !== own),
        pattern,
      ),
      [],
      rule,
    );
  }
  const classes = found(
    src,
    /^(export )?(abstract )?class (?!\w+ extends (Error|Refusal|pg\.Query)\b)/,
  );
  t.same(classes, [], 'no classes but errors');
});

test('the environment is read in one place', async (t) => {
  const elsewhere = src
    .filter(({ path }) => path !== 'src/config.ts')
    .flatMap(({ path, lines }) =>
      lines
        .filter((line) => /\bprocess\.env\b/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
  // A program hands the environment to the reader of settings, or on to a process it starts.
  const handed = /^src\/bin\/.*(loadConfig\(process\.env, '\w+'\)|env: \{ \.\.\.process\.env,)/;
  t.same(
    elsewhere.filter((at) => !handed.test(at)),
    [],
  );
});

type Import = { from: string; to: string; at: string };

/** What each source imports of our own, by path from the root. */
const imports: Import[] = src.flatMap(({ path, text }) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target = '']) => ({
    from: path,
    to: posix.normalize(`${posix.dirname(path)}/${target}`),
    at: `${path} -> ${target}`,
  })),
);

const moduleOf = (path: string): string | undefined => /^src\/modules\/([^/]+)\//.exec(path)?.[1];

/** What the kernel may know besides itself: generated types, the settings, the transparency log. */
const BELOW = /^src\/(generated\/|tlog\/|config\.ts$)/;

test('layers: bin, app, modules, kernel', async (t) => {
  t.ok(imports.length > 200, 'imports are recognised');
  const wrong = (bad: (each: Import) => boolean): string[] =>
    imports.filter(bad).map(({ at }) => at);
  const inKernel = (path: string): boolean => path.startsWith('src/kernel/');
  t.same(
    wrong(({ from, to }) => inKernel(from) && !inKernel(to) && !BELOW.test(to)),
    [],
    'the kernel knows no module',
  );
  t.same(
    wrong(({ from, to }) => {
      const [own, other] = [moduleOf(from), moduleOf(to)];
      return (
        own !== undefined &&
        other !== undefined &&
        own !== other &&
        posix.basename(to) !== 'index.ts'
      );
    }),
    [],
    'modules meet through their index',
  );
  t.same(
    wrong(
      ({ from, to }) =>
        moduleOf(from) !== undefined &&
        !inKernel(to) &&
        moduleOf(to) === undefined &&
        !/^src\/(generated|tlog)\//.test(to),
    ),
    [],
    'a module knows the kernel and modules, nothing above',
  );
  t.same(
    wrong(({ from, to }) => to.startsWith('src/bin/') && !from.startsWith('src/bin/')),
    [],
    'nothing imports a program',
  );
});

/** The packages the transparency log takes besides parts of Node. */
const TLOG_PACKAGES = /^node:|^sm-crypto-v2$/;

test('the transparency log knows nothing of the service', async (t) => {
  const files = src.filter(({ path }) => path.startsWith('src/tlog/'));
  t.ok(files.length > 5);
  t.same(
    imports
      .filter(({ from, to }) => from.startsWith('src/tlog/') && !to.startsWith('src/tlog/'))
      .map(({ at }) => at),
    [],
    'it imports nothing outside itself',
  );
  const taken = files.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:\bfrom |\bimport |\bimport\()'([^.'][^']*)'/g)].map(([, name = '']) => ({
      path,
      name,
    })),
  );
  t.same(
    taken.filter(({ name }) => !TLOG_PACKAGES.test(name)),
    [],
  );
  const inFolder = (path: string): boolean => /^src\/tlog\/[^/]+\//.test(path);
  t.same(
    taken.filter(({ path, name }) => !inFolder(path) && !/^(node:crypto|sm-crypto-v2)$/.test(name)),
    [],
    'what reaches out of the process stands in folders of its own',
  );
});

/** Packages and parts of Node that reach outside the process. */
const REACHES_OUT =
  /^(pg|pg-|kysely$|fastify|@fastify|mercurius|pino|node:(fs|net|http|https|dns|child_process|worker_threads|timers))/;

test('rules and workflows are pure', async (t) => {
  const pure = src.filter(({ path }) => /\/(rules|workflow)\.ts$/.test(path));
  t.ok(pure.length > 2);
  const seen = new Set<string>();
  const impure: string[] = [];
  const visit = (path: string, trail: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const source = src.find((each) => each.path === path);
    for (const [, target = ''] of source?.text.matchAll(/^import (?!type).*?from '([^']+)'/gms) ??
      []) {
      if (REACHES_OUT.test(target)) impure.push(`${trail} -> ${target}`);
      if (target.startsWith('.')) {
        const next = posix.normalize(`${posix.dirname(path)}/${target}`);
        visit(next, `${trail} -> ${next}`);
      }
    }
    if (/\b(Date\.now\(\)|new Date\(\)|Math\.random\(\))/.test(source?.text ?? '')) {
      impure.push(`${trail}: time or chance`);
    }
  };
  for (const { path } of pure) visit(path, path);
  t.same(impure, []);
});
