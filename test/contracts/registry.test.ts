import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { z } from 'zod';
import { definitionOf, metaOf, unwrap } from '../../src/kernel/commands/schema-walk.ts';
import { errorCatalogue } from '../../src/kernel/errors.ts';
import { kernelErrors } from '../../src/kernel/kernel-errors.ts';
import {
  BANK_ROLES,
  GOVERNMENT_ROLES,
  OPERATOR_ROLES,
} from '../../src/modules/institutions/index.ts';
import { permissions, program } from './everyone.ts';

const { registry, reads, model } = program;
const catalogue = errorCatalogue();

/** Permissions no role starts with: whoever wants them defines a role. */
const FOR_NOBODY: readonly string[] = [
  'notice.receive-objection',
  'import.record',
  'export-record.end',
  'webhook-endpoint.disable',
  'data-agreement.deliver',
];

const HAN = /\p{Script=Han}/u;
const LATIN = /[a-z]{2}/i;
const ACT = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;
const CODE = /^[a-z]+(-[a-z]+)*\.[a-z]+(_[a-z0-9]+)*$/;

test('every command declares what callers need to know', async (t) => {
  for (const { name, title, description, acts, errors = [] } of registry.commands) {
    for (const [what, words] of Object.entries({ title, description })) {
      t.match(words.en, LATIN, `${name}: English ${what}`);
      t.match(words.zh, HAN, `${name}: Chinese ${what}`);
      t.notMatch(words.en, HAN, `${name}: English ${what} is English`);
    }
    t.ok(acts.length > 0 && acts.every((act) => ACT.test(act)), `${name}: facts noun.past`);
    const unknown = errors.filter((code) => !catalogue[code]);
    t.same(unknown, [], `${name}: its errors are in the catalogue`);
  }
  for (const { name, title } of reads) {
    t.match(title.en, LATIN, `${name}: English title`);
    t.match(title.zh, HAN, `${name}: Chinese title`);
  }
});

test('the field a refusal is about is one of a command that may be refused so', async (t) => {
  for (const [code, { field }] of Object.entries(catalogue)) {
    if (field === undefined) continue;
    const having = registry.commands.filter(({ input, errors = [] }) => {
      return errors.includes(code) && Object.hasOwn(input.shape, field);
    });
    t.ok(having.length > 0, `${code}: ${field}`);
  }
});

test('every permission is somebody’s, and every one given exists', async (t) => {
  const roles = [...BANK_ROLES, ...OPERATOR_ROLES, ...GOVERNMENT_ROLES];
  const given = new Set([...roles.flatMap((role) => role.permissions), ...FOR_NOBODY]);
  t.same(
    permissions.filter((each) => !given.has(each)),
    [],
    'asked for but nobody has it',
  );
  const needed = new Set(permissions);
  t.same(
    [...given].filter((each) => !needed.has(each)).sort(),
    [],
    'given but nothing asks for it',
  );
});

test('every refusal is worded in both languages, under a well-formed code', async (t) => {
  for (const [code, { status, en, zh }] of Object.entries(catalogue)) {
    t.match(code, CODE);
    t.ok(status >= 400 && status < 600 && LATIN.test(en) && HAN.test(zh), code);
  }
});

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));

/** The source of these files, apart from where refusals are worded. */
async function sources(wanted: RegExp): Promise<string> {
  const files = (await readdir(SOURCE, { recursive: true })).filter(
    (file) => wanted.test(file) && !file.endsWith('errors.ts') && !file.startsWith('generated'),
  );
  return (await Promise.all(files.map((file) => readFile(`${SOURCE}${file}`, 'utf8')))).join('\n');
}

test('a refusal thrown by a command is declared by one', async (t) => {
  const declared = new Set(registry.commands.flatMap((command) => command.errors ?? []));
  const text = await sources(/^modules\/\w+\/commands\/.*\.ts$/);
  const thrown = [...text.matchAll(/refuse\(\s*'([^']+)'/g)].map(([, code = '']) => code);
  t.ok(thrown.length > 20);
  const loose = thrown.filter((code) => !declared.has(code) && !(code in kernelErrors));
  t.same([...new Set(loose)], []);
});

test('every refusal can happen: something throws it, or a constraint stands for it', async (t) => {
  const text = await sources(/\.ts$/);
  const thrown = new Set(
    [...text.matchAll(/['"`]([a-z-]+\.[a-z_0-9]+)['"`]/g)].map(([, code]) => code),
  );
  const dead = Object.entries(catalogue)
    .filter(([code, { constraints = [] }]) => !thrown.has(code) && constraints.length === 0)
    .map(([code]) => code);
  t.same(dead, []);
});

/** Faults of an input: a string without an end, a list without one, an object open to anything. */
function unbounded(schema: z.ZodType, path: string): string[] {
  const { schema: inner } = unwrap(schema);
  const { type, shape, element, entries, in: source } = definitionOf(inner);
  const { noun, graphql } = metaOf(inner);
  if (noun || entries || (graphql && graphql !== 'JSON' && graphql !== 'GeoJSON')) return [];
  if (shape) {
    return Object.entries(shape).flatMap(([key, member]) => unbounded(member, `${path}.${key}`));
  }
  const json = z.toJSONSchema(inner, { io: 'input', unrepresentable: 'any' });
  if (element) {
    const open = json.maxItems === undefined ? [`${path}: a list without a maximum`] : [];
    return [...open, ...unbounded(element, `${path}[]`)];
  }
  if (source) return unbounded(source, path);
  if (type === 'string') {
    const bounded = json.maxLength !== undefined || json.pattern !== undefined || json.format;
    return bounded ? [] : [`${path}: a string without a maximum or a pattern`];
  }
  if (type === 'number') {
    const bounded = json.minimum !== undefined || json.exclusiveMinimum !== undefined;
    const ended = json.maximum !== undefined || json.exclusiveMaximum !== undefined;
    return bounded && ended ? [] : [`${path}: a number without bounds`];
  }
  return [];
}

test('every input is bounded', async (t) => {
  const inputs = [
    ...registry.commands.map((command) => [command.name, registry.inputOf(command)] as const),
    ...reads.map((read) => [read.name, read.input] as const),
  ];
  t.same(
    inputs.flatMap(([name, input]) => unbounded(input, name)),
    [],
  );
});

test('an undeclared member of an input is refused, at any depth', async (t) => {
  const open = (schema: z.ZodType, path: string): string[] => {
    const { schema: inner } = unwrap(schema);
    const { shape, element, in: source } = definitionOf(inner);
    if (element) return open(element, `${path}[]`);
    if (source) return open(source, path);
    if (!shape) return [];
    const strict = (inner.def as { catchall?: z.ZodType }).catchall?.def.type === 'never';
    const own = strict ? [] : [path];
    return [
      ...own,
      ...Object.entries(shape).flatMap(([key, each]) => open(each, `${path}.${key}`)),
    ];
  };
  const inputs = registry.commands.map((command) => open(registry.inputOf(command), command.name));
  t.same(inputs.flat(), []);
});

test('every noun can be asked for and is described', async (t) => {
  for (const noun of model.nouns.values()) {
    const type = model.objectType(noun.type);
    t.match(type.description, HAN, `${noun.type} in Chinese`);
    const silent = Object.values(type.getFields()).filter(
      (field) => field.name !== 'id' && !HAN.test(field.description ?? ''),
    );
    t.same(
      silent.map((field) => field.name),
      [],
      `${noun.type}: every field is described`,
    );
    t.ok(
      type.getInterfaces().some(({ name }) => name === 'Node'),
      `${noun.type} is a Node`,
    );
    for (const [name, { description }] of Object.entries(noun.filters ?? {})) {
      t.match(description, HAN, `${noun.type} filter ${name}`);
    }
  }
});
