import type { FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { entryOf, Refusal } from '../errors.ts';
import { refusalOf } from '../http/refusal-of.ts';

export type GraphqlErrorJson = {
  message: string;
  path?: readonly (string | number)[];
  locations?: unknown;
  extensions: Record<string, unknown>;
};

type Logging = { log: { error(details: object, message: string): void } };

/** Errors as they leave: refusals by their code, anything else masked under a correlation id. */
export function graphqlErrors(
  { log }: Logging,
  errors: readonly GraphQLError[],
  request: FastifyRequest,
): GraphqlErrorJson[] {
  return errors.map((error) => {
    const origin = originOf(error);
    const refusal = refusalOf(origin);
    if (!refusal) log.error({ err: origin, requestId: request.id }, 'fault');
    const known = refusal ?? new Refusal('server.fault');
    const { en, zh } = entryOf(known.code);
    return {
      message: wordsOf(known) ?? en,
      ...(error.path ? { path: error.path } : {}),
      ...(error.locations ? { locations: error.locations } : {}),
      extensions: {
        code: known.code,
        messageZh: zh,
        correlationId: request.id,
        ...(known.path.length > 0 ? { field: known.path } : {}),
        ...(known.details ? { details: known.details } : {}),
      },
    };
  });
}

/** What was thrown: the JIT gives an error that has its place in the answer another one. */
function originOf(error: { originalError?: unknown }): unknown {
  const { originalError } = error;
  return originalError ? originOf(originalError) : error;
}

/** The parser's and validator's own words are about the caller's document and safe to repeat. */
function wordsOf({ code, details }: Refusal): string | undefined {
  const errors = code === 'query.invalid' ? details?.errors : undefined;
  const first = Array.isArray(errors) ? errors[0] : undefined;
  if (typeof first === 'string') return first;
  return (first as { message?: string } | undefined)?.message;
}

export function statusOf(error: unknown): number {
  const refusal = refusalOf(error);
  return refusal ? entryOf(refusal.code).status : 500;
}
