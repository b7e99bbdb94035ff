import type { FastifyInstance } from 'fastify';
import { type DocumentFormat, formatPath, formatSchema } from './formats.ts';
import { openapiOf } from './openapi/index.ts';
import type { Documented } from './openapi/verbs.ts';

const CACHE = 'public, max-age=300';

/** The contract as the server speaks it, for clients that generate code: public, like the SDL. */
export function registerDocuments(
  app: FastifyInstance,
  program: Documented & { sources: { sdl: string }; formats: readonly DocumentFormat[] },
): void {
  // Made when somebody asks: few servers are asked, and none on its way up.
  let openapi: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    openapi ??= JSON.stringify(openapiOf(program));
    return reply
      .header('cache-control', CACHE)
      .type('application/vnd.oai.openapi+json; version=3.1; charset=utf-8')
      .send(openapi);
  });
  app.get('/schema.graphql', (_request, reply) =>
    reply
      .header('cache-control', CACHE)
      .type('application/graphql; charset=utf-8')
      .send(program.sources.sdl),
  );
  for (const format of program.formats) {
    const schema = JSON.stringify(formatSchema(format));
    app.get(formatPath(format), (_request, reply) =>
      reply
        .header('cache-control', CACHE)
        .type('application/schema+json; charset=utf-8')
        .send(schema),
    );
  }
}
