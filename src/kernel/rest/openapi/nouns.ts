import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { MAX_PAGE } from '../../queries/connection.ts';
import type { Collection } from '../collections.ts';
import { DEFAULT_PAGE } from '../nouns.ts';
import { idOf, type JsonSchema, objectOf, orNull, refTo } from './json-schema.ts';
import { parameter, pathId } from './parameters.ts';
import { answer, headers, problemResponses, READ_ERRORS } from './responses.ts';
import { leafSchema } from './sdl-schema.ts';
import type { Paths, Writing } from './verbs.ts';

const PAGE_INFO = objectOf({
  hasNextPage: { type: 'boolean' },
  hasPreviousPage: { type: 'boolean' },
  startCursor: orNull({ type: 'string' }),
  endCursor: orNull({ type: 'string' }),
});

/** Schemas every collection uses. */
export const NOUN_COMPONENTS: Readonly<Record<string, JsonSchema>> = { PageInfo: PAGE_INFO };

const PAGE_ERRORS = ['query.page_size', 'query.cursor', 'query.invalid'];

/** The list of a noun and one of it by its id. */
export function nounPaths({ program, responses }: Writing, at: Collection): Paths {
  const { type, permission } = at.noun;
  const field = program.model.objectType('Query').getFields()[at.list];
  const described = (text: string): string =>
    `${text}\n\n${program.model.objectType(type).description ?? ''}\n\nPermission: \`${permission}\`.`;
  const page = objectOf({
    pageInfo: refTo('PageInfo'),
    nodes: { type: 'array', maxItems: MAX_PAGE, items: refTo(type) },
  });
  const versioned = program.model.objectType(type).getFields().version !== undefined;
  const list = {
    operationId: at.list,
    tags: [at.path],
    summary: field?.description ?? at.list,
    description: described(`A page of ${type}, ordered and keyset-paged; follow Link rel="next".`),
    parameters: (field?.args ?? []).flatMap(queryParameter),
    responses: {
      '200': answer('A page. 一页', page, { headers: headers('Link') }),
      ...problemResponses(responses, [...READ_ERRORS, ...PAGE_ERRORS]),
    },
  };
  const one = {
    operationId: `${at.list}ById`,
    tags: [at.path],
    summary: `One ${type} by its id. 按标识查询`,
    description: described('404 when there is none or the caller may not see it.'),
    parameters: [pathId(idOf(type)), ...(versioned ? [parameter('IfNoneMatch')] : [])],
    responses: {
      '200': answer('The object. 对象', refTo(type), versioned ? { headers: headers('ETag') } : {}),
      ...(versioned
        ? { '304': { description: 'Unchanged. 未变化', headers: headers('ETag') } }
        : {}),
      ...problemResponses(responses, [...READ_ERRORS, 'object.not_found']),
    },
  };
  return { [`/v1/${at.path}`]: { get: list }, [`/v1/${at.path}/{id}`]: { get: one } };
}

/** A filter's members stand beside the other parameters, as the query string has them. */
function queryParameter(arg: GraphQLArgument): JsonSchema[] {
  const named = getNamedType(arg.type);
  if (!isInputObjectType(named)) return [{ ...plain(arg), ...PAGING[arg.name] }];
  return Object.values(named.getFields()).map(plain);
}

const SIZE = { type: 'integer', minimum: 1, maximum: MAX_PAGE };

const PAGING: Readonly<Record<string, JsonSchema>> = {
  first: {
    description: 'Rows from the front. 每页行数（自前）',
    schema: { ...SIZE, default: DEFAULT_PAGE },
  },
  last: { description: 'Rows from the back, with `before`. 每页行数（自后）', schema: SIZE },
  after: { description: 'Only rows beyond this cursor. 游标之后' },
  before: { description: 'Only rows before this cursor. 游标之前' },
  asOf: { description: 'Rows in force on this day; today without it. 时点' },
  order: { description: 'Without one, by age. 排序' },
};

type Named = { name: string; type: GraphQLInputType; description?: string | null | undefined };

function plain({ name, type, description }: Named): JsonSchema {
  const inner = isNonNullType(type) ? type.ofType : type;
  const leaf = leafSchema(getNamedType(type)) ?? {};
  return {
    name,
    in: 'query',
    required: isNonNullType(type),
    ...(description ? { description } : {}),
    ...(isListType(inner)
      ? { style: 'form', explode: false, schema: { type: 'array', items: leaf } }
      : { schema: leaf }),
  };
}
