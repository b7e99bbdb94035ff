import type { z } from 'zod';
import type { FieldMeta } from './input.ts';

type Definition = {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  innerType?: z.ZodType;
  in?: z.ZodType;
  entries?: Record<string, string>;
};

export const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

const metas = new WeakMap<z.ZodType, FieldMeta>();

/** Kept: zod gathers it anew from all a schema was made of, and every command asks for every field's. */
export function metaOf(schema: z.ZodType): FieldMeta {
  const known = metas.get(schema);
  if (known) return known;
  const meta = schema.meta() ?? {};
  metas.set(schema, meta);
  return meta;
}

const WRAPPERS = new Set(['optional', 'nullable', 'default', 'readonly', 'nonoptional']);

/** The schema under its wrappers, and whether a value may be left out. */
export function unwrap(schema: z.ZodType): { schema: z.ZodType; optional: boolean } {
  let current = schema;
  let optional = false;
  for (;;) {
    const { type, innerType } = definitionOf(current);
    if (!innerType || !WRAPPERS.has(type)) return { schema: current, optional };
    optional ||= type !== 'readonly' && type !== 'nonoptional';
    current = innerType;
  }
}

export type Path = readonly (string | number)[];
export type Visit = (meta: FieldMeta, value: unknown, path: Path) => void;

/** What of a schema carries metadata, or leads to what does; found once, for every command asks. */
type Marked = {
  meta: FieldMeta | undefined;
  element: z.ZodType | undefined;
  fields: [string, z.ZodType][];
};

const marks = new WeakMap<z.ZodType, Marked | null>();

function markedIn(schema: z.ZodType): Marked | null {
  const known = marks.get(schema);
  if (known !== undefined) return known;
  const inner = unwrap(schema).schema;
  const meta = metaOf(inner);
  const { shape, element } = definitionOf(inner);
  const isMarked = (each: z.ZodType): boolean => markedIn(each) !== null;
  const marked = {
    meta: meta.noun || meta.encode ? meta : undefined,
    element: element && isMarked(element) ? element : undefined,
    fields: Object.entries(shape ?? {}).filter(([, field]) => isMarked(field)),
  };
  const found = marked.meta || marked.element || marked.fields.length > 0 ? marked : null;
  marks.set(schema, found);
  return found;
}

/** Walks a value beside its schema; `visit` sees every leaf that carries metadata. */
export function walk(schema: z.ZodType, value: unknown, visit: Visit, path: Path = []): void {
  if (value === undefined || value === null) return;
  const marked = markedIn(schema);
  if (!marked) return;
  if (marked.meta) visit(marked.meta, value, path);
  if (marked.element && Array.isArray(value)) {
    for (const [index, each] of value.entries()) {
      walk(marked.element, each, visit, [...path, index]);
    }
  }
  for (const [name, field] of marked.fields) {
    walk(field, (value as Record<string, unknown>)[name], visit, [...path, name]);
  }
}

/** A handler's result as it leaves: bare keys become global ids, fen become yuan. */
export function encode(schema: z.ZodType, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const inner = unwrap(schema).schema;
  const meta = metaOf(inner);
  if (meta.encode) return meta.encode(value);
  const { shape, element } = definitionOf(inner);
  if (element) return (value as unknown[]).map((each) => encode(element, each));
  if (!shape) return value;
  const fields = Object.entries(shape).map(([name, field]) => [
    name,
    encode(field, (value as Record<string, unknown>)[name]),
  ]);
  return Object.fromEntries(fields);
}
