import type { PublicOperation } from '../../module.ts';
import { contentOf } from './files.ts';
import { parameter, templateOf } from './parameters.ts';
import { ANY_ERRORS, answer, headers, KEY_ERRORS, problemResponses } from './responses.ts';
import type { Paths, Writing } from './verbs.ts';

/** What an address without a login may always meet: no token is asked for, so none is refused. */
const PUBLIC_ERRORS = ANY_ERRORS.filter((code) => !code.startsWith('auth.'));

/** What anybody may read or send, with `security` switched off. */
export function publicPath(
  { responses }: Writing,
  {
    method,
    path,
    operationId,
    title,
    description,
    parameters,
    body,
    success,
    errors,
  }: PublicOperation,
): Paths {
  const reading = method === 'get';
  const codes = [...PUBLIC_ERRORS, ...(reading ? [] : KEY_ERRORS), ...errors];
  const heads = reading ? { headers: headers('Link') } : {};
  const operation = {
    operationId,
    tags: ['public'],
    security: [],
    summary: `${title.en} ${title.zh}`,
    description: `${description.en}\n\n${description.zh}`,
    parameters: [...parameters, parameter(reading ? 'IfNoneMatch' : 'IdempotencyKey')],
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } }
      : {}),
    responses: {
      [success.status]: {
        ...answer(success.description, success.schema, heads),
        ...(success.content ? { content: contentOf(success.content) } : {}),
      },
      ...(reading ? { '304': { description: 'Unchanged. 未变' } } : {}),
      ...problemResponses(responses, codes),
    },
  };
  return { [templateOf(path)]: { [method]: operation } };
}
