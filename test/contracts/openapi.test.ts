import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'graphql';
import { test } from 'tap';
import { eventsOf } from '../../src/kernel/journal/events-schema.ts';
import { formatPath, formatSchema } from '../../src/kernel/rest/formats.ts';
import { openapiOf } from '../../src/kernel/rest/openapi/index.ts';
import { testApp } from '../helpers/app.ts';
import { program } from './everyone.ts';

const document = openapiOf(program);
const plain = JSON.parse(JSON.stringify(document));

type Operation = {
  operationId: string;
  summary: string;
  description: string;
  parameters?: { name?: string; in?: string; $ref?: string }[];
  responses: Record<string, { $ref?: string; description?: string }>;
};

const operations: [string, Operation][] = Object.entries(plain.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(
    ([method, operation]): [string, Operation] => [`${method.toUpperCase()} ${path}`, operation],
  ),
);

test('the OpenAPI document is valid', async (t) => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(plain));
  t.ok(valid, JSON.stringify(errors));
  t.equal(validator.version, '3.1');
});

/** Every `$ref` of a document. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!value || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === '$ref' ? [String(member)] : referencesIn(member),
  );
}

const resolve = (reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (value, part) => (value as Record<string, unknown> | undefined)?.[part],
      plain,
    );

test('every reference leads somewhere, and every component is used', async (t) => {
  const references = [...new Set(referencesIn(plain))];
  t.same(
    references.filter((reference) => resolve(reference) === undefined),
    [],
  );
  const enums = Object.values(program.model.schema.getTypeMap()).map(({ name }) => name);
  const unused = ['schemas', 'parameters', 'responses', 'headers'].flatMap((kind) =>
    Object.keys(plain.components[kind])
      .filter((name) => !references.includes(`#/components/${kind}/${name}`))
      .filter((name) => kind !== 'schemas' || !enums.includes(name)),
  );
  t.same(unused, []);
});

test('every operation is described in both languages and says how it is refused', async (t) => {
  const ids = operations.map(([, { operationId }]) => operationId);
  t.equal(new Set(ids).size, ids.length, 'operation ids are unique');
  for (const [name, { summary, description, responses }] of operations) {
    t.match(`${summary}${description}`, /\p{Script=Han}/u, name);
    t.match(`${summary}${description}`, /[a-z]{3}/i, name);
    const guarded = !name.includes(' /public/');
    t.ok(responses['200'] || (!guarded && responses['202']), name);
    t.ok(responses['500'] && Boolean(responses['401'] && responses['403']) === guarded, name);
  }
});

/** The routes the server has under /v1 and /public, read off its own list of them. */
function routesOf(printed: string): string[] {
  const path: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const match = /^([│ ]*)[├└]── (\S*)(?: \(([^)]*)\))?/.exec(line);
    if (!match) return [];
    const [, indent = '', part = '', methods = ''] = match;
    const depth = indent.length / 4;
    path.length = depth;
    path[depth] = part;
    const route = path.join('').replace(/:(\w+)/g, '{$1}');
    return methods
      .split(', ')
      .filter((method) => method && method !== 'HEAD')
      .map((method) => `${method} ${route}`);
  });
}

/** One place of a path may have several names, each of some routes: the document says which. */
function asDocumented(route: string): string {
  const known = operations.map(([name]) => name);
  const names = /\{\w+\}(?:\|\{\w+\})+/.exec(route)?.[0] ?? '';
  const spelt = names.split('|').map((name) => (names ? route.replace(names, name) : route));
  return spelt.find((each) => known.includes(each)) ?? route;
}

test('routes and document agree', async (t) => {
  const { app } = await testApp(t);
  const routes = routesOf(app.printRoutes({ commonPrefix: false }));
  const documented = operations.map(([name]) => name).filter((name) => !name.endsWith('/{path}'));
  // The list of routes leaves out what stands before a wildcard.
  for (const [name] of operations.filter(([each]) => each.endsWith('/{path}'))) {
    const url = name
      .replace('GET ', '')
      .replace('{path}', '*')
      .replace(/\{(\w+)\}/g, ':$1');
    t.ok(app.hasRoute({ method: 'GET', url }), `${name} is registered`);
  }
  const registered = routes.filter((route) => / \/(v1|public)\//.test(route)).map(asDocumented);
  t.ok(registered.length > 20, 'the list of routes was understood');
  t.same(
    registered.filter((route) => !documented.includes(route)),
    [],
    'registered, not documented',
  );
  t.same(
    documented.filter((route) => !registered.includes(route)),
    [],
    'documented, not registered',
  );

  const served = await app.inject({ url: '/openapi.json' });
  t.equal(served.statusCode, 200);
  t.same(JSON.parse(served.payload), plain, 'and it is served');
  const sdl = await app.inject({ url: '/schema.graphql' });
  t.equal(sdl.statusCode, 200);
  t.equal(sdl.payload, program.sources.sdl);
  t.doesNotThrow(() => parse(sdl.payload));
  for (const format of program.formats) {
    const schema = await app.inject({ url: formatPath(format) });
    t.same(
      JSON.parse(schema.payload),
      JSON.parse(JSON.stringify(formatSchema(format))),
      format.name,
    );
  }
});

test('every fact a command may write is listed', async (t) => {
  const events = eventsOf(program) as {
    oneOf: { $ref: string }[];
    $defs: Record<string, { title: string; properties: { act: { const: string } } }>;
  };
  const acts = events.oneOf.map(({ $ref }) => $ref.replace('#/$defs/', ''));
  t.same(acts, [...new Set(acts)].sort());
  const written = program.registry.commands.flatMap((command) => command.acts);
  t.same(
    written.filter((act) => !acts.includes(act)),
    [],
  );
  for (const act of acts) {
    t.match(events.$defs[act]?.title, /\p{Script=Han}/u, act);
    t.equal(events.$defs[act]?.properties.act.const, act);
  }
});
