import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Noun } from './noun.ts';

/** The SDL and the nouns that back its types, looked up by name. */
export type Model = {
  schema: GraphQLSchema;
  nouns: ReadonlyMap<string, Noun>;
  noun(type: string): Noun;
  objectType(name: string): GraphQLObjectType;
};

export function createModel(schema: GraphQLSchema, nouns: readonly Noun[]): Model {
  const byType = new Map(nouns.map((noun) => [noun.type, noun]));
  return {
    schema,
    nouns: byType,
    noun(type) {
      const found = byType.get(type);
      if (!found) throw new Error(`no noun backs the type ${type}`);
      return found;
    },
    objectType(name) {
      const type = schema.getType(name);
      if (!isObjectType(type)) throw new Error(`${name} is not an object type of the schema`);
      return type;
    },
  };
}

export function fieldOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> {
  const field = type.getFields()[name];
  if (!field) throw new Error(`${type.name} has no field ${name}`);
  return field;
}

const hidden = new WeakMap<ReadonlySet<string>, readonly string[]>();

/** Types whose rows somebody with these permissions may not read. */
export function hiddenTypes(model: Model, permissions: ReadonlySet<string>): readonly string[] {
  const known = hidden.get(permissions);
  if (known) return known;
  const types = [...model.nouns.values()]
    .filter((noun) => !permissions.has(noun.permission))
    .map((noun) => noun.type);
  hidden.set(permissions, types);
  return types;
}

const CONNECTION = /^(.+)Connection$/;

/** The noun type a field pages over, if it is a connection. */
export const connectionTarget = (type: GraphQLOutputType): string | undefined =>
  CONNECTION.exec(getNamedType(type).name)?.[1];

export function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** `areaCode` -> `area_code`. */
export const snakeCase = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** The column behind a field that nothing else is declared for. */
export const columnOf = (field: GraphQLField<unknown, unknown>): string =>
  getNamedType(field.type).name === 'Money'
    ? `${snakeCase(field.name)}_fen`
    : snakeCase(field.name);
