import { type Command, mutationName } from '../../commands/command.ts';
import type { Registry } from '../../commands/registry.ts';
import type { FileApi, PublicApi } from '../../module.ts';
import type { Model } from '../../queries/model.ts';
import type { Read } from '../../queries/read.ts';
import type { Collection } from '../collections.ts';
import { verbPath } from '../collections.ts';
import { idOf, type JsonSchema, objectOf, orNull, refTo } from './json-schema.ts';
import { parameter, pathId, templateOf } from './parameters.ts';
import {
  answer,
  COMMAND_ERRORS,
  headers,
  KEY_ERRORS,
  problemResponses,
  READ_ERRORS,
  type Shared,
  VERSION_ERRORS,
} from './responses.ts';
import { reportSchema } from './sdl-schema.ts';
import { inputSchema, resultSchema } from './zod-schema.ts';

export type Paths = Record<string, Record<string, JsonSchema>>;

/** What there is to document. */
export type Documented = {
  registry: Registry;
  reads: readonly Read[];
  model: Model;
  publicApis: readonly Pick<PublicApi, 'operations'>[];
  fileApis: readonly Pick<FileApi, 'operations'>[];
};

/** What the operations of a document are written from; types met on the way join `components`. */
export type Writing = {
  program: Documented;
  collections: readonly Collection[];
  components: Map<string, JsonSchema>;
  responses: Shared;
};

const TICKET = objectOf({ id: idOf('ApprovalRequest'), status: { type: 'string' } });

const outcome = (result: JsonSchema, approval: JsonSchema) => objectOf({ result, approval });
const nothing = { type: 'null' };
const replayed = { headers: headers('Idempotency-Replayed') };

/** Schemas of what commands answer. */
export const COMMAND_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  DryRunApproval: {
    ...orNull(objectOf({ id: nothing, status: { const: 'REQUIRED' } })),
    description:
      'Null, or in a dry run of what a second person would have to decide. 试运行时如须复核则不为空',
  },
};

/** Responses of commands that are the same for all. */
export const COMMAND_RESPONSES: Readonly<Record<string, JsonSchema>> = {
  Waiting: answer('A second person must decide. 待复核', outcome(nothing, TICKET), replayed),
};

/** `POST` of a command. */
export function commandPath({ collections, responses: shared }: Writing, command: Command): Paths {
  const { name, title, description, permission, on, acts } = command;
  const keyed = !command.repeatable;
  const codes = [
    ...COMMAND_ERRORS,
    ...(keyed ? KEY_ERRORS : []),
    ...(on && keyed ? VERSION_ERRORS : []),
    ...(command.reasonRequired ? ['command.reason_required'] : []),
    ...(command.errors ?? []),
  ];
  const approval = keyed ? refTo('DryRunApproval') : nothing;
  const operation = {
    operationId: mutationName(name),
    tags: [name.split('.')[0]],
    summary: `${title.en} ${title.zh}`,
    description: `${description.en}\n\n${description.zh}\n\nPermission: \`${permission}\`. Facts: ${acts.map((act) => `\`${act}\``).join(', ')}.`,
    parameters: parametersOf(command),
    requestBody: {
      required: Object.values(command.input.shape).length > 0,
      content: { 'application/json': { schema: inputSchema(bodyOf(command)) } },
    },
    responses: {
      '200': answer('Done. 已完成', outcome(resultSchema(command.result), approval), replayed),
      ...(keyed ? { '202': { $ref: '#/components/responses/Waiting' } } : {}),
      ...problemResponses(shared, codes),
    },
  };
  return { [templateOf(verbPath(collections, command))]: { post: operation } };
}

/** The id stands in the path, so it is not in the body; nothing undeclared is. */
const bodyOf = ({ input }: Command) => input;

function parametersOf(command: Command): JsonSchema[] {
  const keyed = !command.repeatable;
  return [
    ...(command.on ? [pathId(idOf(command.on.noun))] : []),
    ...(command.on && keyed ? [parameter('IfMatch')] : []),
    ...(keyed ? [parameter('IdempotencyKey')] : []),
    parameter('DryRun'),
    parameter(command.reasonRequired ? 'RequiredReason' : 'Reason'),
  ];
}

/** `GET` of a report with its input as query parameters, `POST` with it as the body. */
export function reportPath(writing: Writing, read: Read): Paths {
  const { program, collections, components } = writing;
  const field = program.model.objectType('Query').getFields()[mutationName(read.name)];
  if (!field) throw new Error(`no field of Query for the report ${read.name}`);
  const schema = inputSchema(read.input);
  const shared = {
    tags: [read.name.split('.')[0]],
    summary: `${read.title.en} ${read.title.zh}`,
    description: `${field.description ?? ''}\n\nPermission: \`${read.permission}\`.`,
  };
  const responses = {
    '200': answer('The report. 报告', reportSchema(program.model, field.type, components)),
    ...problemResponses(writing.responses, [...READ_ERRORS, 'object.not_found']),
  };
  const body = { required: true, content: { 'application/json': { schema } } };
  return {
    [templateOf(verbPath(collections, read))]: {
      get: {
        operationId: `${mutationName(read.name)}Get`,
        ...shared,
        parameters: queryParameters(schema),
        responses,
      },
      post: { operationId: mutationName(read.name), ...shared, requestBody: body, responses },
    },
  };
}

/** Lists of plain values are separated by commas; anything with parts is JSON text. */
function queryParameters(schema: JsonSchema): JsonSchema[] {
  const required = new Set((schema.required ?? []) as string[]);
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  return Object.entries(properties).map(([name, own]) => {
    const base = { name, in: 'query', required: required.has(name) };
    const inner = (own.items ?? {}) as JsonSchema;
    if (own.type === 'array' && inner.type !== 'object') {
      return { ...base, style: 'form', explode: false, schema: own };
    }
    if (own.type === 'object' || own.type === 'array' || (!own.type && !own.$ref)) {
      return { ...base, content: { 'application/json': { schema: own } } };
    }
    return { ...base, schema: own };
  });
}

/** Who the caller is. */
export function viewerPath({ program, components, responses }: Writing): Paths {
  const field = program.model.objectType('Query').getFields().viewer;
  if (!field) throw new Error('Query has no viewer');
  const operation = {
    operationId: 'viewer',
    tags: ['viewer'],
    summary: field.description ?? '',
    description: 'What the token stands for today. 令牌所代表的人员与权限',
    responses: {
      '200': answer('The caller. 当前用户', reportSchema(program.model, field.type, components)),
      ...problemResponses(responses, READ_ERRORS),
    },
  };
  return { '/v1/viewer': { get: operation } };
}

/** Every field with its class. */
export function dictionaryPath({ responses }: Writing): Paths {
  const text: JsonSchema = { type: 'string' };
  const field = objectOf({
    of: { ...text, description: 'Type of the schema, or command. 所属类型或命令' },
    kind: { enum: ['NOUN', 'COMMAND'], description: 'Read or sent. 名词或命令' },
    field: { ...text, description: 'Path below it. 字段路径' },
    type: { ...text, description: 'Type of its value. 类型' },
    class: refTo('DataClass'),
    by: { enum: ['DECLARED', 'RULE'], description: 'Said by the field, or by its kind. 定级方式' },
    description: { ...text, description: 'What it is. 说明' },
  });
  const operation = {
    operationId: 'dataDictionary',
    tags: ['data-dictionary'],
    summary: 'The class of every field, JR/T 0171-2020. 数据字典与分级',
    description:
      'Every field of every noun and of every command with its class of data. 全部字段及其数据级别',
    responses: {
      '200': answer(
        'The dictionary. 数据字典',
        objectOf({ fields: { type: 'array', items: field } }),
      ),
      ...problemResponses(responses, READ_ERRORS),
    },
  };
  return { '/v1/data-dictionary': { get: operation } };
}

/** Many commands in one request. */
export function batchPath({ responses }: Writing, batch: JsonSchema): Paths {
  const line = {
    description: 'What became of a line. 逐行结果',
    ...objectOf({ status: { type: 'integer' } }),
    properties: {
      status: { type: 'integer' },
      answer: {
        type: 'object',
        properties: { result: {}, approval: orNull(TICKET) },
      },
      code: { type: 'string' },
      path: { type: 'array', items: { type: ['string', 'integer'] } },
    },
  };
  return {
    '/v1/batch': {
      post: {
        operationId: 'batch',
        tags: ['batch'],
        summary: 'Several commands in one request 批量命令',
        description:
          'Lines run in order, each with its own idempotency key; `atomic` keeps all or none. A later line may use an earlier result as `"$0.result.grid"`.\n\n按顺序执行，每行各有幂等键；atomic 为 true 时全部成功或全部不生效；后行可用 "$0.result.grid" 引用前行结果。',
        requestBody: { required: true, content: { 'application/json': { schema: batch } } },
        responses: {
          '200': answer(
            'The lines, in order. 各行结果',
            objectOf({ lines: { type: 'array', items: line } }),
          ),
          ...problemResponses(responses, [...COMMAND_ERRORS, ...KEY_ERRORS, 'object.stale']),
        },
      },
    },
  };
}
