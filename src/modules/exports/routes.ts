import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { ExportFormat, LedgerColumn } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { writeCsv } from '../../kernel/bulk/write-csv.ts';
import { writeXlsx } from '../../kernel/bulk/write-xlsx.ts';
import { civilDate } from '../../kernel/clock.ts';
import { execute, isWaiting } from '../../kernel/commands/execute.ts';
import { refuse } from '../../kernel/errors.ts';
import { checkJson } from '../../kernel/http/json-values.ts';
import { globalId, newId, parseGlobalId } from '../../kernel/ids.ts';
import type { FileServices } from '../../kernel/module.ts';
import { enumValueName } from '../../kernel/queries/value-names.ts';
import { envelopeOf } from '../../kernel/rest/verbs.ts';
import { scopeOf } from '../staff/index.ts';
import { endExport } from './commands/end.ts';
import { openLedgerExport } from './commands/open.ts';
import { ledgerRows } from './ledger-rows.ts';
import { counted } from './sending.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
export const FILE_TYPES: Readonly<Record<ExportFormat, string>> = {
  CSV: 'text/csv; charset=utf-8',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const WAITING = 202;
/** Each holds one of the few connections for long reads. */
const AT_ONCE = 2;
export const LEDGER_PATH = '/v1/exports/ledger';
export const FILE_PATH = '/v1/export-records/:id/file';

type Fetchable = {
  id: string;
  status: string;
  columns: LedgerColumn[];
  format: ExportFormat;
  territory: string;
  expired: boolean;
};

/** `POST /v1/exports/ledger` asks for a ledger and sends it; `GET ../file` sends one asked for. */
export function registerExports(app: FastifyInstance, services: FileServices): void {
  const sending = new Set<Promise<void>>();
  // What became of a file is written before the database is closed.
  app.addHook('onClose', async () => {
    await Promise.all(sending);
  });

  app.post(LEDGER_PATH, { config: { command: openLedgerExport.name } }, async (request, reply) => {
    const actor = await services.authenticate(request.headers.authorization);
    const { body: input = {} } = request;
    checkJson(input);
    const envelope = envelopeOf(openLedgerExport, request);
    const call = { command: openLedgerExport.name, input, actor, envelope };
    const { text } = await execute(services, { ...call, requestId: request.id });
    if (isWaiting(text)) return reply.code(WAITING).type(JSON_TYPE).send(text);
    if (envelope.dryRun) return reply.type(JSON_TYPE).send(text);
    const { result } = JSON.parse(text) as { result: { exportRecord: string } };
    return send({ request, reply, actor, id: result.exportRecord });
  });

  app.get(FILE_PATH, async (request, reply) => {
    const actor = await services.authenticate(request.headers.authorization);
    if (!actor.permissions.has(openLedgerExport.permission)) throw refuse('auth.forbidden');
    const { id } = request.params as { id: string };
    return send({ request, reply, actor, id });
  });

  async function send({ request, reply, actor, id }: Sending): Promise<FastifyReply> {
    const record = await recordOf(services, actor, id);
    if (sending.size >= AT_ONCE) throw refuse('export.busy', { details: { exportRecord: id } });
    const { stream, ended } = fileOf(services, { record, actor, requestId: request.id });
    const kept = ended.finally(() => sending.delete(kept));
    sending.add(kept);
    const name = `ledger-${record.territory}.${record.format.toLowerCase()}`;
    return reply
      .type(FILE_TYPES[record.format])
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('location', `/v1/export-records/${id}`)
      .send(stream);
  }
}

type Sending = { request: FastifyRequest; reply: FastifyReply; actor: Actor; id: string };

/** What its asker may fetch. @throws Refusal `object.not_found`, `export.ended`, `export.expired` */
async function recordOf(services: FileServices, actor: Actor, id: string): Promise<Fetchable> {
  const key = parseGlobalId(id);
  if (key?.prefix !== 'exportrecord') throw refuse('object.not_found');
  const { rows } = await sql<Fetchable>`
    select id, status, columns, format, territory_code as territory,
      expires_at <= ${services.clock.now()} as expired
    from export_record
    where institution_id = ${actor.institutionId} and id = ${key.id}
      and person_id = ${actor.personId} and ${scopeOf(actor, sql.ref('territory_code'))}`.execute(
    services.database.reader(actor.institutionId),
  );
  const [record] = rows;
  if (!record) throw refuse('object.not_found');
  if (record.status === 'DONE') throw refuse('export.ended');
  if (record.expired) throw refuse('export.expired');
  return record;
}

type Fetched = { record: Fetchable; actor: Actor; requestId: string };

function fileOf(services: FileServices, { record, actor, requestId }: Fetched) {
  const { schema } = services.model;
  const file = {
    actor,
    exportId: record.id,
    columns: record.columns,
    today: civilDate(services.clock.now()),
    named: (enumeration: string, value: string) => enumValueName(schema, enumeration, value),
  };
  const progress = { rows: -1 };
  const rows = counting(ledgerRows(services.database, file), progress);
  const end = async (sent: { bytes: number; sha256?: string }): Promise<void> => {
    await execute(services, {
      command: endExport.name,
      input: {
        id: globalId('ExportRecord', record.id),
        rows: Math.max(progress.rows, 0),
        ...sent,
      },
      // The asker, allowed this one thing more by the route that has sent the file.
      actor: { ...actor, permissions: new Set([endExport.permission]) },
      envelope: { key: newId(), dryRun: false, reason: null, ifMatch: null },
      requestId,
    });
  };
  const stream = record.format === 'CSV' ? writeCsv(rows) : writeXlsx([{ name: '台账', rows }]);
  return counted(stream, {
    whole: end,
    async broken(sent, error) {
      services.log.warn({ err: error, export: record.id }, 'an export broke off');
      await end(sent).catch((failure: unknown) => {
        services.log.error(
          { err: failure, export: record.id },
          'a broken export was not journalled',
        );
      });
    },
  });
}

/** The heading is not counted. */
async function* counting<T>(rows: AsyncIterable<T>, progress: { rows: number }) {
  for await (const row of rows) {
    progress.rows += 1;
    yield row;
  }
}
