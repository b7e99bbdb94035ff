import {
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { connectionTarget, type Model } from '../../queries/model.ts';
import { EMBEDDED_DEPTH, isDetail } from '../noun-documents.ts';
import { idOf, type JsonSchema, objectOf, orNull, refTo, SCALAR_SCHEMAS } from './json-schema.ts';

type Field = GraphQLField<unknown, unknown>;

/** What stands for a type below the wrappers; undefined where the field is left out. */
type Leaf = (type: GraphQLOutputType, depth: number) => JsonSchema | undefined;

const described = (schema: JsonSchema, description: string | null | undefined): JsonSchema =>
  description ? { ...schema, description } : schema;

/** The values of an enum, each with its Chinese name. */
export const enumSchema = (type: GraphQLEnumType): JsonSchema => {
  const values = type.getValues();
  const names = values.map(({ name, description }) => `${name} ${description ?? ''}`.trim());
  return {
    type: 'string',
    description: `${type.description ?? type.name}\n\n${names.join('; ')}`,
    enum: values.map((value) => value.name),
  };
};

/** Scalars and enums, in and out. */
export function leafSchema(type: GraphQLType): JsonSchema | undefined {
  if (isEnumType(type)) return refTo(type.name);
  return isScalarType(type) ? (SCALAR_SCHEMAS[type.name] ?? {}) : undefined;
}

function wrapped(type: GraphQLOutputType, leaf: Leaf, depth: number): JsonSchema | undefined {
  if (isNonNullType(type)) return bare(type.ofType, leaf, depth);
  const inner = bare(type, leaf, depth);
  return inner && orNull(inner);
}

function bare(type: GraphQLOutputType, leaf: Leaf, depth: number): JsonSchema | undefined {
  if (!isListType(type)) return leaf(type, depth);
  const items = wrapped(type.ofType as GraphQLOutputType, leaf, depth);
  return items && { type: 'array', items };
}

function members(type: GraphQLObjectType, leaf: Leaf, depth: number): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const field of Object.values(type.getFields()) as Field[]) {
    const schema = connectionTarget(field.type) ? undefined : wrapped(field.type, leaf, depth);
    if (schema) properties[field.name] = described(schema, field.description);
  }
  return objectOf(properties);
}

/** A noun as REST shows it: its fields, what is kept within it, the ids of what it refers to. */
export function nounSchema(model: Model, type: GraphQLObjectType): JsonSchema {
  const leaf: Leaf = (inner, depth) => {
    if (!isObjectType(inner)) return leafSchema(inner);
    if (model.nouns.has(inner.name)) return objectOf({ id: idOf(inner.name) });
    if (depth >= EMBEDDED_DEPTH) return undefined;
    const object = members(inner, leaf, depth + 1);
    return Object.keys(object.properties as object).length > 0 ? object : undefined;
  };
  const { properties, required, ...rest } = members(type, leaf, 0);
  const own = { ...(properties as object), id: idOf(type.name) };
  const fields = type.getFields();
  const always = (required as string[]).filter((name) => !isDetail(model, fields[name] as Field));
  return described({ ...rest, properties: own, required: always }, type.description);
}

/** A report's answer; nouns in it are global ids. Fills `components` with the types it uses. */
export function reportSchema(
  model: Model,
  type: GraphQLOutputType,
  components: Map<string, JsonSchema>,
): JsonSchema {
  const leaf: Leaf = (inner) => {
    if (!isObjectType(inner)) return leafSchema(inner);
    if (model.nouns.has(inner.name)) return idOf(inner.name);
    if (!components.has(inner.name)) {
      components.set(inner.name, {});
      components.set(inner.name, described(members(inner, leaf, 0), inner.description));
    }
    return refTo(inner.name);
  };
  return wrapped(type, leaf, 0) ?? {};
}
