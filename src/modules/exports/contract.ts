/** The contract of what sends exported files. */
import type { FileContent, FileOperation } from '../../kernel/module.ts';
import { idOf } from '../../kernel/rest/openapi/json-schema.ts';
import { parameter, pathId } from '../../kernel/rest/openapi/parameters.ts';
import { inputSchema } from '../../kernel/rest/openapi/zod-schema.ts';
import { openLedgerExport } from './commands/open.ts';
import { FILE_PATH, FILE_TYPES, LEDGER_PATH } from './routes.ts';

const fileContent: FileContent = Object.fromEntries(
  Object.values(FILE_TYPES).map((type) => [
    type.split(';', 1)[0] ?? type,
    { type: 'string', format: 'binary' },
  ]),
);

const sendErrors = ['object.not_found', 'export.ended', 'export.expired', 'export.busy'];

export const exportOperations: readonly FileOperation[] = [
  {
    method: 'post',
    path: LEDGER_PATH,
    operationId: 'exportLedger',
    tag: 'export-record',
    permission: openLedgerExport.permission,
    title: { en: 'A ledger as a file', zh: '导出电子台账' },
    description: {
      en: 'Asks for a ledger, as `export-record/open` does, and sends it in the same answer, row by row. What was asked is in the journal before the first byte leaves; count and digest before the last. Where a second person must decide, the answer is 202 with the request, and the file is fetched afterwards.',
      zh: '申请并在同一应答中逐行下载台账。首字节发出前申请已留痕，文件结束前行数与摘要已留痕。须复核的返回 202，复核通过后另行下载。',
    },
    parameters: [parameter('IdempotencyKey'), parameter('DryRun'), parameter('RequiredReason')],
    body: { 'application/json': inputSchema(openLedgerExport.input) },
    success: { description: 'The file. 文件', content: fileContent },
    errors: [
      'idempotency.key_required',
      'idempotency.key_reused',
      'command.reason_required',
      ...(openLedgerExport.errors ?? []),
      ...sendErrors,
    ],
  },
  {
    method: 'get',
    path: FILE_PATH,
    operationId: 'exportRecordFile',
    tag: 'export-record',
    permission: openLedgerExport.permission,
    title: { en: 'The file of an export', zh: '下载导出文件' },
    description: {
      en: 'For whoever asked for it, until it expires: again after it broke off, but only once whole.',
      zh: '仅限申请人在期限内下载；中断后可重新下载，完整下载仅限一次。',
    },
    parameters: [pathId(idOf('ExportRecord'))],
    success: { description: 'The file. 文件', content: fileContent },
    errors: sendErrors,
  },
];
