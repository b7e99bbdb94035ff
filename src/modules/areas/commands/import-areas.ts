import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, pattern, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { type ImportPlan, type KnownUnit, planImport } from '../import-plan.ts';
import { areaCodeOf } from '../natural-codes.ts';
import {
  type AreaRow,
  type Change,
  endAreas,
  lockList,
  newArea,
  recordChanges,
  requireCode,
  requireOperator,
  supersede,
} from '../register.ts';

const MAX_ROWS = 5_000;
const DIVISION = /^\d{2,12}$/;
/** A fact names at most so many divisions; the counts say the rest. */
const MAX_NAMED = 200;

export const importAreas = command({
  name: 'area.import',
  permission: 'area.manage',
  scope: 'institution',
  title: { en: 'Import divisions', zh: '导入行政区划' },
  description: {
    en: 'Takes in a published list from a day on: new codes are opened, other names renamed and, where the list is complete under a code, missing ones ended. Rows with a problem are skipped and reported; a dry run shows the difference.',
    zh: '自某日起导入公布的区划表：新代码设立、名称不同的更名；如声明某代码之下为完整清单，则未列出的予以撤销。有问题的行跳过并报告；试运行可预览差异。',
  },
  input: z.object({
    source: text(256).describe('Where the list comes from, e.g. its edition. 数据来源'),
    effectiveDate: date().describe('From when on the list holds. 生效日期'),
    legalBasis: text(256).optional(),
    completeUnder: pattern(DIVISION, 12)
      .optional()
      .describe('Everything inside this code is listed; what is missing ends. 完整清单所属代码'),
    rows: z
      .array(
        z.object({
          code: pattern(DIVISION, 12),
          name: text(64),
          urbanRuralClass: pattern(/^\d{3}$/, 3).optional(),
        }),
      )
      .min(1)
      .max(MAX_ROWS),
  }),
  result: z.object({
    added: z.number().int(),
    renamed: z.number().int(),
    reclassified: z.number().int(),
    unchanged: z.number().int(),
    ended: z.number().int(),
    problems: z.array(
      z.object({
        row: z.number().int().describe('From 0; -1 for one that is not listed. 行号'),
        code: z.string(),
        problem: z.string().describe('Error code. 错误代码'),
      }),
    ),
  }),
  acts: ['area.imported'],
  errors: ['area.code_invalid', 'area.code_taken'],
  async handler(tx, input, { actor, emit }) {
    requireOperator(actor);
    const root = input.completeUnder;
    const completeUnder = root === undefined ? null : requireCode(root, ['completeUnder']);
    await lockList(tx);
    const codes = input.rows.map((row) => areaCodeOf(row.code)).filter((code) => code !== null);
    const on = input.effectiveDate;
    const known = await knownRows(tx, { codes, completeUnder, on });
    const plan = planImport(input.rows, { known: known.map(unitOf), on, completeUnder });
    const ids = await carryOut(tx, plan, { known, on, legalBasis: input.legalBasis });
    const counts = {
      added: plan.added.length,
      renamed: plan.renamed.length,
      reclassified: plan.reclassified.length,
      unchanged: plan.unchanged,
      ended: plan.ended.length,
    };
    emit(
      'area.imported',
      ids.slice(0, MAX_NAMED).map((id) => ({ type: 'Area', id })),
      { source: input.source, effectiveDate: on, ...counts, problems: plan.problems.length },
    );
    return { ...counts, problems: plan.problems };
  },
});

type Sought = { codes: readonly string[]; completeUnder: string | null; on: string };

/** Rows that reach into the day or begin after it, of the listed codes, their parents and the root. */
async function knownRows(tx: Tx, { codes, completeUnder, on }: Sought): Promise<AreaRow[]> {
  const wanted = [
    ...new Set(codes.flatMap((code) => [2, 4, 6, 9, 12].map((n) => code.slice(0, n)))),
  ];
  return tx
    .selectFrom('area')
    .selectAll()
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', on)]))
    .where((where) =>
      where.or([
        where('code', '=', where.fn.any(where.val(wanted))),
        ...(completeUnder === null
          ? []
          : [
              where.and([
                where('code', '>=', completeUnder),
                where('code', '<', `${completeUnder}~`),
              ]),
            ]),
      ]),
    )
    .execute();
}

const unitOf = (row: AreaRow): KnownUnit => ({
  code: row.code,
  name: row.name,
  urbanRuralClass: row.urban_rural_class,
  validFrom: row.valid_from,
  validTo: row.valid_to,
});

type Carried = { known: readonly AreaRow[]; on: string; legalBasis: string | undefined };

/** The ids of the rows that were opened or ended. */
async function carryOut(
  tx: Tx,
  plan: ImportPlan,
  { known, on, legalBasis }: Carried,
): Promise<string[]> {
  const current = new Map(
    known.filter((row) => row.valid_from <= on).map((row) => [row.code, row]),
  );
  const changes: Change[] = [];
  const touched: string[] = [];
  const endedRows = plan.ended.flatMap((code) => current.get(code) ?? []);
  await endAreas(
    tx,
    endedRows.map((row) => row.id),
    on,
  );
  for (const row of endedRows) {
    changes.push({ kind: 'ABOLISH', on, legalBasis, from: [row], to: [] });
  }
  for (const row of [...plan.renamed, ...plan.reclassified]) {
    const was = current.get(row.code);
    if (!was) continue;
    const values = {
      name: row.name,
      urban_rural_class: row.urbanRuralClass ?? was.urban_rural_class,
    };
    touched.push(await supersede(tx, was, { on, ...values }));
    if (was.name !== row.name)
      changes.push({ kind: 'RENAME', on, legalBasis, from: [was], to: [row] });
  }
  const opened = plan.added.map((row) => newArea(row, on));
  if (opened.length > 0) await tx.insertInto('area').values(opened).execute();
  for (const row of plan.added)
    changes.push({ kind: 'CREATE', on, legalBasis, from: [], to: [row] });
  await recordChanges(tx, changes);
  return [...endedRows.map((row) => row.id), ...touched, ...opened.map((row) => row.id)];
}
