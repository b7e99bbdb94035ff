import { idPrefix } from '../../ids.ts';

/** A JSON Schema (2020-12) as it is written out. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const REF = '#/components/schemas/';

export const refTo = (name: string): JsonSchema => ({ $ref: `${REF}${name}` });

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** The global id of an object of this type. */
export const idOf = (type: string): JsonSchema => refTo(`${type}Id`);

/** How such an id is written, e.g. `grid_0190f3c2-...`. */
export const idSchema = (type: string): JsonSchema => ({
  type: 'string',
  description: `Global id of a ${type}. 全局标识`,
  maxLength: 128,
  pattern: `^${idPrefix(type)}_${UUID}$`,
});

/** The scalars of the SDL as they travel in JSON. */
export const SCALAR_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string', maxLength: 128 },
  String: { type: 'string' },
  Int: { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  Date: { type: 'string', format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  DateTime: { type: 'string', format: 'date-time' },
  Decimal: { type: 'string', pattern: '^-?\\d{1,20}(\\.\\d{1,10})?$' },
  Money: {
    type: 'string',
    pattern: '^-?\\d{1,17}(\\.\\d{1,2})?$',
    description: 'Yuan (CNY) as a decimal string. 金额（元）',
  },
  JSON: {},
  GeoJSON: { type: 'object', description: 'GeoJSON geometry (RFC 7946). GeoJSON 几何' },
};

/** The same, or null. */
export function orNull(schema: JsonSchema): JsonSchema {
  if (Object.keys(schema).length === 0) return schema;
  if (typeof schema.type === 'string' && !schema.enum) {
    return { ...schema, type: [schema.type, 'null'] };
  }
  return { anyOf: [schema, { type: 'null' }] };
}

/** An object whose members are all there; those that may be absent are null. */
export const objectOf = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
