import { sql } from 'kysely';
import { z } from 'zod';
import { ExportFormat, LedgerColumn, ProcessingPurpose } from '../../../generated/enums.ts';
import { type Actor, inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { discloseSet } from '../../privacy/index.ts';
import { scopeOf, under } from '../../staff/index.ts';
import { groupsOf } from '../ledger-columns.ts';
import { exportRulesOn } from '../rules.ts';

const HOUR_MS = 3_600_000;
const count = () => z.number().int().min(0);

const input = z.object({
  gridId: id('Grid').optional(),
  areaCode: pattern(/^[0-9A-Z]{2,32}$/, 32)
    .optional()
    .describe('An area, or the beginning of its code. 地域代码（前缀）'),
  columns: z
    .array(enumeration('LedgerColumn', LedgerColumn))
    .min(1)
    .max(LedgerColumn.length)
    .describe('In this order. 导出列（按序）'),
  format: enumeration('ExportFormat', ExportFormat),
  purpose: enumeration('ProcessingPurpose', ProcessingPurpose),
  clear: z.boolean().default(false).describe('Always refused: sets leave masked. 明文（一律拒绝）'),
});
type Asked = z.output<typeof input>;

export const openLedgerExport = command({
  name: 'export-record.open',
  permission: 'export-record.open',
  scope: 'references',
  title: { en: 'Ask for a ledger as a file', zh: '申请导出电子台账' },
  description: {
    en: 'Fixes whose rows leave, and writes it down for each of them, before anything does: customers on file in a grid or an area whose data may be used for the purpose. Values are masked. The file is fetched from `/v1/export-records/{id}/file`, once; `/v1/exports/ledger` asks and fetches in one request.',
    zh: '先确定导出对象并逐户留痕，再行导出：网格或地域内在档且可依该目的处理的客户，数据一律脱敏。文件自 /v1/export-records/{id}/file 下载一次；/v1/exports/ledger 一次完成申请与下载。',
  },
  input,
  result: z.object({ exportRecord: ref('ExportRecord'), rows: count(), leftOut: count() }),
  acts: ['export.opened'],
  reasonRequired: true,
  errors: [
    'export.masked_only',
    'export.territory',
    'export.too_many_rows',
    'privacy.purpose_unfit',
  ],
  async handler(tx, asked, { actor, emit, today, now }) {
    if (asked.clear) throw refuse('export.masked_only', { path: ['clear'] });
    const { institutionId, personId } = actor;
    const { format, purpose } = asked;
    const territory = await territoryOf(tx, actor, asked);
    const { code: ruleSet, maximumRows, hours } = exportRulesOn(today);
    const columns = [...new Set(asked.columns)];
    const exportId = newId();
    const record = {
      institution_id: institutionId,
      id: exportId,
      kind: 'LEDGER',
      territory_code: territory,
      grid_id: asked.gridId ?? null,
      columns,
      format,
      purpose,
      person_id: personId,
      asked_at: now,
      expires_at: new Date(now.getTime() + hours * HOUR_MS),
      rule_set: ruleSet,
      listed_count: 0,
      left_out_count: 0,
    };
    await tx.insertInto('export_record').values(record).execute();
    const customers = customersOf(actor, { territory, most: maximumRows + 1 });
    const items = groupsOf(columns);
    const set = { actor, purpose, items, today, now, exportId, customers };
    const { disclosed, leftOut } = await discloseSet(tx, set);
    if (disclosed + leftOut > maximumRows) {
      throw refuse('export.too_many_rows', { details: { limit: maximumRows } });
    }
    await tx
      .updateTable('export_record')
      .set({ listed_count: disclosed, left_out_count: leftOut })
      .where('institution_id', '=', institutionId)
      .where('id', '=', exportId)
      .execute();
    const data = { kind: 'LEDGER', territory, columns, format, rows: disclosed, leftOut, ruleSet };
    emit('export.opened', [{ type: 'ExportRecord', id: exportId, version: 2 }], data, purpose);
    return { exportRecord: exportId, rows: disclosed, leftOut };
  },
});

/** The code all rows are under. What the actor does not see is not there. */
async function territoryOf(tx: Tx, actor: Actor, { gridId, areaCode }: Asked): Promise<string> {
  if ((gridId === undefined) === (areaCode === undefined)) throw refuse('export.territory');
  if (areaCode !== undefined) {
    if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path: ['areaCode'] });
    return areaCode;
  }
  const grid = await tx
    .selectFrom('grid')
    .select('code')
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', gridId ?? '')
    .executeTakeFirstOrThrow();
  return grid.code;
}

/** One more than may leave, to tell whether there are too many. */
const customersOf = (actor: Actor, { territory, most }: { territory: string; most: number }) =>
  sql`select c.id from customer c
    where c.institution_id = ${actor.institutionId} and c.status = 'ACTIVE'
      and ${under(sql.ref('c.territory_code'), territory)}
      and ${scopeOf(actor, sql.ref('c.territory_code'))}
    limit ${most}`;
