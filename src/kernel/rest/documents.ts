import type { FastifyInstance } from 'fastify';
import { asyncapiOf } from '../journal/asyncapi.ts';
import { eventsOf, type Told } from '../journal/events-schema.ts';
import { type DocumentFormat, formatPath, formatSchema } from './formats.ts';
import { openapiOf } from './openapi/index.ts';
import type { Documented } from './openapi/verbs.ts';

const CACHE = 'public, max-age=300';
const SCHEMA_TYPE = 'application/schema+json';

/** The contract as the server speaks it, for clients that generate code: public, like the SDL. */
export function registerDocuments(
  app: FastifyInstance,
  program: Documented & Told & { sources: { sdl: string }; formats: readonly DocumentFormat[] },
): void {
  serveJson(app, '/openapi.json', {
    type: 'application/vnd.oai.openapi+json; version=3.1',
    make: () => openapiOf(program),
  });
  serveJson(app, '/asyncapi.json', {
    type: 'application/vnd.aai.asyncapi+json; version=3.0.0',
    make: () => asyncapiOf(program),
  });
  serveJson(app, '/events.json', { type: SCHEMA_TYPE, make: () => eventsOf(program) });
  app.get('/schema.graphql', (_request, reply) =>
    reply
      .header('cache-control', CACHE)
      .type('application/graphql; charset=utf-8')
      .send(program.sources.sdl),
  );
  for (const format of program.formats) {
    serveJson(app, formatPath(format), { type: SCHEMA_TYPE, make: () => formatSchema(format) });
  }
}

/** Made when somebody asks: few servers are asked, and none on its way up. */
function serveJson(
  app: FastifyInstance,
  path: string,
  { type, make }: { type: string; make: () => unknown },
): void {
  let text: string | undefined;
  app.get(path, (_request, reply) => {
    text ??= JSON.stringify(make());
    return reply.header('cache-control', CACHE).type(`${type}; charset=utf-8`).send(text);
  });
}
