import { z } from 'zod';
import type { Actor } from '../../kernel/auth/actor.ts';
import { date, pattern } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { areaCodeOf, parentOfCode } from '../areas/index.ts';
import { countUnits } from './count-units.ts';
import { findNode, type Node, shareOf, treeOf, withheld } from './rules.ts';

/** k of the k-anonymity of household numbers. */
export const FEWEST_SHOWN = 5;

const VILLAGE_DIGITS = 12;

/** Villages with grids, grids with officers, households in grids: the division and one level below. */
export const byArea = read({
  name: 'coverage.by-area',
  permission: 'coverage.read',
  scope: 'references',
  title: { en: 'Coverage by division', zh: '覆盖报告' },
  input: z.object({ areaCode: pattern(/^\d{2,12}$/, 12).optional(), asOf: date().optional() }),
  cost: 1_000,
  async run(db, input, { actor, today }) {
    const asOf = input.asOf ?? today;
    const areaCode = areaCodeOf(input.areaCode ?? (await ownArea(db, actor)));
    if (areaCode === null) throw refuse('coverage.area_code', { path: ['areaCode'] });
    const wary = !seesCustomers(actor);
    const day = { day: asOf, past: asOf < today };
    const { units, names } = await countUnits(db, actor, { areaCode, ...day, everywhere: wary });
    const root = treeOf(units, chainOf);
    const hide = hiding(root, actor, wary);
    const rowOf = rowMaker(new Map(Object.entries(names)), hide);
    const node = findNode(root, areaCode);
    const below = new Map(node.children);
    for (const code of Object.keys(names)) {
      if (code !== areaCode && !below.has(code)) below.set(code, findNode(node, code));
    }
    const rows = areaCode.length === VILLAGE_DIGITS ? [] : [...below.values()];
    return {
      areaCode,
      asOf,
      fewestShown: wary ? FEWEST_SHOWN : null,
      total: rowOf(node),
      rows: rows.sort((a, b) => (a.code < b.code ? -1 : 1)).map(rowOf),
    };
  },
});

/** Who may open the files may count them; other institutions and their machines may not. */
const seesCustomers = (actor: Actor): boolean =>
  actor.permissions.has('customer.read') &&
  actor.institutionKind !== 'GOVERNMENT' &&
  actor.institutionKind !== 'REGULATOR';

async function ownArea(db: Db, actor: Actor): Promise<string> {
  const row = await db
    .selectFrom('institution')
    .select('area_code')
    .where('institution_id', '=', actor.institutionId)
    .executeTakeFirst();
  return row?.area_code ?? '';
}

/** 429005100201 lies in 42, 4290, 429005, 429005100 and is a leaf of its own. */
export function chainOf(code: string): string[] {
  const above: string[] = [];
  for (let next = areaCodeOf(code); next !== null; next = parentOfCode(next)) above.unshift(next);
  return above.at(-1) === code ? above : [...above, code];
}

type Hidden = { households: boolean; inGrids: boolean };
type Hide = (code: string) => Hidden;

const NOTHING_HIDDEN: Hidden = { households: false, inGrids: false };
const ALL_HIDDEN: Hidden = { households: true, inGrids: true };

/** A wary report of part of a territory shows none: parts could be told from one another. */
function hiding(root: Node, actor: Actor, wary: boolean): Hide {
  if (!wary) return () => NOTHING_HIDDEN;
  if (!actor.scope.includes('')) return () => ALL_HIDDEN;
  const { households, inGrids } = withheld(root, FEWEST_SHOWN);
  return (code) => ({
    households: households.has(code) || households.has(''),
    inGrids: inGrids.has(code) || inGrids.has(''),
  });
}

const rowMaker =
  (names: ReadonlyMap<string, string>, hide: Hide) =>
  ({ code, counts }: Node) => {
    const hidden = hide(code);
    const { households, householdsInGrids, ...open } = counts;
    return {
      areaCode: code,
      areaName: names.get(code) ?? null,
      ...open,
      villageShare: shareOf(counts.villagesGridded, counts.villages),
      staffedShare: shareOf(counts.gridsStaffed, counts.grids),
      households: hidden.households ? null : households,
      householdsInGrids: hidden.inGrids ? null : householdsInGrids,
      householdShare: hidden.inGrids ? null : shareOf(householdsInGrids, households),
      suppressed: hidden.inGrids,
    };
  };
