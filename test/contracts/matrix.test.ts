import { test } from 'tap';
import type { z } from 'zod';
import { mutationName, typePrefix } from '../../src/kernel/commands/command.ts';
import type { Path } from '../../src/kernel/commands/schema-walk.ts';
import { globalId, newId } from '../../src/kernel/ids.ts';
import { collectionsOf, verbPath } from '../../src/kernel/rest/collections.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { ADMINISTRATOR, allowEverything, permissions, program } from './everyone.ts';
import { referencesIn, sampleInput } from './sample-input.ts';
import { type SampleRows, sampleRows } from './sample-rows.ts';

/**
 * Another institution's object is answered exactly as one that does not exist, by every command,
 * report and noun, in both protocols. Generated: a new one is covered without touching this file.
 */
const { registry, reads, model } = program;
const collections = collectionsOf(model);
const nouns = [...model.nouns.values()];
const isShared = (noun: string): boolean => model.noun(noun).scope === 'shared';

type Setting = { app: TestApp; rows: SampleRows; caller: string };

const keyIn = ({ rows }: Setting, noun: string, institution: string): string => {
  const { table } = model.noun(noun);
  if (table === 'institution') return institution;
  const [key] = rows.keys(table, institution);
  if (!key) throw new Error(`no sample row of ${noun}`);
  return key;
};

const ownId = (setting: Setting, noun: string): string =>
  globalId(noun, keyIn(setting, noun, setting.app.world.bankId));
const foreignId = (setting: Setting, noun: string): string =>
  globalId(noun, keyIn(setting, noun, setting.app.world.otherBankId));
const randomId = (noun: string): string => globalId(noun, newId());

const samePath = (a: Path, b: Path): boolean => a.join('.') === b.join('.');

/** The input with own ids everywhere but at one path. */
const inputWith = (setting: Setting, schema: z.ZodType, at: Path, id: string) =>
  sampleInput(schema, (noun, path) => (samePath(path, at) ? id : ownId(setting, noun)));

/** What a caller can tell apart; the correlation id and the id asked for are its own. */
const seen = (status: number, body: Record<string, unknown>) => {
  const { correlationId: _, ...rest } = body;
  return { status, ...rest };
};

type Input = Record<string, unknown>;

async function commandOverRest({ app, caller }: Setting, name: string, input: Input) {
  const command = registry.get(name);
  if (!command) throw new Error(name);
  const { id, ...body } = input;
  const url = verbPath(collections, command).replace(':id', String(id));
  const headers = { 'if-match': '*', 'idempotency-key': newId(), reason: 'test' };
  const payload = command.on ? body : input;
  const answer = await app.as(caller).rest({ method: 'POST', url, headers, payload });
  return seen(answer.status, answer.body);
}

async function commandOverGraphql({ app, caller }: Setting, name: string, input: Input) {
  const field = mutationName(name);
  const query = `mutation ($input: ${typePrefix(name)}Input!) {
    ${field}(input: $input, envelope: { idempotencyKey: "${newId()}", reason: "test" }) {
      userErrors { code field }
    }
  }`;
  const { data, errors } = await app.as(caller).graphql(query, { input });
  return errors ?? data[field].userErrors;
}

async function readOverRest({ app, caller }: Setting, name: string, input: Input) {
  const read = reads.find((each) => each.name === name);
  if (!read) throw new Error(name);
  const url = verbPath(collections, read);
  const answer = await app.as(caller).rest({ method: 'POST', url, payload: input });
  return seen(answer.status, answer.body);
}

async function readOverGraphql({ app, caller }: Setting, name: string, input: Input) {
  const field = model.objectType('Query').getFields()[mutationName(name)];
  if (!field) throw new Error(name);
  const declared = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const query = `query (${declared}) { ${field.name}(${passed}) { __typename } }`;
  const { errors } = await app.as(caller).graphql(query, input);
  return (errors ?? []).map(({ extensions }: { extensions: Input }) => {
    const { code, field: at } = extensions;
    return { code, field: at };
  });
}

test('the cross-tenant matrix', async (t) => {
  const app = await testApp(t);
  await allowEverything(app);
  const institutions = [app.world.bankId, app.world.otherBankId];
  const rows = await sampleRows(app, { institutions, count: 2 });
  const setting = { app, rows, caller: ADMINISTRATOR };

  const cases = registry.commands.flatMap((command) => {
    const schema = registry.inputOf(command);
    const references = referencesIn(schema, (noun) => ownId(setting, noun));
    return references.map(({ path, noun }) => ({ name: command.name, schema, path, noun }));
  });

  await t.test('every id in every command', async (t) => {
    t.ok(cases.length >= registry.commands.filter((command) => command.on).length);
    for (const { name, schema, path, noun } of cases) {
      const random = inputWith(setting, schema, path, randomId(noun));
      const where = `${name} ${path.join('.')}`;
      const rest = await commandOverRest(setting, name, random);
      const refusal = { status: 404, code: 'object.not_found', path: [...path] };
      t.match(rest, refusal, `${where}, unknown, REST`);
      const graphql = await commandOverGraphql(setting, name, random);
      t.match(graphql, [{ code: 'object.not_found' }], `${where}, unknown, GraphQL`);
      if (isShared(noun)) continue;
      const foreign = inputWith(setting, schema, path, foreignId(setting, noun));
      t.same(await commandOverRest(setting, name, foreign), rest, `${where}, REST`);
      t.same(await commandOverGraphql(setting, name, foreign), graphql, `${where}, GraphQL`);
    }
  });

  await t.test('every id in every report', async (t) => {
    for (const read of reads) {
      for (const { path, noun } of referencesIn(read.input, (type) => ownId(setting, type))) {
        const where = `${read.name} ${path.join('.')}`;
        const random = inputWith(setting, read.input, path, randomId(noun));
        const rest = await readOverRest(setting, read.name, random);
        t.match(rest, { status: 404, code: 'object.not_found' }, `${where}, unknown, REST`);
        const graphql = await readOverGraphql(setting, read.name, random);
        t.match(graphql, [{ code: 'object.not_found' }], `${where}, unknown, GraphQL`);
        if (isShared(noun)) continue;
        const foreign = inputWith(setting, read.input, path, foreignId(setting, noun));
        t.same(await readOverRest(setting, read.name, foreign), rest, `${where}, REST`);
        t.same(await readOverGraphql(setting, read.name, foreign), graphql, `${where}, GraphQL`);
      }
    }
  });

  await t.test('what lies outside the caller’s territory', async (t) => {
    await app.owner(`update role set permissions = $1 where code = 'GRID_MANAGER'`, [permissions]);
    const confined = { ...setting, caller: 'grid.manager' };
    const { rest, graphql } = app.as(confined.caller);
    const within = nouns.filter((noun) => typeof noun.scope === 'object');
    t.ok(within.length > 3);
    for (const { type } of within) {
      const node = (id: string) => graphql(`{ node(id: "${id}") { id } }`);
      const { extensions: _, ...found } = await node(ownId(setting, type));
      t.same(found, { data: { node: null } }, type);
    }
    for (const { path } of collections.filter((each) => within.includes(each.noun))) {
      const { body } = await rest({ method: 'GET', url: `/v1/${path}?first=100` });
      t.same(body.nodes, [], `${path} is empty`);
    }
    for (const { name, schema, path, noun } of cases) {
      if (registry.get(name)?.scope !== 'references') continue;
      if (!within.some(({ type }) => type === noun)) continue;
      const own = inputWith(setting, schema, path, ownId(setting, noun));
      const random = inputWith(setting, schema, path, randomId(noun));
      const where = `${name} ${path.join('.')}`;
      const answer = await commandOverRest(confined, name, random);
      t.match(answer, { status: 404, code: 'object.not_found' }, `${where}, unknown`);
      t.same(await commandOverRest(confined, name, own), answer, `${where}, out of sight`);
    }
  });

  await t.test('every noun by its id', async (t) => {
    const administrator = app.as(ADMINISTRATOR);
    for (const { type } of nouns) {
      const node = (id: string) => administrator.graphql(`{ node(id: "${id}") { id __typename } }`);
      const own = ownId(setting, type);
      t.match(await node(own), { data: { node: { id: own, __typename: type } } }, `own ${type}`);
      t.match(await node(randomId(type)), { data: { node: null } }, `unknown ${type}`);
      if (isShared(type)) continue;
      t.match(await node(foreignId(setting, type)), { data: { node: null } }, `foreign ${type}`);
    }
  });

  await t.test('every collection, its objects and lists', async (t) => {
    const { rest } = app.as(ADMINISTRATOR);
    for (const { noun, path } of collections) {
      const get = async (id: string) => {
        const { status, body } = await rest({ method: 'GET', url: `/v1/${path}/${id}` });
        return seen(status, body);
      };
      const unknown = await get(randomId(noun.type));
      t.match(unknown, { status: 404, code: 'object.not_found' }, `unknown ${noun.type}`);
      if (noun.scope === 'shared') continue;
      t.same(await get(foreignId(setting, noun.type)), unknown, `foreign ${noun.type}`);
      const { body } = await rest({ method: 'GET', url: `/v1/${path}?first=100` });
      const ids = body.nodes.map((node: { id: string }) => node.id);
      t.ok(ids.includes(ownId(setting, noun.type)), `${path} lists our own`);
      t.notOk(ids.includes(foreignId(setting, noun.type)), `${path} does not list another's`);
    }
  });
});
