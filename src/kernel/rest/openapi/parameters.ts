import type { JsonSchema } from './json-schema.ts';

/** Request headers of commands, described once. */
export const PARAMETERS: JsonSchema = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes a repeat harmless: the same key and body give the stored answer. Required unless Dry-Run is true. 幂等键，非试运行必填',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description:
      'The version read (its ETag), or * to act on whatever is there. 所读版本的 ETag，或 *',
    schema: { type: 'string', pattern: '^(\\*|"\\d{1,9}")$' },
  },
  DryRun: {
    name: 'Dry-Run',
    in: 'header',
    required: false,
    description: '`true`: do everything but keep it. 试运行',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
  Reason: {
    name: 'Reason',
    in: 'header',
    required: false,
    description: 'Why, percent-encoded UTF-8 of at most 500 characters. 理由（百分号编码）',
    schema: { type: 'string', maxLength: 4_500 },
  },
  RequiredReason: {
    name: 'Reason',
    in: 'header',
    required: true,
    description: 'Why, percent-encoded UTF-8 of at most 500 characters. 理由（百分号编码）',
    schema: { type: 'string', minLength: 1, maxLength: 4_500 },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The version already held: 304 when it is still the same. 已有版本',
    schema: { type: 'string' },
  },
};

export const parameter = (name: string): JsonSchema => ({
  $ref: `#/components/parameters/${name}`,
});

export const pathId = (schema: JsonSchema): JsonSchema => ({
  name: 'id',
  in: 'path',
  required: true,
  description: 'Global id. 全局标识',
  schema,
});

/** `/v1/grids/:id/split` -> `/v1/grids/{id}/split`. */
export const templateOf = (route: string): string =>
  route.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}');
