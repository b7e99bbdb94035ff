import { z } from 'zod';
import { BoundarySource, CoordinateSystem } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, geometry, pattern, ref } from '../../../kernel/commands/input.ts';
import { lockList, requireArea, requireCode, requireOperator } from '../../areas/index.ts';
import { parseBoundary } from '../boundary.ts';
import { areaM2 } from '../clip.ts';

/** A division's boundary is checked by the rules of grids, so the verb stands with them. */
export const drawArea = command({
  name: 'area.draw',
  permission: 'area.manage',
  scope: 'institution',
  title: { en: 'Draw a division', zh: '录入区划边界' },
  description: {
    en: 'Gives a division in force the boundary its big grids must lie inside. No list of divisions publishes boundaries; they come from whoever may supply them.',
    zh: '为现行区划录入边界，其大网格须在边界之内。区划名录不含边界，由有权提供者录入。',
  },
  input: z.object({
    code: pattern(/^\d{2,12}$/, 12),
    boundary: geometry(),
    crs: enumeration('CoordinateSystem', CoordinateSystem),
    source: enumeration('BoundarySource', BoundarySource).default('DRAWN'),
    effectiveDate: date()
      .optional()
      .describe('The day the row is in force; today where absent. 日期'),
  }),
  result: z.object({ area: ref('Area'), areaM2: z.number() }),
  acts: ['area.drawn'],
  errors: ['area.unknown', 'area.later_change', 'grid.boundary_invalid', 'grid.crs_invalid'],
  async handler(tx, input, { actor, emit, today }) {
    requireOperator(actor);
    const boundary = parseBoundary(input.boundary, input.crs);
    await lockList(tx);
    const code = requireCode(input.code, ['code']);
    const on = input.effectiveDate ?? today;
    const row = await requireArea(tx, { code, on, path: ['code'] });
    const size = areaM2(boundary);
    const values = {
      boundary: JSON.stringify(boundary),
      area_m2: size,
      boundary_source: input.source,
    };
    const { version } = await tx
      .updateTable('area')
      .set(values)
      .where('id', '=', row.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const data = { code, source: input.source, areaM2: Math.round(size) };
    emit('area.drawn', [{ type: 'Area', id: row.id, version }], data);
    return { area: row.id, areaM2: size };
  },
});
