import { type Box, boxOf, type PolygonBoundary } from '../modules/grids/geometry.ts';
import type { County, Village } from './county.ts';
import { idsOf } from './ids.ts';
import { type PartitionNode, type PartitionPlan, partition } from './partition.ts';
import { itemAt, type Random, randomOf } from './random.ts';
import { ID_STREAMS, type Setting } from './setting.ts';

/** A grid to be, with its drawn boundary. */
export type DemoGrid = {
  id: string;
  code: string;
  name: string;
  level: 'BIG' | 'SMALL' | 'MICRO';
  class: 'URBAN' | 'RURAL';
  kind: string;
  exclusive: boolean;
  parentId: string | null;
  village: Village;
  boundary: PolygonBoundary;
  box: Box;
  /** Whether households live in this grid itself and not in grids inside it. */
  leaf: boolean;
};

export type Territory = {
  /** Synthetic boundaries by area code: county, towns and villages. */
  boundaries: ReadonlyMap<string, PolygonBoundary>;
  grids: readonly DemoGrid[];
  /** The grids of a village by its code, the big one first. */
  byVillage: ReadonlyMap<string, readonly DemoGrid[]>;
};

type GridPlan = Pick<DemoGrid, 'code' | 'name' | 'level' | 'kind' | 'exclusive'> & {
  weight: number;
  children: GridPlan[];
};

const URBAN_WEIGHT = 0.25;
const EXCLUSIVE_WEIGHT = 0.12;
const EXCLUSIVE_SHARE = 0.09;
const MICRO_GRIDS = 3;
const ORDINALS = ['一', '二', '三', '四', '五', '六', '七', '八'];
const SMALL_COUNTS = [
  [2, 16],
  [3, 40],
  [4, 30],
  [5, 11],
  [6, 3],
] as const;
const URBAN_KINDS = [
  ['COMMUNITY', 60],
  ['STREET_SHOPS', 22],
  ['BUSINESS_DISTRICT', 8],
  ['OFFICE_BUILDING', 5],
  ['COMPREHENSIVE', 5],
] as const;
const EXCLUSIVE_KINDS = [
  { kind: 'MARKET', name: '农贸市场' },
  { kind: 'CAMPUS', name: '中心学校' },
  { kind: 'PARK', name: '工业园' },
  { kind: 'HOSPITAL', name: '卫生院' },
  { kind: 'ENTERPRISE', name: '水产加工厂' },
  { kind: 'FARM', name: '虾稻基地' },
];

/** The county cut into towns, villages and grids: about 2,000, without gap or overlap. */
export function drawTerritory(county: County, setting: Setting): Territory {
  const random = randomOf(setting.seed, 'territory');
  const plans = new Map<string, GridPlan>();
  const villages = county.towns.flatMap((town) => town.villages);
  for (const village of villages) {
    if (village.gridded) plans.set(village.code, planVillage(village, random));
  }
  const drawn = partition(planCounty(county, plans), { seed: setting.seed });
  const nextId = idsOf(setting, ID_STREAMS.grids);
  const boundaries = new Map<string, PolygonBoundary>([[county.code, drawn.boundary]]);
  const byVillage = new Map<string, DemoGrid[]>();
  for (const [t, town] of county.towns.entries()) {
    const townNode = itemAt(drawn.children, t);
    boundaries.set(town.code, townNode.boundary);
    for (const [v, village] of town.villages.entries()) {
      const node = itemAt(townNode.children, v);
      boundaries.set(village.code, node.boundary);
      const plan = plans.get(village.code);
      if (plan) byVillage.set(village.code, gridsOf(plan, { node, village, nextId }));
    }
  }
  return { boundaries, byVillage, grids: [...byVillage.values()].flat() };
}

function planCounty(county: County, plans: ReadonlyMap<string, GridPlan>): PartitionPlan {
  const partOf = ({ code, weight, children }: GridPlan): PartitionPlan => ({
    key: code,
    weight,
    children: children.map(partOf),
  });
  const villageOf = (village: Village): PartitionPlan => {
    const plan = plans.get(village.code);
    return plan ? partOf(plan) : { key: village.code, weight: URBAN_WEIGHT };
  };
  return {
    key: county.code,
    children: county.towns.map((town) => ({
      key: town.code,
      children: town.villages.map(villageOf),
    })),
  };
}

function planVillage(village: Village, random: Random): GridPlan {
  const count = random.weighted(SMALL_COUNTS);
  const weight = (village.urban ? URBAN_WEIGHT : 1) / count;
  const small = Array.from({ length: count }, (_, index): GridPlan => {
    const code = `${village.code}${String(index + 1).padStart(3, '0')}`;
    return {
      code,
      name: `${village.name}第${itemAt(ORDINALS, index)}网格`,
      level: 'SMALL',
      kind: village.urban ? random.weighted(URBAN_KINDS) : 'VILLAGE',
      exclusive: false,
      weight: weight * (0.8 + 0.4 * random.share()),
      children: index === 0 && hasMicroGrids(village) ? microGrids(code, village, weight) : [],
    };
  });
  const exclusive = random.chance(EXCLUSIVE_SHARE) ? [exclusiveGrid(village, weight, random)] : [];
  return {
    code: village.code,
    name: `${village.name}网格`,
    level: 'BIG',
    kind: village.urban ? 'COMMUNITY' : 'VILLAGE',
    exclusive: false,
    weight: 0,
    children: [...small, ...exclusive],
  };
}

/** The first community of a subdistrict also has micro grids (微网格). */
const hasMicroGrids = (village: Village): boolean =>
  village.town.code[6] === '0' && village.code.endsWith('001');

const microGrids = (code: string, village: Village, weight: number): GridPlan[] =>
  Array.from({ length: MICRO_GRIDS }, (_, index) => ({
    code: `${code}${String(index + 1).padStart(2, '0')}`,
    name: `${village.name}第一网格第${itemAt(ORDINALS, index)}微网格`,
    level: 'MICRO',
    kind: 'COMMUNITY',
    exclusive: false,
    weight: weight / MICRO_GRIDS,
    children: [],
  }));

function exclusiveGrid(village: Village, weight: number, random: Random): GridPlan {
  const { kind, name } = random.pick(EXCLUSIVE_KINDS);
  return {
    code: `${village.code}901`,
    name: `${village.name}${name}专属网格（演示）`,
    level: 'SMALL',
    kind,
    exclusive: true,
    weight: weight * EXCLUSIVE_WEIGHT,
    children: [],
  };
}

type Place = { node: PartitionNode; village: Village; nextId: () => string; parentId?: string };

function gridsOf(plan: GridPlan, { node, village, nextId, parentId }: Place): DemoGrid[] {
  const { boundary } = node;
  const id = nextId();
  const box = boxOf(boundary);
  const grid: DemoGrid = {
    id,
    code: plan.code,
    name: plan.name,
    level: plan.level,
    kind: plan.kind,
    exclusive: plan.exclusive,
    class: village.urban ? 'URBAN' : 'RURAL',
    parentId: parentId ?? null,
    village,
    boundary,
    box,
    leaf: plan.children.length === 0,
  };
  const inside = plan.children.map((child, index) =>
    gridsOf(child, { node: itemAt(node.children, index), village, nextId, parentId: id }),
  );
  return [grid, ...inside.flat()];
}
