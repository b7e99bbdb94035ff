import type { z } from 'zod';
import { type Command, mutationName, typePrefix } from './command.ts';
import type { Registry } from './registry.ts';
import { definitionOf, metaOf, unwrap } from './schema-walk.ts';

/** Types written so far, by name, so that shared ones appear once. */
type Types = Map<string, string>;

const ENVELOPE = `"What travels beside a command's input. 命令信封"
input Envelope {
  "Makes a repeat harmless: the same key and input give the same answer. Required unless dryRun. 幂等键"
  idempotencyKey: String
  "Do everything but keep it: nothing is changed. Objects of the result are as they stand; those it would make are absent. 试运行"
  dryRun: Boolean
  "Why; some commands require it. 理由"
  reason: String
  "Refuse unless the object still has this version. 所读版本"
  ifMatch: Int
}

"Why a command was refused. 命令被拒绝的原因"
type UserError {
  "Stable code of the error catalogue. 代码"
  code: String!
  "The input field at fault, from the root. 字段路径"
  field: [String!]!
  "English. 英文说明"
  message: String!
  "Chinese. 中文说明"
  messageZh: String!
  "Facts a program may act on. 详情"
  details: JSON
}

"A command that waits for a second person. 待复核"
type ApprovalTicket {
  "The request in the queue; absent in a dry run. 复核申请"
  request: ApprovalRequest
  "PENDING until decided; in a dry run REQUIRED. 状态"
  status: String!
}
`;

/** The verbs of the schema: one mutation per command. */
export function commandsSdl(registry: Registry): string {
  const types: Types = new Map();
  const fields = registry.commands.map((command) => mutationSdl(registry, command, types));
  return `${ENVELOPE}
type Mutation {
${fields.join('\n')}
}

${[...types.values()].join('\n')}`;
}

function mutationSdl(registry: Registry, command: Command, types: Types): string {
  const prefix = typePrefix(command.name);
  const input = registry.inputOf(command);
  const argument = Object.keys(input.shape).length > 0;
  if (argument) objectSdl(types, { name: `${prefix}Input`, kind: 'input', schema: input });
  const result = Object.keys(command.result.shape).length > 0;
  if (result) objectSdl(types, { name: `${prefix}Result`, kind: 'type', schema: command.result });
  types.set(`${prefix}Payload`, payloadSdl(prefix, result));
  const args = [...(argument ? [`input: ${prefix}Input!`] : []), 'envelope: Envelope'];
  const { title, description } = command;
  const doc = `${title.en}. ${description.en} ${title.zh}：${description.zh}`;
  return `  ${quote(`${doc} Permission: ${command.permission}.`)}
  ${mutationName(command.name)}(${args.join(', ')}): ${prefix}Payload!`;
}

const payloadSdl = (prefix: string, result: boolean): string => `type ${prefix}Payload {
${result ? `  "What was done; null when refused or waiting for approval. 结果"\n  result: ${prefix}Result\n` : ''}  "Set when a second person must decide first. 复核"
  approval: ApprovalTicket
  "Why it was refused; empty otherwise. 错误"
  userErrors: [UserError!]!
}
`;

type Written = { name: string; kind: 'input' | 'type'; schema: z.ZodType };

function objectSdl(types: Types, { name, kind, schema }: Written): void {
  if (types.has(name)) return;
  types.set(name, '');
  const fields = Object.entries(definitionOf(schema).shape ?? {}).map(([field, inner]) => {
    const { optional } = unwrap(inner);
    const owner = `${name.replace(/(Input|Result)$/, '')}${capital(field)}`;
    const type = typeSdl(types, { name: owner, kind, schema: inner });
    const doc = inner.description ?? unwrap(inner).schema.description;
    const mark = optional || isRef(kind, inner) ? '' : '!';
    return `${doc ? `  ${quote(doc)}\n` : ''}  ${field}: ${type}${mark}`;
  });
  types.set(name, `${kind} ${name} {\n${fields.join('\n')}\n}\n`);
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'String',
  boolean: 'Boolean',
  record: 'JSON',
  unknown: 'JSON',
  any: 'JSON',
};

function typeSdl(types: Types, written: Written): string {
  const { schema } = unwrap(written.schema);
  const meta = metaOf(schema);
  if (written.kind === 'type' && meta.noun) return meta.noun;
  if (meta.graphql) return meta.graphql;
  const { type, element, shape, in: source } = definitionOf(schema);
  if (element) {
    const mark = isRef(written.kind, element) ? '' : '!';
    return `[${typeSdl(types, { ...written, schema: element })}${mark}]`;
  }
  if (source) return typeSdl(types, { ...written, schema: source });
  if (shape) {
    const name = `${written.name}${written.kind === 'input' ? 'Input' : ''}`;
    objectSdl(types, { ...written, name, schema });
    return name;
  }
  if (type === 'number') return isInteger(schema) ? 'Int' : 'Float';
  const scalar = SCALARS[type];
  if (!scalar) throw new Error(`${written.name}: no GraphQL type for a zod ${type}`);
  return scalar;
}

/** What a result points to is read after the command: a dry run kept nothing of what it made. */
const isRef = (kind: Written['kind'], schema: z.ZodType): boolean =>
  kind === 'type' && metaOf(unwrap(schema).schema).noun !== undefined;

const isInteger = (schema: z.ZodType): boolean =>
  (schema as unknown as { isInt?: boolean }).isInt === true ||
  ((schema as unknown as { format?: string | null }).format ?? '').includes('int');

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const quote = (text: string): string => JSON.stringify(text.replace(/\s+/g, ' '));
