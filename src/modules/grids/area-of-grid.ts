import type { GridClass } from '../../generated/enums.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { urbanRuralHint } from '../areas/index.ts';
import type { Boundary } from './geometry.ts';

export type AreaOfGrid = { name: string; class: GridClass; around: Boundary | null };

type Wanted = { code: string; on: string; path: readonly (string | number)[] };

/** The village or community of a big grid on a day. Refuses with `grid.area_unknown`. */
export async function areaInForce(db: Db, { code, on, path }: Wanted): Promise<AreaOfGrid> {
  const area = await db
    .selectFrom('area')
    .select(['name', 'urban_rural_class', 'boundary'])
    .where('code', '=', code)
    .where('level', '=', 'VILLAGE')
    .where('valid_from', '<=', on)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', on)]))
    .executeTakeFirst();
  if (!area) throw refuse('grid.area_unknown', { path });
  return {
    name: area.name,
    class: urbanRuralHint(code, area.urban_rural_class ?? undefined) ?? 'RURAL',
    around: (area.boundary as Boundary | null) ?? null,
  };
}
