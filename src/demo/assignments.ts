import { addDays } from '../kernel/dates.ts';
import type { Row } from './copy.ts';
import type { County, Village } from './county.ts';
import { idsOf } from './ids.ts';
import { itemAt, type Random, randomOf } from './random.ts';
import { ID_STREAMS, openedOn, type Setting } from './setting.ts';
import type { Member, Staff } from './staff.ts';
import type { DemoGrid, Territory } from './territory.ts';

export type Assignment = {
  id: string;
  grid: DemoGrid;
  person: Member;
  role: 'PRIMARY' | 'BACKUP' | 'MEMBER';
  weight: string;
  neighbourException: string | null;
  from: string;
  to: string | null;
};

/** Who served which grid and when, and who answers today. */
export type Assignments = {
  all: readonly Assignment[];
  /** Today's primary by grid id; vacant grids have none. */
  primaryOf: ReadonlyMap<string, Member>;
  /** Today's backup by grid id. */
  backupOf: ReadonlyMap<string, Member>;
  /** Passed grids: from the first assignment to the second. */
  handedOver: readonly { from: Assignment; to: Assignment }[];
};

const VACANT_SHARE = 0.03;
const BACKUP_SHARE = 0.92;
const HANDED_OVER_SHARE = 0.04;
const STARTING_DAYS = 45;
const STEADY = new Set(['grid.officer', 'grid.officer.second']);
const WEIGHTS = { PRIMARY: '1', BACKUP: '0.5', MEMBER: '0.2' };
/** Two borders touch along a line when they share at least two vertices. */
const SHARED_VERTICES = 2;
const NO_COLLEAGUE = '本村仅一名网格员，由邻村网格员担任 B 岗';

type Served = { village: Village; officers: readonly Member[] };
type Book = {
  random: Random;
  setting: Setting;
  assign(plan: Pick<Assignment, 'grid' | 'person' | 'role' | 'from'> & Extra): Assignment;
  primaryOf: Map<string, Member>;
  backupOf: Map<string, Member>;
  gridsOf: Map<string, DemoGrid[]>;
  handedOver: { from: Assignment; to: Assignment }[];
};
type Extra = { to?: string; neighbourException?: string | null };

/**
 * One primary per grid but for a few vacant ones, backups from the neighbours, helpers on the big
 * grids. The grids of the demo's own officers are always staffed.
 */
export function assignStaff(
  { county, territory, staff }: { county: County; territory: Territory; staff: Staff },
  setting: Setting,
): Assignments {
  const all: Assignment[] = [];
  const nextId = idsOf(setting, ID_STREAMS.assignments);
  const book: Book = {
    random: randomOf(setting.seed, 'assignments'),
    setting,
    assign: (plan) => {
      const weight = WEIGHTS[plan.role];
      const assignment = { neighbourException: null, to: null, weight, ...plan, id: nextId() };
      all.push(assignment);
      return assignment;
    },
    primaryOf: new Map(),
    backupOf: new Map(),
    gridsOf: new Map(),
    handedOver: [],
  };
  for (const town of county.towns) {
    const served = servedVillages(town.villages, staff);
    const gridsOf = ({ village }: Served) => territory.byVillage.get(village.code) ?? [];
    for (const [index, here] of served.entries()) {
      const next = itemAt(served, (index + 1) % served.length);
      for (const grid of gridsOf(here)) givePrimary(book, grid, { own: here, next });
    }
    for (const [index, here] of served.entries()) {
      const next = itemAt(served, index === 0 ? 1 % served.length : index - 1);
      for (const grid of gridsOf(here)) giveBackup(book, grid, { own: here, next });
    }
    const helpers = staff.helpers.filter(({ code }) => code.split('.')[1] === town.code.slice(-3));
    giveHelpers(
      book,
      served.map((each) => itemAt(gridsOf(each), 0)),
      helpers,
    );
  }
  const { primaryOf, backupOf, handedOver } = book;
  return { all, primaryOf, backupOf, handedOver };
}

/** A village without an officer of its own is served by the one before it. */
function servedVillages(villages: readonly Village[], staff: Staff): Served[] {
  const served: Served[] = [];
  for (const village of villages.filter(({ gridded }) => gridded)) {
    const own = staff.officersOf.get(village.code) ?? [];
    served.push({ village, officers: own.length > 0 ? own : (served.at(-1)?.officers ?? []) });
  }
  return served.filter(({ officers }) => officers.length > 0);
}

type Around = { own: Served; next: Served };

function givePrimary(book: Book, grid: DemoGrid, { own, next }: Around): void {
  const { random, setting, assign } = book;
  const isBig = grid.level === 'BIG';
  const person = isBig ? itemAt(own.officers, 0) : random.pick(own.officers);
  const other = itemAt(next.officers, 0);
  const from = addDays(openedOn(setting), random.whole(0, STARTING_DAYS));
  const [isVacant, isPassed] = [random.chance(VACANT_SHARE), random.chance(HANDED_OVER_SHARE)];
  const [leftDaysAgo, passedDaysAgo] = [random.whole(20, 90), random.whole(100, 300)];
  const base = { grid, role: 'PRIMARY' as const };
  if (isVacant && !STEADY.has(person.code)) {
    assign({ ...base, person, from, to: addDays(setting.today, -leftDaysAgo) });
    return;
  }
  book.primaryOf.set(grid.id, person);
  book.gridsOf.set(person.id, [...(book.gridsOf.get(person.id) ?? []), grid]);
  const isSteady = STEADY.has(person.code) || STEADY.has(other.code) || other.id === person.id;
  if (!isPassed || isSteady) {
    assign({ ...base, person, from });
    return;
  }
  const day = addDays(setting.today, -passedDaysAgo);
  book.handedOver.push({
    from: assign({ ...base, person: other, from, to: day }),
    to: assign({ ...base, person, from: day }),
  });
}

/** A colleague of the village, else the officer of the next one. */
function giveBackup(book: Book, grid: DemoGrid, { own, next }: Around): void {
  const { random, setting, assign } = book;
  const primary = book.primaryOf.get(grid.id);
  const person = [...own.officers, ...next.officers].find(({ id }) => id !== primary?.id);
  const isBacked = random.chance(BACKUP_SHARE);
  if (!person || !primary || !(isBacked || STEADY.has(primary.code))) return;
  book.backupOf.set(grid.id, person);
  const passed = book.handedOver.find(({ to }) => to.grid.id === grid.id)?.from;
  const start = addDays(openedOn(setting), STARTING_DAYS + random.whole(1, 30));
  const isNeighbour = (book.gridsOf.get(person.id) ?? []).some((other) => adjoins(other, grid));
  assign({
    grid,
    person,
    role: 'BACKUP',
    neighbourException: isNeighbour ? null : NO_COLLEAGUE,
    // Nobody serves a grid in two roles at once: a former primary follows as its backup.
    from: passed?.person.id === person.id && passed.to ? passed.to : start,
  });
}

/** The same parent, or a border in common. */
function adjoins(a: DemoGrid, b: DemoGrid): boolean {
  if (a.id === b.id) return false;
  if (a.parentId !== null && a.parentId === b.parentId) return true;
  const theirs = vertices(b);
  return [...vertices(a)].filter((vertex) => theirs.has(vertex)).length >= SHARED_VERTICES;
}

const vertices = ({ boundary }: DemoGrid): Set<string> =>
  new Set((boundary.coordinates[0] ?? []).map((position) => position.join()));

/** Every other big grid has a helper. */
function giveHelpers(book: Book, grids: readonly DemoGrid[], helpers: readonly Member[]): void {
  const from = addDays(openedOn(book.setting), STARTING_DAYS);
  for (const [index, grid] of grids.entries()) {
    const person = helpers[index % (helpers.length * 2)];
    if (person) book.assign({ grid, person, role: 'MEMBER', from });
  }
}

export const assignmentRows = ({ all }: Assignments, bankId: string): Row[] =>
  all.map((assignment) => ({
    institution_id: bankId,
    id: assignment.id,
    version: assignment.to === null ? 1 : 2,
    grid_id: assignment.grid.id,
    person_id: assignment.person.id,
    role: assignment.role,
    weight: assignment.weight,
    neighbour_exception: assignment.neighbourException,
    valid_from: assignment.from,
    valid_to: assignment.to,
  }));
