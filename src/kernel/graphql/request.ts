import type { FastifyRequest } from 'fastify';
import { refuse } from '../errors.ts';
import { faultInJson } from '../http/json-values.ts';

/** A GraphQL request as it came in: a document or the id of a trusted one, and variables. */
export type GraphqlRequest = {
  query: string | undefined;
  documentId: string | undefined;
  variables: Record<string, unknown>;
};

const DOCUMENT_ID = /^sha256:[0-9a-f]{64}$/;

/** Checks the parameters by the GraphQL-over-HTTP specification; a batch is not accepted. */
export function readRequest(request: FastifyRequest): GraphqlRequest {
  const source = request.method === 'GET' ? fromUrl(request.query) : request.body;
  if (!isObject(source)) throw refuse('query.invalid', { path: ['body'] });
  const { query, documentId, variables, operationName, extensions } = source;
  if (query === undefined ? !isDocumentId(documentId) : typeof query !== 'string') {
    throw refuse('query.invalid', { path: [query === undefined ? 'documentId' : 'query'] });
  }
  if (operationName != null && typeof operationName !== 'string') {
    throw refuse('query.invalid', { path: ['operationName'] });
  }
  if (variables != null && !isObject(variables)) {
    throw refuse('query.invalid', { path: ['variables'] });
  }
  const fault = faultInJson(variables);
  if (fault) throw refuse('query.invalid', { path: ['variables', ...fault] });
  if (extensions != null && !isObject(extensions)) {
    throw refuse('query.invalid', { path: ['extensions'] });
  }
  return {
    query: query as string | undefined,
    documentId: query === undefined ? (documentId as string) : undefined,
    variables: variables ?? {},
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDocumentId = (value: unknown): boolean =>
  typeof value === 'string' && DOCUMENT_ID.test(value);

/** In a URL, variables and extensions are JSON text. */
function fromUrl(query: unknown): Record<string, unknown> {
  const given = { ...(query as Record<string, unknown>) };
  for (const name of ['variables', 'extensions']) {
    const text = given[name];
    if (text === undefined || text === '') {
      delete given[name];
      continue;
    }
    try {
      given[name] = JSON.parse(String(text));
    } catch {
      throw refuse('query.invalid', { path: [name] });
    }
  }
  return given;
}
