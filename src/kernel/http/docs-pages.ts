import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

/**
 * What the two pages may do: run the scripts they are made of, and talk to this server. Nothing is
 * fetched from elsewhere, so they work on a machine without the internet.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Megabytes of scripts: the browser keeps them between visits. */
const KEEP = 'private, max-age=3600';

const FIRST_QUERY = `# Paste a token under Headers below (在下方 Headers 中填入令牌):
#   npm run --silent token -- <person>
query {
  __typename
}
`;

/**
 * For development only: `GET /graphiql`, an editor for the GraphQL API, and `GET /reference`, the
 * REST reference over `/openapi.json`. Both are served whole from this process. They take tens of
 * megabytes of memory, so nothing of them is loaded before somebody looks.
 */
export function registerDocsPages(app: FastifyInstance): void {
  const settings = { config: { limited: false } };
  const graphiql = once(renderEditor);
  const reference = once(startReference);
  app.get('/graphiql', settings, async (_request, reply) =>
    asPage(reply)
      .type('text/html; charset=utf-8')
      .send(await graphiql()),
  );
  for (const url of ['/reference', '/reference/', '/reference/js/scalar.js']) {
    app.get(url, settings, async (_request, reply) => {
      const { statusCode, headers, rawPayload } = await (await reference()).inject(url);
      if (headers.location) reply.header('location', headers.location);
      if (headers['content-type']) reply.type(headers['content-type']);
      return asPage(reply).code(statusCode).send(rawPayload);
    });
  }
}

const asPage = (reply: FastifyReply): FastifyReply =>
  reply.header('content-security-policy', POLICY).header('cache-control', KEEP);

/** What is made is kept; what failed is tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

async function renderEditor(): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: 'Jingtian 井田 GraphiQL',
    endpoint: '/graphql',
    defaultQuery: FIRST_QUERY,
    headers: '{ "Authorization": "Bearer " }',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  });
  return Buffer.from(page);
}

/** The reference comes as a plugin, which can join no app that has started: it gets its own. */
async function startReference(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const own = Fastify();
  await own.register(reference, {
    routePrefix: '/reference',
    configuration: {
      url: '/openapi.json',
      pageTitle: 'Jingtian 井田 API',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  return own;
}
