import { z } from 'zod';
import { metaOf } from '../../commands/schema-walk.ts';
import { idOf, type JsonSchema, orNull, refTo, SCALAR_SCHEMAS } from './json-schema.ts';

type Open = Record<string, unknown>;

/** What the kernel keeps on a schema for itself. */
const OWN_KEYS = ['graphql', 'noun', 'encode', '$schema'] as const;

/** A command's or report's input as JSON Schema. */
export const inputSchema = (schema: z.ZodType): JsonSchema => written(schema);

/** A command's result as it leaves: nouns as global ids, amounts in yuan, nothing left out. */
export const resultSchema = (schema: z.ZodType): JsonSchema => complete(written(schema));

function written(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      name(zodSchema as unknown as z.ZodType, jsonSchema as Open);
    },
  });
  const { $schema: _, ...rest } = json;
  return rest;
}

/** Ids, scalars and enums of the SDL are written by their own schema. */
function name(schema: z.ZodType, json: Open): void {
  const { noun, graphql } = metaOf(schema);
  for (const key of OWN_KEYS) delete json[key];
  if (noun) replace(json, idOf(noun));
  else if (graphql) replace(json, namedSchema(graphql, json.pattern));
}

/** An amount given may not be negative, a decimal may be bounded: the input's own form is kept. */
function namedSchema(graphql: string, pattern: unknown): JsonSchema {
  const scalar = SCALAR_SCHEMAS[graphql];
  if (!scalar) return refTo(graphql);
  return pattern ? { ...scalar, pattern } : scalar;
}

function replace(json: Open, by: JsonSchema): void {
  const { default: kept, description } = json;
  for (const key of Object.keys(json)) delete json[key];
  Object.assign(json, by);
  if (kept !== undefined) json.default = kept;
  if (description !== undefined) json.description = description;
}

/** Results carry every declared member: what may be absent is null. */
function complete(schema: JsonSchema): JsonSchema {
  const { properties, items } = schema as { properties?: Open; items?: JsonSchema };
  if (items) return { ...schema, items: complete(items) };
  if (!properties) return schema;
  const required = new Set((schema.required ?? []) as string[]);
  const members = Object.entries(properties).map(([key, member]) => {
    const inner = complete(member as JsonSchema);
    return [key, required.has(key) ? inner : orNull(inner)] as const;
  });
  const { additionalProperties: _, ...rest } = schema;
  return { ...rest, properties: Object.fromEntries(members), required: Object.keys(properties) };
}
