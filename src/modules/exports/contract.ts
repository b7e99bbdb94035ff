/** The contract of what sends exported files. */
import type { FileContent, FileOperation } from '../../kernel/module.ts';
import { idOf, refTo } from '../../kernel/rest/openapi/json-schema.ts';
import { parameter, pathId } from '../../kernel/rest/openapi/parameters.ts';
import { inputSchema } from '../../kernel/rest/openapi/zod-schema.ts';
import { fileKinds } from '../imports/index.ts';
import { openLedgerExport } from './commands/open.ts';
import { FILE_PATH, FILE_TYPES, LEDGER_PATH } from './routes.ts';
import { TEMPLATE_PATH, TEMPLATE_PERMISSION } from './templates.ts';

const fileContent: FileContent = Object.fromEntries(
  Object.values(FILE_TYPES).map((type) => [
    type.split(';', 1)[0] ?? type,
    { type: 'string', format: 'binary' },
  ]),
);

const templateOf = (format: 'csv' | 'xlsx'): FileOperation => ({
  method: 'get',
  path: `${TEMPLATE_PATH}.${format}`,
  operationId: format === 'csv' ? 'importTemplateCsv' : 'importTemplateXlsx',
  tag: 'import',
  permission: TEMPLATE_PERMISSION,
  title: { en: `An empty file to fill in, ${format}`, zh: `导入模板（${format}）` },
  description: {
    en: 'Headings in both languages. The XLSX has sheets with what each column takes and with the grids the caller sees; for profiles the items of the form in force for a kind of customer; for ratings the inputs of its scorecards that the form does not ask.',
    zh: '双语表头。XLSX 另附填写说明、可填值与可见网格清单；客户档案模板含该类客户现行采集表的项目；评级模板含该类客户在用评分表中采集表未采集的输入项及评分表清单。',
  },
  parameters: [
    {
      name: 'kind',
      in: 'path',
      required: true,
      schema: { type: 'string', enum: Object.keys(fileKinds).map((kind) => kind.toLowerCase()) },
    },
    { name: 'customerKind', in: 'query', schema: refTo('CustomerKind') },
  ],
  success: {
    description: 'The file. 文件',
    content: {
      [format === 'csv' ? 'text/csv' : FILE_TYPES.XLSX]: { type: 'string', format: 'binary' },
    },
  },
  errors: ['object.not_found'],
});

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
  templateOf('csv'),
  templateOf('xlsx'),
];
