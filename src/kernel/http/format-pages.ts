import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type DocumentFormat, formatPath } from '../rest/formats.ts';
import { docsOf, type Schema } from './format-docs.ts';
import { sendPage } from './problem-pages.ts';

/** `GET /docs/<format>`: every element of a format in words, made from its schema. Public. */
export function registerFormatPages(
  app: FastifyInstance,
  formats: readonly DocumentFormat[],
): void {
  for (const format of formats) {
    const { name, title, schema } = format;
    // For people each element stands where it is used; the schema for programs refers instead.
    const docs = docsOf(z.toJSONSchema(schema, { io: 'input' }) as Schema);
    const link = `<p><a href="${formatPath(format)}">JSON Schema</a></p>`;
    app.get(`/docs/${name}`, (_request, reply) =>
      sendPage(reply, `${title.zh} ${title.en}`, link + docs),
    );
  }
}
