import { isEnumType } from 'graphql';
import { batchSchema } from '../batch.ts';
import { collectionsOf } from '../collections.ts';
import { filePath } from './files.ts';
import { idSchema, type JsonSchema } from './json-schema.ts';
import { NOUN_COMPONENTS, nounPaths } from './nouns.ts';
import { PARAMETERS } from './parameters.ts';
import { publicPath } from './public.ts';
import { HEADERS, PROBLEM } from './responses.ts';
import { enumSchema, nounSchema } from './sdl-schema.ts';
import {
  batchPath,
  COMMAND_COMPONENTS,
  COMMAND_RESPONSES,
  commandPath,
  type Documented,
  dictionaryPath,
  type Paths,
  reportPath,
  viewerPath,
  type Writing,
} from './verbs.ts';
import { inputSchema } from './zod-schema.ts';

/** An OpenAPI 3.1 document. */
export type OpenApi = {
  openapi: '3.1.0';
  paths: Paths;
  components: Record<string, JsonSchema>;
} & JsonSchema;

const VERSION = '1';

/**
 * The REST interface as an OpenAPI 3.1 document: verbs from their zod schemas, nouns from their SDL
 * types, in an order that does not change by itself.
 */
export function openapiOf(program: Documented): OpenApi {
  const writing: Writing = {
    program,
    collections: collectionsOf(program.model),
    components: new Map(
      Object.entries({ ...NOUN_COMPONENTS, ...COMMAND_COMPONENTS, Problem: PROBLEM }),
    ),
    responses: new Map(Object.entries(COMMAND_RESPONSES)),
  };
  const paths = byName(pathsOf(writing));
  addTypes(writing);
  addIds(writing, paths);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Jingtian 井田',
      version: VERSION,
      summary: 'Grid-based inclusive finance over REST. 金融服务网格化开放接口',
      description:
        'Nouns are read, verbs change them, reports compute. The same schema is served over GraphQL at /graphql; both share one catalogue of refusals.\n\n名词可查，动词变更，报告计算；GraphQL（/graphql）与此共用同一数据模型与拒绝代码目录。',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: byName(Object.fromEntries(writing.components)),
      responses: byName(Object.fromEntries(writing.responses)),
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT (at+jwt)',
          description: 'An access token of a configured issuer. 访问令牌',
        },
      },
    },
  };
}

/** @throws Error when two operations share a path and method */
function pathsOf(writing: Writing): Paths {
  const { registry, reads, publicApis, fileApis } = writing.program;
  const parts = [
    ...writing.collections.map((at) => nounPaths(writing, at)),
    ...registry.commands.map((command) => commandPath(writing, command)),
    ...reads.map((read) => reportPath(writing, read)),
    viewerPath(writing),
    dictionaryPath(writing),
    batchPath(writing, inputSchema(batchSchema)),
    ...publicApis.flatMap((api) => api.operations.map((each) => publicPath(writing, each))),
    ...fileApis.flatMap((api) => api.operations.map((each) => filePath(writing, each))),
  ];
  const paths: Paths = {};
  for (const [path, methods] of parts.flatMap((part) => Object.entries(part))) {
    const twice = Object.keys(methods).find((method) => paths[path]?.[method]);
    if (twice) throw new Error(`${twice} ${path} is declared twice`);
    paths[path] = { ...paths[path], ...methods };
  }
  return paths;
}

/** The nouns with a collection of their own, and every enum of the SDL but GraphQL's orders. */
function addTypes({ program, collections, components }: Writing): void {
  const { model } = program;
  for (const { noun } of collections) {
    components.set(noun.type, nounSchema(model, model.objectType(noun.type)));
  }
  for (const type of Object.values(model.schema.getTypeMap())) {
    if (isEnumType(type) && !type.name.startsWith('__'))
      components.set(type.name, enumSchema(type));
  }
}

/** How the ids of those nouns look that something refers to. */
function addIds({ program, components }: Writing, paths: Paths): void {
  const text = JSON.stringify([paths, ...components.values()]);
  for (const type of program.model.nouns.keys()) {
    if (text.includes(`/${type}Id"`)) components.set(`${type}Id`, idSchema(type));
  }
}

const byName = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
