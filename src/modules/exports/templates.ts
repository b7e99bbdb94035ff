/** Empty files to fill in and import, with the institution's own lists beside them. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { CustomerKind } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { writeCsv } from '../../kernel/bulk/write-csv.ts';
import { writeXlsx } from '../../kernel/bulk/write-xlsx.ts';
import { civilDate } from '../../kernel/clock.ts';
import { streamRows } from '../../kernel/db/row-stream.ts';
import { refuse } from '../../kernel/errors.ts';
import type { FileServices } from '../../kernel/module.ts';
import { type Column, type FileKind, fileKinds } from '../imports/index.ts';
import { formInForce } from '../profiles/index.ts';
import { cardsInForce, derivedInputs } from '../ratings/index.ts';
import { scopeOf } from '../staff/index.ts';
import { type AskedColumn, inputColumns, itemColumn } from './asked-columns.ts';
import { FILE_TYPES } from './routes.ts';

export const TEMPLATE_PATH = '/v1/imports/:kind/template';
export const TEMPLATE_PERMISSION = 'import.make';

type Row = readonly string[];
type Wanted = { kind: FileKind; customerKind: CustomerKind; actor: Actor; today: string };

const query = z.strictObject({ customerKind: z.enum(CustomerKind).default('HOUSEHOLD') });

/** `GET /v1/imports/{kind}/template.csv`, and `.xlsx` with the lists on sheets of their own. */
export function registerTemplates(app: FastifyInstance, services: FileServices): void {
  app.get(`${TEMPLATE_PATH}.csv`, async (request, reply) => {
    const wanted = await wantedBy(services, request);
    const items = await askedOf(services, wanted);
    const rows = (async function* () {
      yield headings(wanted.kind, items);
    })();
    return reply.type(FILE_TYPES.CSV).send(writeCsv(rows));
  });

  app.get(`${TEMPLATE_PATH}.xlsx`, async (request, reply) => {
    const wanted = await wantedBy(services, request);
    const items = await askedOf(services, wanted);
    const sheets = [
      { name: wanted.kind.title.zh, rows: [headings(wanted.kind, items)] },
      { name: '填写说明 Guide', rows: guide(wanted.kind, items) },
      wanted.kind.open === 'SCORECARD'
        ? { name: '评分表 Scorecards', rows: scorecards(services, wanted) }
        : { name: '网格 Grids', rows: grids(services, wanted) },
    ];
    return reply.type(FILE_TYPES.XLSX).send(writeXlsx(sheets));
  });
}

async function wantedBy(services: FileServices, request: FastifyRequest): Promise<Wanted> {
  const actor = await services.authenticate(request.headers.authorization);
  if (!actor.permissions.has(TEMPLATE_PERMISSION)) throw refuse('auth.forbidden');
  const { kind: asked } = request.params as { kind: string };
  const kind = Object.values(fileKinds).find((each) => each.kind.toLowerCase() === asked);
  if (!kind) throw refuse('object.not_found', { path: ['kind'] });
  const parsed = query.safeParse(request.query);
  if (!parsed.success) throw refuse('input.invalid', { path: ['customerKind'] });
  return { kind, actor, today: civilDate(services.clock.now()), ...parsed.data };
}

/** What heads columns besides the kind's own: items of the form in force, inputs of scorecards. */
async function askedOf(
  { database }: FileServices,
  wanted: Wanted,
): Promise<readonly AskedColumn[]> {
  const { kind, customerKind, actor, today } = wanted;
  if (!kind.open) return [];
  const { institutionId } = actor;
  const db = database.reader(institutionId);
  const edition = await formInForce(db, { institutionId, customerKind, today });
  const items = edition?.form.sections.flatMap((section) => section.items) ?? [];
  if (kind.open === 'FORM') return items.flatMap(itemColumn);
  const cards = await cardsInForce(db, { institutionId, today });
  const onFile = new Set([...items.map(({ code }) => code), ...derivedInputs]);
  const ofKind = cards.filter(({ card }) => card.customerKind === customerKind);
  return inputColumns(ofKind, onFile);
}

/** The scorecards in force, for a file of ratings. */
async function* scorecards({ database }: FileServices, { actor, today }: Wanted) {
  yield ['评分表代码 Scorecard', '名称 Name', '客户类型 Kind', '版次 Edition'];
  const { institutionId } = actor;
  const cards = await cardsInForce(database.reader(institutionId), { institutionId, today });
  for (const { card } of cards) {
    const { code, label, customerKind, version } = card;
    yield [code, `${label.zh} ${label.en}`, customerKind, String(version)];
  }
}

/** Both languages, and a mark on what must be filled in; an item goes by its code. */
const headings = (kind: FileKind, items: readonly AskedColumn[]): Row => [
  ...kind.columns.map(({ title, required }) => `${title.zh} ${title.en}${required ? ' *' : ''}`),
  ...items.map(({ code }) => code),
];

const GUIDE: Row = ['列 Column', '名称 Name', '必填 Required', '示例 Example', '可填值 Values'];
const yes = (required: boolean): string => (required ? '是 Yes' : '');
const listed = (values: readonly { code: string; zh: string }[] = []): string =>
  values.map(({ code, zh }) => `${zh} ${code}`).join('；');

function guide(kind: FileKind, items: readonly AskedColumn[]): Row[] {
  const own = kind.columns.map(({ code, title, required, example, values }: Column) => [
    code,
    `${title.zh} ${title.en}`,
    yes(required),
    example,
    listed(values),
  ]);
  const asked = items.map(({ code, label, required, example, values }) => [
    code,
    `${label.zh} ${label.en}`,
    yes(required),
    example,
    values,
  ]);
  return [GUIDE, ...own, ...asked];
}

type Found = { code: string; name: string; area: string | null; village: string | null };

/** The grids in force that the actor sees, with their villages. */
async function* grids({ database }: FileServices, { actor, today }: Wanted): AsyncGenerator<Row> {
  yield ['网格编码 Grid', '网格名称 Name', '村（社区）代码 Village', '村（社区）名称 Name'];
  const { institutionId } = actor;
  const seen = sql<Found>`
    select g.code, g.name, g.area_code as area, a.name as village from grid g
    left join area a on a.code = g.area_code and a.valid_from <= ${today}::date
      and (a.valid_to is null or a.valid_to > ${today}::date)
    where g.institution_id = ${institutionId} and g.valid_from <= ${today}::date
      and (g.valid_to is null or g.valid_to > ${today}::date)
      and ${scopeOf(actor, sql.ref('g.code'))}
    order by g.code`;
  for await (const rows of streamRows(database.streams, { institutionId, query: seen })) {
    yield* rows.map(({ code, name, area, village }) => [code, name, area ?? '', village ?? '']);
  }
}
