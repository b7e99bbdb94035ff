import type { FileContent, FileOperation } from '../../module.ts';
import { templateOf } from './parameters.ts';
import { problemResponses, READ_ERRORS } from './responses.ts';
import type { Paths, Writing } from './verbs.ts';

export const contentOf = (content: FileContent) =>
  Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));

/** A route whose body or answer is a file or a stream. */
export function filePath({ responses }: Writing, operation: FileOperation): Paths {
  const { method, path, operationId, tag, permission, title, description } = operation;
  const { parameters, body, success, errors } = operation;
  const described = {
    operationId,
    tags: [tag],
    summary: `${title.en} ${title.zh}`,
    description: `${description.en}\n\n${description.zh}\n\nPermission: \`${permission}\`.`,
    parameters,
    ...(body ? { requestBody: { required: true, content: contentOf(body) } } : {}),
    responses: {
      '200': { description: success.description, content: contentOf(success.content) },
      ...problemResponses(responses, [...READ_ERRORS, ...errors]),
    },
  };
  return { [templateOf(path)]: { [method]: described } };
}
