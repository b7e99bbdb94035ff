import { z } from 'zod';
import { definitionOf } from './schema-walk.ts';

/** The same schema, refusing members it does not declare, at any depth: a misspelt one is a fault. */
export function strict<T extends z.ZodType>(schema: T): T {
  const { shape, element, innerType, in: source } = definitionOf(schema);
  if (shape) {
    const members = Object.entries(shape).map(([name, member]) => [name, strict(member)]);
    return remade(schema, { shape: Object.fromEntries(members), catchall: z.never() });
  }
  if (element) return remade(schema, { element: strict(element) });
  if (innerType) return remade(schema, { innerType: strict(innerType) });
  return source ? remade(schema, { in: strict(source) }) : schema;
}

/** Checks and metadata stay. */
const remade = <T extends z.ZodType>(schema: T, change: object): T =>
  schema.clone({ ...schema.def, ...change } as never, { parent: true });
