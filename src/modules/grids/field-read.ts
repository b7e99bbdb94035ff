import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, inScope } from '../../kernel/auth/actor.ts';
import { date, id, pattern } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { entryOf, refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { requireCode } from '../areas/index.ts';
import { unionOf } from './clip.ts';
import { type Boundary, boundaryOf } from './geometry.ts';
import { gridRulesOf, MAX_SLIVER_M2 } from './grid-rules.ts';
import { type Cell, judge, type WellFieldReport, wellField } from './well-field.ts';

/** Grids one report compares; some seconds of computing. */
const MAX_CELLS = 2_000;
/** Polygons of each sort that are listed, largest first; the sums count all. */
const MAX_PATCHES = 500;
const REPORT_COST = 500;

type FieldCell = { id: string; class: string; boundary: Boundary | null };
type Field = {
  grid: string | null;
  areaCode: string | null;
  boundary: Boundary | null;
  cells: FieldCell[];
};

export const wellFieldRead = read({
  name: 'grid.well-field',
  permission: 'grid.read',
  scope: 'references',
  title: { en: 'Well-field report: gaps and overlaps', zh: '井田报告：空隙与重叠' },
  cost: REPORT_COST,
  input: z.object({
    gridId: id('Grid').optional(),
    areaCode: pattern(/^\d{2,12}$/, 12).optional(),
    asOf: date().optional(),
    sliverM2: z.number().min(0).max(MAX_SLIVER_M2).optional(),
  }),
  async run(db, input, { actor, today }) {
    if ((input.gridId === undefined) === (input.areaCode === undefined)) {
      throw refuse('grid.field_choice', { path: [input.gridId ? 'areaCode' : 'gridId'] });
    }
    const asOf = input.asOf ?? today;
    const [field, rules] = await Promise.all([
      input.gridId === undefined
        ? areaField(db, { actor, areaCode: requireCode(input.areaCode ?? '', ['areaCode']), asOf })
        : gridField(db, { actor, gridId: input.gridId, asOf }),
      gridRulesOf(db, actor.institutionId),
    ]);
    if (field.cells.length > MAX_CELLS) {
      const details = { grids: field.cells.length, limit: MAX_CELLS };
      throw refuse('grid.field_too_large', { details });
    }
    const sliverM2 = input.sliverM2 ?? rules.sliverM2;
    const allowed = rules.overlapShareAllowed;
    return { asOf, ...reportOf(field, { sliverM2, allowed }) };
  },
});

/** A grid's boundary on a day: the one before the present, where that day lies in its period. */
const boundaryOn = (alias: string, asOf: string) => sql<Boundary | null>`coalesce((
  select former.boundary from grid_boundary former
  where former.institution_id = ${sql.ref(`${alias}.institution_id`)}
    and former.grid_id = ${sql.ref(`${alias}.id`)}
    and former.valid_from <= ${asOf}::date and former.valid_to > ${asOf}::date
), ${sql.ref(`${alias}.boundary`)})`;

const cellsOn = (db: Db, institutionId: string, asOf: string) =>
  db
    .selectFrom('grid as g')
    .select(['g.id', 'g.class', boundaryOn('g', asOf).as('boundary')])
    .where('g.institution_id', '=', institutionId)
    .where('g.valid_from', '<=', asOf)
    .where((where) => where.or([where('g.valid_to', 'is', null), where('g.valid_to', '>', asOf)]))
    .orderBy('g.code')
    .limit(MAX_CELLS + 1);

type OfGrid = { actor: Actor; gridId: string; asOf: string };

async function gridField(db: Db, { actor, gridId, asOf }: OfGrid): Promise<Field> {
  const { institutionId } = actor;
  const [holder, cells] = await Promise.all([
    db
      .selectFrom('grid as g')
      .select(boundaryOn('g', asOf).as('boundary'))
      .where('g.institution_id', '=', institutionId)
      .where('g.id', '=', gridId)
      .executeTakeFirst(),
    cellsOn(db, institutionId, asOf).where('g.parent_id', '=', gridId).execute(),
  ]);
  return { grid: gridId, areaCode: null, boundary: holder?.boundary ?? null, cells };
}

type OfArea = { actor: Actor; areaCode: string; asOf: string };

/** The big grids of a division; its own boundary where somebody has supplied one. */
async function areaField(db: Db, { actor, areaCode, asOf }: OfArea): Promise<Field> {
  if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path: ['areaCode'] });
  const [area, cells] = await Promise.all([
    db
      .selectFrom('area')
      .select('boundary')
      .where('code', '=', areaCode)
      .where('valid_from', '<=', asOf)
      .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', asOf)]))
      .executeTakeFirst(),
    cellsOn(db, actor.institutionId, asOf)
      .where('g.level', '=', 'BIG')
      .where('g.area_code', '>=', areaCode)
      .where('g.area_code', '<', `${areaCode}~`)
      .execute(),
  ]);
  if (!area) throw refuse('object.not_found', { path: ['areaCode'] });
  return { grid: null, areaCode, boundary: (area.boundary as Boundary | null) ?? null, cells };
}

function reportOf(field: Field, { sliverM2, allowed }: { sliverM2: number; allowed: number }) {
  const drawn = field.cells.filter((cell): cell is FieldCell & Cell => cell.boundary !== null);
  const holder = field.boundary ?? outlineOf(drawn);
  if (!holder) throw refuse('grid.field_undrawn');
  const report = wellField(holder, drawn, sliverM2);
  const rural = new Set(drawn.filter((cell) => cell.class === 'RURAL').map((cell) => cell.id));
  const codes = breachesOf(report, rural, allowed);
  return {
    grid: field.grid,
    areaCode: field.areaCode,
    class: rural.size > 0 || drawn.length === 0 ? 'RURAL' : 'URBAN',
    drawn: field.boundary !== null,
    grids: drawn.length,
    undrawn: field.cells.length - drawn.length,
    areaM2: report.parentM2,
    gapM2: report.gapM2,
    gapShare: report.gapShare,
    overlapM2: report.overlapM2,
    overlapShare: report.overlapShare,
    overlapShareAllowed: allowed,
    outsideM2: report.outsideM2,
    accepted: codes.length === 0,
    complete: report.gaps.length === 0 && drawn.length === field.cells.length,
    breaches: codes.map((code) => ({ code, en: entryOf(code).en, zh: entryOf(code).zh })),
    gaps: report.gaps.slice(0, MAX_PATCHES),
    overlaps: report.overlaps.slice(0, MAX_PATCHES),
    outside: report.outside
      .slice(0, MAX_PATCHES)
      .map(({ id: grid, ...excess }) => ({ grid, ...excess })),
  };
}

/** The ground of the grids with every hole filled: a gap all around is seen even so. */
function outlineOf(cells: readonly Cell[]): Boundary | null {
  const ground = unionOf(cells.map((cell) => cell.boundary));
  return boundaryOf(ground.flatMap(([shell]) => (shell ? [[shell]] : [])));
}

/** Ground with a rural grid on it is judged as rural, ground of urban grids alone as urban. */
function breachesOf(report: WellFieldReport, rural: Set<string>, allowed: number): string[] {
  const isRural = ({ a, b }: { a: string; b: string }) => rural.has(a) || rural.has(b);
  const urbanOnly = report.overlaps.filter((overlap) => !isRural(overlap));
  const urbanM2 =
    urbanOnly.length === report.overlaps.length
      ? report.overlapM2
      : urbanOnly.reduce((sum, overlap) => sum + overlap.areaM2, 0);
  const verdicts = [
    judge(
      { ...report, overlaps: report.overlaps.filter(isRural) },
      { class: 'RURAL', overlapShareAllowed: 0 },
    ),
    judge(
      { ...report, overlaps: urbanOnly, overlapShare: urbanM2 / report.parentM2 },
      { class: 'URBAN', overlapShareAllowed: allowed },
    ),
  ];
  return [...new Set(verdicts.flatMap(({ refusals }) => refusals.map(({ code }) => code)))];
}
