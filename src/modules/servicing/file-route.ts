/** A file of repayments, as the bank core writes one at the end of the day. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readTable, type TableLimits, tooLarge } from '../../kernel/bulk/table.ts';
import { execute } from '../../kernel/commands/execute.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { FileApi, FileServices } from '../../kernel/module.ts';
import { idOf } from '../../kernel/rest/openapi/json-schema.ts';
import type { SentRow } from './batch-rows.ts';
import { MOST_ROWS } from './commands/receive-batch.ts';

const CSV = 'text/csv';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const PATH = '/v1/repayment-files';
const MEBIBYTE = 1_048_576;

const LIMITS: TableLimits = {
  bytes: 8 * MEBIBYTE,
  rows: MOST_ROWS + 1,
  columns: 20,
  cell: 64,
  inflated: 64 * MEBIBYTE,
};

/** Headings in both languages, and the field each stands for. */
const FIELDS: Readonly<Record<string, keyof SentRow>> = {
  loan: 'loan',
  贷款编号: 'loan',
  reference: 'reference',
  流水号: 'reference',
  amount: 'amount',
  还款金额: 'amount',
  paidOn: 'paidOn',
  还款日期: 'paidOn',
  recomputation: 'recomputation',
  计划调整: 'recomputation',
};
const REQUIRED: readonly (keyof SentRow)[] = ['loan', 'reference', 'amount', 'paidOn'];

function fieldsOf(headings: readonly string[]): (keyof SentRow)[] {
  const fields = headings.map((heading) => FIELDS[heading]);
  const known = fields.filter((field) => field !== undefined);
  const unknown = headings.filter((heading) => FIELDS[heading] === undefined);
  const missing = REQUIRED.filter((field) => !known.includes(field));
  const repeated = known.filter((field, index) => known.indexOf(field) !== index);
  if (unknown.length + missing.length + repeated.length > 0) {
    throw refuse('bulk.header', { details: { unknown, missing, repeated } });
  }
  return known;
}

/** @throws Refusal `bulk.*` for the file as a whole */
async function rowsOf(file: Buffer): Promise<SentRow[]> {
  const rows: SentRow[] = [];
  let fields: (keyof SentRow)[] | undefined;
  for await (const { cells } of readTable(file, LIMITS)) {
    if (fields) {
      const given = fields.map((field, index) => [field, cells[index] ?? ''] as const);
      rows.push(Object.fromEntries(given) as SentRow);
    } else fields = fieldsOf(cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1));
  }
  return rows;
}

async function collected(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > LIMITS.bytes) throw tooLarge('bytes', LIMITS);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

async function receive(services: FileServices, request: FastifyRequest) {
  const actor = await services.authenticate(request.headers.authorization);
  if (!actor.permissions.has('loan.repay')) throw refuse('auth.forbidden');
  if (!(request.body instanceof Readable)) throw refuse('input.media_type');
  const { rowCount, ...said } = request.query as Record<string, unknown>;
  const rows = await rowsOf(await collected(request.body));
  const input = { ...said, rowCount: Number(rowCount), source: 'FILE', rows };
  const envelope = { key: newId(), dryRun: false, reason: null, ifMatch: null };
  const command = 'repayment-batch.receive';
  const asked = { command, input, actor, envelope, requestId: request.id };
  return (await execute(services, asked)).text;
}

/** Files in memory at once, by process. */
const MOST_UPLOADS = 4;

function register(app: FastifyInstance, services: FileServices): void {
  let uploads = 0;
  app.register(async (files) => {
    files.removeAllContentTypeParsers();
    const options = { bodyLimit: LIMITS.bytes };
    files.addContentTypeParser([CSV, XLSX], options, (_request, body, done) => done(null, body));
    files.post(PATH, options, async (request, reply) => {
      if (uploads >= MOST_UPLOADS) throw refuse('request.overloaded');
      uploads += 1;
      try {
        return reply.type('application/json').send(await receive(services, request));
      } finally {
        uploads -= 1;
      }
    });
  });
}

/** As the command answers. */
const ANSWER = {
  type: 'object',
  required: ['result'],
  properties: {
    result: { type: 'object', properties: { batch: idOf('RepaymentBatch') } },
  },
};
const bytes = { type: 'string', format: 'binary' };
const query = (name: string, schema: Record<string, unknown>, required = true) => ({
  name,
  in: 'query',
  required,
  schema,
});

export const repaymentFiles: FileApi = {
  operations: [
    {
      method: 'post',
      path: PATH,
      operationId: 'repaymentFileSend',
      tag: 'repayment-batch',
      permission: 'loan.repay',
      title: { en: 'Send a file of repayments', zh: '上传还款文件' },
      description: {
        en: 'CSV (UTF-8 or GB18030) or XLSX with the columns loan, reference, amount, paidOn and, where paid ahead, recomputation (or their Chinese names), under its total and number of rows; from there on as `repayment-batch.receive`.',
        zh: '支持 CSV（UTF-8 或 GB18030）与 XLSX，列为贷款编号、流水号、还款金额、还款日期及可选的计划调整，并申报合计金额与行数；其余同 repayment-batch.receive。',
      },
      parameters: [
        query('total', { type: 'string' }),
        query('rowCount', { type: 'integer' }),
        query('whenFaulty', { type: 'string', enum: ['HOLD_ALL', 'TAKE_REST'] }, false),
      ],
      body: { [CSV]: bytes, [XLSX]: bytes },
      success: {
        description: 'The batch. 还款批次',
        content: { 'application/json': ANSWER },
      },
      errors: [
        'bulk.format',
        'bulk.encoding',
        'bulk.damaged',
        'bulk.too_large',
        'bulk.inflates',
        'bulk.header',
        'input.media_type',
        'repayment-batch.wrong_total',
      ],
    },
  ],
  register,
};
