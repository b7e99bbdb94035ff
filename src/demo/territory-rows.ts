import { addDays } from '../kernel/dates.ts';
import { kindOfCode, levelOfCode, parentOfCode } from '../modules/areas/natural-codes.ts';
import { areaM2 } from '../modules/grids/clip.ts';
import { boundaryColumns } from '../modules/grids/grid-rows.ts';
import { json, type Row } from './copy.ts';
import type { County } from './county.ts';
import { idsOf } from './ids.ts';
import { itemAt, randomOf } from './random.ts';
import { AREAS_FROM, ID_STREAMS, openedOn, type Setting } from './setting.ts';
import type { DemoGrid, Territory } from './territory.ts';

const GOVERNMENT_SOURCE = '潜江市综治网格平台（演示）';
/** Bank grids whose ground the government divides among two of its own, and the reverse. */
const SPLIT_SHARE = 0.15;
const JOINED_SHARE = 0.4;

/** The published divisions; only the invented boundaries are not real, and say so. */
export function areaRows(county: County, territory: Territory, setting: Setting): Row[] {
  const nextId = idsOf(setting, ID_STREAMS.areas);
  return county.divisions.map(({ code, name }) => {
    const boundary = territory.boundaries.get(code);
    return {
      id: nextId(),
      code,
      parent_code: parentOfCode(code),
      level: levelOfCode(code),
      kind: kindOfCode(code),
      name,
      boundary: boundary ? json(boundary) : null,
      area_m2: boundary ? areaM2(boundary) : null,
      boundary_source: boundary ? 'SYNTHETIC' : null,
      valid_from: AREAS_FROM,
    };
  });
}

export function* gridRows(territory: Territory, bankId: string, setting: Setting): Iterable<Row> {
  const from = openedOn(setting);
  for (const grid of territory.grids) {
    yield {
      institution_id: bankId,
      id: grid.id,
      code: grid.code,
      name: grid.name,
      level: grid.level,
      class: grid.class,
      kind: grid.kind,
      exclusive: grid.exclusive,
      parent_id: grid.parentId,
      area_code: grid.village.code,
      ...boundaryColumns(grid.boundary, { source: 'SYNTHETIC', from }),
      valid_from: from,
    };
  }
}

type Mapping = { governmentGrids: Row[]; links: Row[] };

/** The government's own grids over the same ground, mapped m to n: some larger, some smaller. */
export function mapGovernmentGrids(
  territory: Territory,
  bankId: string,
  setting: Setting,
): Mapping {
  const random = randomOf(setting.seed, 'government grids');
  const nextId = idsOf(setting, ID_STREAMS.governmentGrids);
  const from = addDays(openedOn(setting), 30);
  const governmentGrids: Row[] = [];
  const links: Row[] = [];
  for (const [village, grids] of territory.byVillage) {
    const small = grids.filter(({ level }) => level === 'SMALL');
    let number = 0;
    const draw = (over: readonly DemoGrid[]): void => {
      number += 1;
      const id = nextId();
      const code = `ZZ${village}${String(number).padStart(2, '0')}`;
      const name = `${itemAt(grids, 0).village.name}综治网格${number}（演示）`;
      governmentGrids.push({ institution_id: bankId, id, code, name, source: GOVERNMENT_SOURCE });
      for (const grid of over) {
        links.push({
          institution_id: bankId,
          id: nextId(),
          grid_id: grid.id,
          government_grid_id: id,
          valid_from: from,
        });
      }
    };
    for (let index = 0; index < small.length; ) {
      const isJoined = random.chance(JOINED_SHARE);
      const over = small.slice(index, index + (isJoined ? 2 : 1));
      draw(over);
      if (!isJoined && random.chance(SPLIT_SHARE)) draw(over);
      index += over.length;
    }
  }
  return { governmentGrids, links };
}
