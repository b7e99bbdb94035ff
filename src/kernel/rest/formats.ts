/** Documents that callers write and the service stores whole: their formats, as JSON Schema. */
import { z } from 'zod';
import type { Bilingual } from '../commands/command.ts';

export type DocumentFormat = {
  /** Kebab-case; served as `/schemas/<name>.json`, kept as `schema/<name>.schema.json`. */
  name: string;
  title: Bilingual;
  /** What reads the document; its descriptions are the documentation. */
  schema: z.ZodType;
};

export const formatPath = ({ name }: DocumentFormat): string => `/schemas/${name}.json`;

/** The format as callers may write it, with defaults named rather than required. */
export function formatSchema(format: DocumentFormat): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(format.schema, { io: 'input', reused: 'ref' });
  const { en, zh } = format.title;
  return { $schema, $id: formatPath(format), title: `${en}. ${zh}`, ...schema };
}
