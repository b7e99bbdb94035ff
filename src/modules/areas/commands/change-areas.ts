import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { URBAN_RURAL_CLASSES } from '../codes.ts';
import { levelOfCode } from '../natural-codes.ts';
import {
  type AreaRow,
  type AreaUnit,
  endAreas,
  lockList,
  openAreas,
  recordChanges,
  requireArea,
  requireCode,
  requireOperator,
  supersede,
} from '../register.ts';

const MAX_PARTS = 50;
const areaCode = () => pattern(/^\d{2,12}$/, 12);
const dated = { effectiveDate: date(), legalBasis: text(256).optional() };
const unit = () =>
  z.object({ code: areaCode(), name: text(64), urbanRuralClass: pattern(/^\d{3}$/, 3).optional() });

type GivenUnit = { code: string; name: string; urbanRuralClass?: string | undefined };

function unitFrom(given: GivenUnit, path: (string | number)[]): AreaUnit {
  const known = given.urbanRuralClass === undefined || given.urbanRuralClass in URBAN_RURAL_CLASSES;
  if (!known) throw refuse('area.class_invalid', { path: [...path, 'urbanRuralClass'] });
  return { ...given, code: requireCode(given.code, [...path, 'code']) };
}

/** What a division that keeps its code takes over; a class not given stays. */
const valuesOf = ({ name, urbanRuralClass }: AreaUnit) => ({
  name,
  ...(urbanRuralClass === undefined ? {} : { urban_rural_class: urbanRuralClass }),
});

export const renameArea = command({
  name: 'area.rename',
  permission: 'area.manage',
  scope: 'institution',
  title: { en: 'Rename a division', zh: '区划更名' },
  description: {
    en: 'From a day on the code has another name; reads as of an earlier day keep the old one.',
    zh: '自某日起更名；查询更早日期仍为原名。',
  },
  input: z.object({ code: areaCode(), name: text(64), ...dated }),
  result: z.object({ area: ref('Area') }),
  acts: ['area.renamed'],
  errors: ['area.code_invalid', 'area.unknown', 'area.name_unchanged', 'area.later_change'],
  async handler(tx, input, { actor, emit }) {
    requireOperator(actor);
    await lockList(tx);
    const on = input.effectiveDate;
    const code = requireCode(input.code, ['code']);
    const row = await requireArea(tx, { code, on, path: ['code'] });
    if (row.name === input.name) throw refuse('area.name_unchanged');
    const area = await supersede(tx, row, { on, name: input.name });
    const to = [{ code, name: input.name }];
    const change = { kind: 'RENAME', on, legalBasis: input.legalBasis, from: [row], to } as const;
    await recordChanges(tx, [change]);
    emit('area.renamed', [{ type: 'Area', id: area }], {
      code,
      name: input.name,
      effectiveDate: on,
    });
    return { area };
  },
});

export const mergeAreas = command({
  name: 'area.merge',
  permission: 'area.manage',
  scope: 'institution',
  title: { en: 'Merge divisions', zh: '区划合并' },
  description: {
    en: 'Several divisions of a level become one, which keeps one of their codes or has a new one. Divisions inside must have been moved or merged before.',
    zh: '同级若干区划合并为一个，可沿用其中一个代码或启用新代码；其下级区划须先行处理。',
  },
  input: z.object({ codes: z.array(areaCode()).min(2).max(MAX_PARTS), into: unit(), ...dated }),
  result: z.object({ area: ref('Area') }),
  acts: ['area.merged'],
  errors: [
    'area.level_differs',
    'area.has_children',
    'area.unknown',
    'area.duplicate',
    'area.class_invalid',
  ],
  async handler(tx, input, { actor, emit }) {
    requireOperator(actor);
    await lockList(tx);
    const on = input.effectiveDate;
    const into = unitFrom(input.into, ['into']);
    const rows = await requireAreas(tx, input.codes, on);
    refuseLevels([...rows.map((row) => row.code), into.code], ['codes']);
    const kept = rows.find((row) => row.code === into.code);
    const gone = rows.filter((row) => row !== kept);
    await refuseChildren(tx, gone, on);
    await endAreas(
      tx,
      gone.map((row) => row.id),
      on,
    );
    const [area] = kept
      ? [await supersede(tx, kept, { on, ...valuesOf(into) })]
      : await openAreas(tx, [into], { on, pathOf: () => ['into', 'code'] });
    if (!area) throw new Error('a merge without a result');
    const change = {
      kind: 'MERGE',
      on,
      legalBasis: input.legalBasis,
      from: rows,
      to: [into],
    } as const;
    await recordChanges(tx, [change]);
    const objects = [area, ...gone.map((row) => row.id)].map((id) => ({ type: 'Area', id }));
    emit('area.merged', objects, { codes: rows.map((row) => row.code), into: into.code });
    return { area };
  },
});

export const splitArea = command({
  name: 'area.split',
  permission: 'area.manage',
  scope: 'institution',
  title: { en: 'Split a division', zh: '区划分立' },
  description: {
    en: 'One division becomes several of its level; one of them may keep the code. Divisions inside must have been moved or re-coded before, unless the code is kept.',
    zh: '一个区划分立为若干同级区划，其一可沿用原代码；不沿用时下级区划须先行处理。',
  },
  input: z.object({ code: areaCode(), parts: z.array(unit()).min(2).max(MAX_PARTS), ...dated }),
  result: z.object({ areas: z.array(ref('Area')) }),
  acts: ['area.split'],
  errors: [
    'area.level_differs',
    'area.has_children',
    'area.duplicate',
    'area.code_taken',
    'area.class_invalid',
  ],
  async handler(tx, input, { actor, emit }) {
    requireOperator(actor);
    await lockList(tx);
    const on = input.effectiveDate;
    const code = requireCode(input.code, ['code']);
    const row = await requireArea(tx, { code, on, path: ['code'] });
    const parts = input.parts.map((part, index) => unitFrom(part, ['parts', index]));
    refuseTwins(
      parts.map((part) => part.code),
      ['parts'],
    );
    refuseLevels([code, ...parts.map((part) => part.code)], ['parts']);
    const kept = parts.find((part) => part.code === code);
    if (!kept) {
      await refuseChildren(tx, [row], on);
      await endAreas(tx, [row.id], on);
    }
    const first = kept ? [await supersede(tx, row, { on, ...valuesOf(kept) })] : [];
    const others = parts.filter((part) => part !== kept);
    const pathOf = (index: number) => {
      const { code: at } = others[index] ?? {};
      return ['parts', parts.findIndex((part) => part.code === at), 'code'];
    };
    const opened = await openAreas(tx, others, { on, pathOf });
    const change = {
      kind: 'SPLIT',
      on,
      legalBasis: input.legalBasis,
      from: [row],
      to: parts,
    } as const;
    await recordChanges(tx, [change]);
    const areas = [...first, ...opened];
    const objects = [...new Set([row.id, ...areas])].map((id) => ({ type: 'Area', id }));
    emit('area.split', objects, { code, parts: parts.map((part) => part.code), effectiveDate: on });
    return { areas };
  },
});

export const recodeArea = command({
  name: 'area.recode',
  permission: 'area.manage',
  scope: 'institution',
  title: { en: 'Re-code a division', zh: '区划代码变更' },
  description: {
    en: 'From a day on a division and everything inside it has codes that begin otherwise; names stay.',
    zh: '自某日起区划及其下级启用新代码，名称不变。',
  },
  input: z.object({ code: areaCode(), newCode: areaCode(), ...dated }),
  result: z.object({ area: ref('Area'), recoded: z.number().int() }),
  acts: ['area.recoded'],
  errors: ['area.level_differs', 'area.code_taken', 'area.unknown', 'area.later_change'],
  async handler(tx, input, { actor, emit }) {
    requireOperator(actor);
    await lockList(tx);
    const on = input.effectiveDate;
    const code = requireCode(input.code, ['code']);
    const newCode = requireCode(input.newCode, ['newCode']);
    refuseLevels([code, newCode], ['newCode']);
    if (code === newCode) throw refuse('area.code_taken', { path: ['newCode'] });
    await requireArea(tx, { code, on, path: ['code'] });
    const rows = await subtree(tx, code, on);
    const planned = rows.find((row) => row.valid_to !== null);
    if (planned) {
      throw refuse('area.later_change', { path: ['code'], details: { code: planned.code } });
    }
    await endAreas(
      tx,
      rows.map((row) => row.id),
      on,
    );
    const units = rows.map((row) => ({
      code: newCode + row.code.slice(code.length),
      name: row.name,
      urbanRuralClass: row.urban_rural_class ?? undefined,
    }));
    const opened: string[] = [];
    for (const level of byLevel(units)) {
      opened.push(...(await openAreas(tx, level, { on, pathOf: () => ['newCode'] })));
    }
    const legalBasis = input.legalBasis;
    const changes = rows.flatMap((row, index) => {
      const to = units[index];
      return to ? [{ kind: 'RECODE', on, legalBasis, from: [row], to: [to] } as const] : [];
    });
    await recordChanges(tx, changes);
    const [area] = opened;
    if (!area) throw new Error('a re-code without a result');
    emit('area.recoded', [{ type: 'Area', id: area }], { code, newCode, recoded: rows.length });
    return { area, recoded: rows.length };
  },
});

async function requireAreas(tx: Tx, codes: readonly string[], on: string): Promise<AreaRow[]> {
  const natural = codes.map((code, index) => requireCode(code, ['codes', index]));
  refuseTwins(natural, ['codes']);
  const rows: AreaRow[] = [];
  for (const [index, code] of natural.entries()) {
    rows.push(await requireArea(tx, { code, on, path: ['codes', index] }));
  }
  return rows;
}

function refuseTwins(codes: readonly string[], path: string[]): void {
  const twin = codes.findIndex((code, index) => codes.indexOf(code) !== index);
  if (twin >= 0) throw refuse('area.duplicate', { path: [...path, twin] });
}

function refuseLevels(codes: readonly string[], path: string[]): void {
  const levels = new Set(codes.map(levelOfCode));
  if (levels.size > 1)
    throw refuse('area.level_differs', { path, details: { levels: [...levels] } });
}

/** Rows of a code and everything inside, upper levels first. */
async function subtree(tx: Tx, code: string, on: string): Promise<AreaRow[]> {
  return tx
    .selectFrom('area')
    .selectAll()
    .where('code', '>=', code)
    .where('code', '<', `${code}~`)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', on)]))
    .where('valid_from', '<=', on)
    .orderBy('code')
    .execute();
}

async function refuseChildren(tx: Tx, rows: readonly AreaRow[], on: string): Promise<void> {
  for (const row of rows) {
    const inside = (await subtree(tx, row.code, on)).filter((each) => each.id !== row.id);
    if (inside.length === 0) continue;
    const details = { code: row.code, inside: inside.length };
    throw refuse('area.has_children', { path: ['code'], details });
  }
}

/** Upper levels are opened before what stands under them. */
function byLevel(units: readonly AreaUnit[]): AreaUnit[][] {
  const levels = Map.groupBy(units, (unit) => unit.code.length);
  return [...levels].sort(([a], [b]) => a - b).map(([, level]) => level);
}
