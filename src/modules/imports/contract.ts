/** The contract of the routes that take and give files of imports. */

import { ProcessingPurpose } from '../../generated/enums.ts';
import type { FileOperation } from '../../kernel/module.ts';
import { idOf, type JsonSchema, refTo } from '../../kernel/rest/openapi/json-schema.ts';
import { fileKinds } from './kinds/index.ts';

export const CSV = 'text/csv';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const EVENTS = 'text/event-stream';

/** `ROSTER` is `roster` in addresses. */
export const kindInAddress = (kind: string): string => kind.toLowerCase();

const inPath = (name: string, schema: JsonSchema): JsonSchema => ({
  name,
  in: 'path',
  required: true,
  schema,
});
const bytes: JsonSchema = { type: 'string', format: 'binary' };
const id = inPath('id', idOf('Import'));

const FILE_ERRORS = [
  'bulk.format',
  'bulk.encoding',
  'bulk.damaged',
  'bulk.too_large',
  'bulk.inflates',
  'bulk.header',
];

export const importOperations: readonly FileOperation[] = [
  {
    method: 'post',
    path: '/v1/imports/:kind',
    operationId: 'importUpload',
    tag: 'import',
    permission: 'import.make',
    title: { en: 'Send a file of rows', zh: '上传导入文件' },
    description: {
      en: 'CSV (UTF-8 or GB18030) or XLSX (first sheet), at most 64 MiB. The whole file is read before any of it is kept, row by row, sealed. The same file again is the same import. Nothing is done with the rows before `import.start`. With `dryRun=true` rows will be tried out and none kept.',
      zh: '支持 CSV（UTF-8 或 GB18030）与 XLSX（首个工作表），不超过 64 MiB。先通读全文件，再逐行加密入库；同一文件重复上传为同一次导入。执行 import.start 后才开始办理。dryRun=true 时仅试运行。',
    },
    parameters: [
      inPath('kind', { type: 'string', enum: Object.keys(fileKinds).map(kindInAddress) }),
      { name: 'dryRun', in: 'query', schema: { type: 'boolean', default: false } },
    ],
    body: { [CSV]: bytes, [XLSX]: bytes },
    success: {
      description: 'The import. 导入',
      content: { 'application/json': refTo('Import') },
    },
    errors: [
      ...FILE_ERRORS,
      'input.media_type',
      'input.too_large',
      'import.kind_unknown',
      'import.empty',
    ],
  },
  {
    method: 'get',
    path: '/v1/imports/:id/progress',
    operationId: 'importProgress',
    tag: 'import',
    permission: 'import.read',
    title: { en: 'Follow an import', zh: '导入进度' },
    description: {
      en: 'Server-sent events: `progress` with the counts whenever they change, until the import is done or cancelled, for ten minutes at most; ask again for more.',
      zh: '服务器推送事件：数量变化时发送 progress，至完成或取消为止，最长十分钟，可重新连接。',
    },
    parameters: [id],
    success: { description: 'Events. 事件流', content: { [EVENTS]: { type: 'string' } } },
    errors: ['object.not_found'],
  },
  {
    method: 'get',
    path: '/v1/imports/:id/results.csv',
    operationId: 'importResults',
    tag: 'import',
    permission: 'import.make',
    title: { en: 'What became of every row', zh: '逐行导入结果' },
    description: {
      en: 'The rows as they were sent, each with state, code and words in both languages; no cell is a formula. Only for whoever sent them, for a purpose, on record.',
      zh: '原始各行附处理状态、代码与中英文说明，单元格不含公式。仅限上传人，须说明目的并留痕。',
    },
    parameters: [
      id,
      {
        name: 'purpose',
        in: 'query',
        required: true,
        schema: { type: 'string', enum: ProcessingPurpose },
      },
    ],
    success: { description: 'The rows. 各行', content: { [CSV]: bytes } },
    errors: ['object.not_found', 'object.erased', 'import.not_yours', 'privacy.purpose_unfit'],
  },
];
