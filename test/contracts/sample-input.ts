import { z } from 'zod';
import { definitionOf, metaOf, type Path, unwrap } from '../../src/kernel/commands/schema-walk.ts';
import { fc } from '../helpers/property.ts';

/** Fields whose form no schema can say, by name. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  acts: ['grid.*'],
  command: 'outlet.open',
  job: 'grid.apply-due',
  url: 'https://93.184.215.14/facts',
};

const BY_SCALAR: Readonly<Record<string, unknown>> = {
  Date: '2026-03-02',
  DateTime: '2026-03-02T02:00:00Z',
  Money: '1.00',
  Decimal: '1',
  JSON: {},
  GeoJSON: {
    type: 'Polygon',
    coordinates: [
      [
        [112.9, 30.4],
        [112.91, 30.4],
        [112.91, 30.41],
        [112.9, 30.4],
      ],
    ],
  },
};

export type Ids = (noun: string, path: Path) => string;

/** A value the schema accepts, optional members included. @throws Error naming the field if not. */
export const sampleInput = (schema: z.ZodType, ids: Ids): Record<string, unknown> =>
  accepted(schema, sampleOf(schema, ids, []));

/** The same with nothing but what has to be said. */
export const leastInput = (schema: z.ZodType, ids: Ids): Record<string, unknown> =>
  accepted(schema, sampleOf(schema, ids, [], false));

function accepted(schema: z.ZodType, value: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return value as Record<string, unknown>;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`no sample input: ${faults.join('; ')}`);
}

function sampleOf(schema: z.ZodType, ids: Ids, path: Path, isWhole = true): unknown {
  const { schema: inner } = unwrap(schema);
  const meta = metaOf(inner);
  if (meta.noun) return ids(meta.noun, path);
  const name = path.findLast((part) => typeof part === 'string') ?? '';
  if (name in BY_NAME) return BY_NAME[name];
  const { type, shape, element, entries, in: source } = definitionOf(inner);
  if (entries) return Object.values(entries)[0];
  const scalar = meta.graphql === undefined ? undefined : BY_SCALAR[meta.graphql];
  if (scalar !== undefined) return scalar;
  if (shape) {
    const members = Object.entries(shape)
      .filter(([, member]) => isWhole || !unwrap(member).optional)
      .map(([key, member]) => [key, sampleOf(member, ids, [...path, key], isWhole)]);
    return Object.fromEntries(members);
  }
  if (element) return listOf(inner, (index) => sampleOf(element, ids, [...path, index], isWhole));
  if (source) return sampleOf(source, ids, path, isWhole);
  return leafOf(inner, type);
}

const jsonOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;

function listOf(schema: z.ZodType, element: (index: number) => unknown): unknown[] {
  const { minItems = 1 } = jsonOf(schema) as { minItems?: number };
  return Array.from({ length: Math.max(1, minItems) }, (_, index) => element(index));
}

const SEED = 7;

function leafOf(schema: z.ZodType, type: string): unknown {
  const json = jsonOf(schema);
  if (type === 'boolean') return true;
  if (type === 'literal') return json.const ?? (json.enum as unknown[])[0];
  if (type === 'number') {
    const low = Number(json.minimum ?? json.exclusiveMinimum ?? 1);
    return Math.max(low, 0) + (json.exclusiveMinimum === undefined ? 0 : 1);
  }
  if (type === 'record' || type === 'unknown' || type === 'any') return {};
  const pattern = json.pattern ?? (json.allOf as { pattern?: string }[] | undefined)?.[0]?.pattern;
  if (typeof pattern === 'string') {
    return fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed: SEED })[0];
  }
  return 'Sample';
}

/** Where a value names nouns: each path with the noun's type. */
export function referencesIn(schema: z.ZodType, ids: Ids): { path: Path; noun: string }[] {
  const found: { path: Path; noun: string }[] = [];
  sampleInput(schema, (noun, path) => {
    found.push({ path, noun });
    return ids(noun, path);
  });
  return found;
}
