import { z } from 'zod';
import type { Registry } from '../commands/registry.ts';
import type { Facts } from './fact-data.ts';
import { LEAF_LIMIT_BYTES, LEAF_VERSION } from './leaf.ts';

type Json = Readonly<Record<string, unknown>>;
export type Act = { act: string; title: string; description: string };

/** Facts the kernel itself writes, whatever the command. */
const KERNEL_ACTS = [
  {
    act: 'approval.requested',
    title: { en: 'A command waits for a second person', zh: '命令待复核' },
  },
  { act: 'command.refused', title: { en: 'A command was refused', zh: '命令被拒绝' } },
  {
    act: 'command.tried',
    title: {
      en: 'A command that tells what is on file was tried out',
      zh: '试运行了可反映建档情况的命令',
    },
  },
] as const;

const uuid = { type: 'string', format: 'uuid' };

/** The frame around every fact, as `leafOf` writes it. */
const FRAME: Json = {
  v: { const: LEAF_VERSION, description: 'Version of this frame. 版本' },
  id: { ...uuid, description: 'The fact, uuid v7. 事实标识' },
  at: { type: 'string', format: 'date-time', description: 'When, UTC. 时间' },
  act: { type: 'string', description: 'What happened. 事实' },
  objects: {
    type: 'array',
    description: 'What it concerns. 涉及对象',
    items: { $ref: '#/$defs/Object' },
  },
  actor: {
    type: 'object',
    description: 'Pseudonymous: who, through which client. 操作者',
    properties: { person: { type: 'string' }, client: { type: 'string' } },
    required: ['person'],
    additionalProperties: false,
  },
  request: { type: 'string', description: 'The request it came with. 请求编号' },
  key: {
    type: 'string',
    pattern: '^[0-9a-f]{64}$',
    description: 'Digest of the idempotency key and its scope. 幂等键摘要',
  },
  reason: {
    type: 'string',
    pattern: '^sha256:[0-9a-f]{64}$',
    description:
      'Salted digest of why; the words are no part of the journal and may be erased. 理由摘要',
  },
  purpose: { type: 'string', description: 'What clear personal data was read for. 用途' },
  data: {
    type: 'object',
    description: 'What a program may act on; no personal data, 64-bit numbers as text. 数据',
    properties: {
      approvedBy: {
        ...uuid,
        description: 'The second person, where the command waited for one. 复核人',
      },
    },
  },
};

const REQUIRED = ['v', 'id', 'at', 'act', 'objects', 'actor', 'request'];

/** What the schemas are made of: every command and what its facts say. */
export type Told = { registry: Registry; facts: Facts };

/** Every fact that may be written, as a JSON Schema (2020-12) of a journal entry. */
export function eventsOf({ registry, facts }: Told): Json {
  const acts = actsOf(registry);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Journal entry 流水记录',
    description: `RFC 8785 JSON of at most ${LEAF_LIMIT_BYTES} bytes; its hash is the leaf of the journal. What \`data\` holds follows from the act, and may become more.`,
    type: 'object',
    properties: FRAME,
    required: REQUIRED,
    additionalProperties: false,
    oneOf: acts.map(({ act }) => ({ $ref: `#/$defs/${act}` })),
    $defs: {
      Object: OBJECT,
      ...Object.fromEntries(acts.map((each) => [each.act, factOf(each, facts)])),
    },
  };
}

const OBJECT: Json = {
  type: 'object',
  properties: {
    type: { type: 'string', description: 'Type of the schema, e.g. `Grid`. 类型' },
    id: { type: 'string', description: 'Its bare key. 标识' },
    version: { type: 'integer', minimum: 1, description: 'After the act. 版本' },
  },
  required: ['type', 'id'],
  additionalProperties: false,
};

/** An entry of one act: what it is called, and what its data holds. */
function factOf({ act, title, description }: Act, facts: Facts): Json {
  const data = dataOf(act, facts);
  const said = data.required ? { required: ['data'] } : {};
  return { title, description, properties: { act: { const: act }, data }, ...said };
}

/** Open, since later versions may say more. */
function dataOf(act: string, facts: Facts): Json {
  const schema = z.toJSONSchema(facts.get(act)?.omit({ approvedBy: true }) ?? z.object({}), {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  const { $schema: _, ...data } = schema;
  return data;
}

/** Every act, with what it is called and which commands write it. */
export function actsOf({ commands }: Registry): Act[] {
  const written = commands.flatMap((command) => command.acts.map((act) => ({ act, command })));
  const byAct = Map.groupBy(written, ({ act }) => act);
  const own = [...byAct].map(([act, by]) => ({
    act,
    title: by.map(({ command }) => `${command.title.en} ${command.title.zh}`).join('; '),
    description: `Written by ${by.map(({ command }) => command.name).join(', ')}.`,
  }));
  const kernel = KERNEL_ACTS.map(({ act, title }) => ({
    act,
    title: `${title.en} ${title.zh}`,
    description: 'Written by the kernel.',
  }));
  return [...own, ...kernel].sort((a, b) => (a.act < b.act ? -1 : 1));
}
