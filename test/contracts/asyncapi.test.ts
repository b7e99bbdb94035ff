import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { test } from 'tap';
import { testApp } from '../helpers/app.ts';
import { leafOfAct, openLog, readFeed } from '../kernel/feed/log.ts';
import { program } from './everyone.ts';

/** The published schema of AsyncAPI documents, which says whether ours is one. */
const published = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json');

const committed = async (name: string) =>
  JSON.parse(await readFile(new URL(`../../schema/${name}`, import.meta.url), 'utf8'));

const lenient = { strict: false, allErrors: true, validateFormats: false } as const;

test('what is sent live is described as AsyncAPI 3, every act of it', async (t) => {
  const document = await committed('asyncapi.json');
  const validate = new Ajv(lenient).compile(published);
  t.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 3)));
  t.notOk(validate({ ...document, operations: { x: {} } }), 'and the schema tells what is none');
  const acts = new Set(program.registry.commands.flatMap((command) => command.acts));
  for (const channel of ['feed', 'webhook']) {
    const missing = [...acts].filter((act) => !document.channels[channel].messages[act]);
    t.same(missing, [], channel);
  }
  const references = JSON.stringify(document).match(/#\/components\/[^"]+/g) ?? [];
  const found = (pointer: string): unknown =>
    pointer
      .slice(2)
      .split('/')
      .reduce((part, name) => part?.[name], document);
  t.same(
    [...new Set(references)].filter((each) => found(each) === undefined),
    [],
    'references lead somewhere',
  );
});

test('events of the feed are what the documents say, and the documents are served', async (t) => {
  const app = await testApp(t);
  const log = await openLog(t, app);
  await app.as('administrator').command('webhook-endpoint.register', {
    name: 'core',
    url: 'https://93.184.215.14/facts',
    acts: [],
  });
  await log.write(leafOfAct('campaign.closed'));
  const serve = async (url: string) => (await app.app.inject({ url })).json();
  t.same(await serve('/asyncapi.json'), await committed('asyncapi.json'));
  const { $schema: _, ...facts } = await serve('/events.json');
  const { $schema: __, ...written } = await committed('events.json');
  t.same(facts, written);
  const ajv = new Ajv({ ...lenient, allErrors: false, code: { optimize: false } });
  const { CloudEvent } = (await serve('/asyncapi.json')).components.schemas;
  const { data: _data, ...properties } = CloudEvent.properties;
  const frame = ajv.compile({ ...CloudEvent, properties });
  const leaf = ajv.compile(facts);
  const { code, events } = await readFeed(app.as('core.banking'));
  t.same([code, events.length], [undefined, 2]);
  for (const { data, ...event } of events) {
    t.ok(frame({ ...event, data }), JSON.stringify(frame.errors));
    t.ok(leaf(data), JSON.stringify(leaf.errors?.slice(0, 3)));
    t.notOk(leaf({ ...data, act: 'campaign.opened' }), 'each act says what is its own');
  }
});
