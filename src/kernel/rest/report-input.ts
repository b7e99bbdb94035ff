import type { z } from 'zod';
import { definitionOf, unwrap } from '../commands/schema-walk.ts';
import { refuse } from '../errors.ts';

/** A report's input read off a query string: numbers, booleans, comma lists and JSON by schema. */
export function reportInput(schema: z.ZodObject, query: unknown): Record<string, unknown> {
  const entries = Object.entries(query as Record<string, unknown>).map(([name, text]) => {
    const field = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    if (!field || typeof text !== 'string') throw refuse('input.invalid', { path: [name] });
    return [name, coerce(field, text, name)];
  });
  return Object.fromEntries(entries);
}

function coerce(field: z.ZodType, text: string, name: string): unknown {
  const { schema } = unwrap(field);
  const { type, element } = definitionOf(schema);
  if (type === 'number') return text.trim() === '' ? text : Number(text);
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (element && definitionOf(unwrap(element).schema).type !== 'object') {
    return text.split(',').map((part) => coerce(element, part, name));
  }
  if (type === 'string' || type === 'enum' || type === 'pipe') return text;
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('input.invalid', { path: [name] });
  }
}
