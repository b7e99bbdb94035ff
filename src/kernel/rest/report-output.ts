import { type GraphQLOutputType, getNamedType, isObjectType } from 'graphql';
import { globalId } from '../ids.ts';
import type { Model } from '../queries/model.ts';

/** A report as REST shows it: the fields of its SDL type, nouns by their global id. */
export function reportOutput(model: Model, type: GraphQLOutputType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((each) => reportOutput(model, type, each));
  const named = getNamedType(type);
  if (model.nouns.has(named.name)) return globalId(named.name, String(value));
  if (!isObjectType(named)) return value;
  const object = value as Record<string, unknown>;
  const fields = Object.values(named.getFields()).map((field) => [
    field.name,
    reportOutput(model, field.type, object[field.name]),
  ]);
  return Object.fromEntries(fields);
}
