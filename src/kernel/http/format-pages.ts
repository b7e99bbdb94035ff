import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Bilingual } from '../commands/command.ts';
import { docsOf, type Schema } from './format-docs.ts';
import { MAX_AGE, sendPage } from './problem-pages.ts';

/** A format of data that people write, such as a scorecard, and others may want to check. */
export type DataFormat = {
  /** Kebab-case: `/schemas/<name>.json` and `/docs/<name>`. */
  name: string;
  title: Bilingual;
  schema: z.ZodType;
};

/** The JSON schema of a format, as its author writes it: defaults may be left out. */
export const schemaOf = ({ name, title, schema }: DataFormat): Record<string, unknown> => ({
  $id: `/schemas/${name}.json`,
  title: `${title.en} ${title.zh}`,
  ...z.toJSONSchema(schema, { io: 'input' }),
});

/** Serves every format as a JSON schema and as a page made from it. Public, like the contract. */
export function registerFormatPages(app: FastifyInstance, formats: readonly DataFormat[]): void {
  for (const format of formats) {
    const schema = schemaOf(format);
    const text = JSON.stringify(schema);
    const { name, title } = format;
    app.get(`/schemas/${name}.json`, (_request, reply) =>
      reply
        .header('cache-control', MAX_AGE)
        .type('application/schema+json; charset=utf-8')
        .send(text),
    );
    app.get(`/docs/${name}`, (_request, reply) => {
      const link = `<p><a href="/schemas/${name}.json">JSON schema</a></p>`;
      return sendPage(reply, `${title.zh} ${title.en}`, `${link}${docsOf(schema as Schema)}`);
    });
  }
}
