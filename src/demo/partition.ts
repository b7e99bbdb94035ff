type Position = [longitude: number, latitude: number];
/** A GeoJSON polygon without holes, counter-clockwise. */
export type DrawnBoundary = { type: 'Polygon'; coordinates: Position[][] };

/** A unit of the division to draw: a county, its townships, their villages, their grids. */
export type PartitionPlan = {
  key: string;
  /** Size relative to its siblings; a unit with children weighs what they weigh together. */
  weight?: number;
  children?: readonly PartitionPlan[];
};

export type PartitionNode = {
  key: string;
  boundary: DrawnBoundary;
  children: PartitionNode[];
};

/** Where to draw; degrees. The default is about 2,000 km2 around the demo county. */
export type Extent = { west: number; south: number; east: number; north: number };

export const DEMO_EXTENT: Extent = { west: 112.64, south: 30.22, east: 113.16, north: 30.58 };

/** Cuts fall on whole millionths of a degree (0.1 m), so shared edges are equal to the digit. */
const UNITS_PER_DEGREE = 1_000_000;
/** How far the two halves of a cut may stray from equal weight, for an uneven look. */
const CUT_SPREAD = 0.16;
/** Borders sway by this much of the extent, over this many waves. */
const SWAY_SHARE = 0.018;
const SWAY_WAVES = 2.5;
/** A swaying border has a vertex at least this often, some 500 m. */
const SWAY_STEP = 5_000;

type Rectangle = { west: number; south: number; east: number; north: number };
type Drawn = { key: string; rectangle: Rectangle; children: Drawn[] };

/**
 * Draws synthetic boundaries for a plan: at every level the children tile their parent without
 * gap or overlap, neighbours share every vertex of their border, and areas follow the weights.
 * The same seed gives the same drawing. Real boundaries come from the institution.
 */
export function partition(
  plan: PartitionPlan,
  { seed, extent = DEMO_EXTENT }: { seed: number; extent?: Extent },
): PartitionNode {
  const random = randomNumbers(seed);
  const whole = toUnits(extent);
  const drawn = draw(plan, whole, random);
  return finish(drawn, cornersOf(drawn), swayOf(whole, random));
}

const toUnits = (extent: Extent): Rectangle => ({
  west: Math.round(extent.west * UNITS_PER_DEGREE),
  south: Math.round(extent.south * UNITS_PER_DEGREE),
  east: Math.round(extent.east * UNITS_PER_DEGREE),
  north: Math.round(extent.north * UNITS_PER_DEGREE),
});

/** mulberry32: small, fast and the same everywhere. Numbers from 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function weightOf({ weight, children }: PartitionPlan): number {
  if (!children || children.length === 0) return weight ?? 1;
  return children.reduce((sum, child) => sum + weightOf(child), 0);
}

function draw(plan: PartitionPlan, rectangle: Rectangle, random: () => number): Drawn {
  const children: Drawn[] = [];
  cut(plan.children ?? [], rectangle, {
    random,
    place: (child, place) => children.push(draw(child, place, random)),
  });
  return { key: plan.key, rectangle, children };
}

type Cutter = {
  random: () => number;
  place: (child: PartitionPlan, place: Rectangle) => void;
};

/** Guillotine cuts: across the longer side, in proportion to the weights on either side. */
function cut(plans: readonly PartitionPlan[], rectangle: Rectangle, cutter: Cutter) {
  const [only, ...others] = plans;
  if (!only) return;
  if (others.length === 0) {
    cutter.place(only, rectangle);
    return;
  }
  const total = weightOf({ key: '', children: plans });
  const middle = middleOf(plans, total * (0.5 + CUT_SPREAD * (cutter.random() - 0.5)));
  const share = weightOf({ key: '', children: plans.slice(0, middle) }) / total;
  const [first, second] = halves(rectangle, share);
  cut(plans.slice(0, middle), first, cutter);
  cut(plans.slice(middle), second, cutter);
}

/** How many plans come before the cut: at least one, never all. */
function middleOf(plans: readonly PartitionPlan[], target: number): number {
  let weight = 0;
  let count = 0;
  for (const plan of plans) {
    if (count > 0 && weight + weightOf(plan) / 2 > target) break;
    weight += weightOf(plan);
    count += 1;
  }
  return Math.min(count, plans.length - 1);
}

function halves(rectangle: Rectangle, share: number): [Rectangle, Rectangle] {
  const { west, south, east, north } = rectangle;
  const narrowing = Math.cos((((south + north) / 2 / UNITS_PER_DEGREE) * Math.PI) / 180);
  if ((east - west) * narrowing >= north - south) {
    const at = between(west, east, share);
    return [
      { west, south, east: at, north },
      { west: at, south, east, north },
    ];
  }
  const at = between(south, north, share);
  return [
    { west, south, east, north: at },
    { west, south: at, east, north },
  ];
}

function between(low: number, high: number, share: number): number {
  const at = Math.round(low + (high - low) * share);
  if (at <= low || at >= high) throw new Error('the plan is too fine for the extent');
  return at;
}

/**
 * Corners of the smallest units, and points at even steps between them, by the line they lie on:
 * every border runs through all of them, close enough to the sway not to cross a neighbour's.
 */
type Corners = { onMeridian: Map<number, number[]>; onParallel: Map<number, number[]> };

function cornersOf(root: Drawn): Corners {
  const meridians = new Map<number, Set<number>>();
  const parallels = new Map<number, Set<number>>();
  const visit = ({ rectangle: { west, south, east, north }, children }: Drawn) => {
    for (const child of children) visit(child);
    if (children.length > 0) return;
    for (const x of [west, east]) {
      const points = meridians.get(x) ?? new Set();
      for (const y of [south, ...steps(south, north), north]) points.add(y);
      meridians.set(x, points);
    }
    for (const y of [south, north]) {
      const points = parallels.get(y) ?? new Set();
      for (const x of [west, ...steps(west, east), east]) points.add(x);
      parallels.set(y, points);
    }
  };
  visit(root);
  return { onMeridian: sorted(meridians), onParallel: sorted(parallels) };
}

/** Multiples of the step strictly between two values, so that neighbours choose the same. */
function steps(low: number, high: number): number[] {
  const first = Math.floor(low / SWAY_STEP) + 1;
  const count = Math.max(0, Math.ceil(high / SWAY_STEP) - first);
  return Array.from({ length: count }, (_, index) => (first + index) * SWAY_STEP);
}

const sorted = (lines: Map<number, Set<number>>): Map<number, number[]> =>
  new Map([...lines].map(([line, values]) => [line, [...values].sort((a, b) => a - b)]));

/**
 * Sways borders by two shears, which keep areas and never fold the plane: a border stays shared
 * because both sides sway the same corners.
 */
function swayOf(whole: Rectangle, random: () => number): (x: number, y: number) => Position {
  const wide = whole.east - whole.west;
  const high = whole.north - whole.south;
  const [phaseX, phaseY] = [random() * 2 * Math.PI, random() * 2 * Math.PI];
  const wave = (share: number, phase: number) =>
    Math.sin(share * SWAY_WAVES * 2 * Math.PI + phase) * SWAY_SHARE;
  return (x, y) => {
    const east = x + wide * wave((y - whole.south) / high, phaseX);
    const north = y + high * wave((east - whole.west) / wide, phaseY);
    return [Math.round(east) / UNITS_PER_DEGREE, Math.round(north) / UNITS_PER_DEGREE];
  };
}

function finish(
  { key, rectangle, children }: Drawn,
  corners: Corners,
  sway: (x: number, y: number) => Position,
): PartitionNode {
  return {
    key,
    boundary: { type: 'Polygon', coordinates: [outline(rectangle, corners, sway)] },
    children: children.map((child) => finish(child, corners, sway)),
  };
}

/** Counter-clockwise from the south-west, through every corner that lies on the border. */
function outline(
  { west, south, east, north }: Rectangle,
  { onMeridian, onParallel }: Corners,
  sway: (x: number, y: number) => Position,
): Position[] {
  const xs = (y: number) => (onParallel.get(y) ?? []).filter((x) => west <= x && x <= east);
  const ys = (x: number) => (onMeridian.get(x) ?? []).filter((y) => south <= y && y <= north);
  return [
    ...xs(south).map((x) => sway(x, south)),
    ...ys(east)
      .slice(1)
      .map((y) => sway(east, y)),
    ...xs(north)
      .slice(0, -1)
      .reverse()
      .map((x) => sway(x, north)),
    ...ys(west)
      .slice(0, -1)
      .reverse()
      .map((y) => sway(west, y)),
  ];
}
