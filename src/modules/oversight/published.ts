/** What governments and regulators read of a portfolio: divisions, and nobody singled out. */
import { sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import { yuanOf } from '../../kernel/money.ts';
import {
  type Adding,
  codesWithheld,
  few,
  findPart,
  growTree,
  type Part,
} from '../../kernel/small-numbers.ts';
import { chainOf, FEWEST_SHOWN } from '../coverage/index.ts';
import { type Definitions, loansOnDay, type Pool } from './loans-on-a-day.ts';

/** What is shown of a part of the loans, each by itself. */
const PARTS = ['agriculture', 'inclusive', 'bad'] as const;
type PartName = (typeof PARTS)[number];
type Sum = { customers: number; fen: bigint };
type Sums = Record<PartName | 'all', Sum>;
type Unit = Sums & { code: string };

const NONE: Sum = { customers: 0, fen: 0n };
const add = (a: Sum, b: Sum): Sum => ({
  customers: a.customers + b.customers,
  fen: a.fen + b.fen,
});
const ADDING: Adding<Sums> = {
  nothing: { all: NONE, agriculture: NONE, inclusive: NONE, bad: NONE },
  plus: (a, b) => ({
    all: add(a.all, b.all),
    agriculture: add(a.agriculture, b.agriculture),
    inclusive: add(a.inclusive, b.inclusive),
    bad: add(a.bad, b.bad),
  }),
  people: ({ all }) => all.customers,
};

const sumOf = (where: string) => sql`jsonb_build_object(
  'customers', count(distinct customer_id) filter (where ${sql.raw(where)}),
  'fen', coalesce(sum(principal) filter (where ${sql.raw(where)}), 0)::text)`;

type RawSum = { customers: number; fen: string };
type RawUnit = Record<PartName | 'all', RawSum> & { code: string };
const parsed = ({ customers, fen }: RawSum): Sum => ({ customers, fen: BigInt(fen) });

async function unitsOf(db: Db, pool: Pool, definitions: Definitions): Promise<Unit[]> {
  const { rows } = await sql<RawUnit>`
    with ${loansOnDay(pool, definitions)}
    select area_code as code, ${sumOf('true')} as all, ${sumOf('agriculture')} as agriculture,
      ${sumOf('nfra is not null')} as inclusive, ${sumOf('bad')} as bad
    from loans group by area_code`.execute(db);
  return rows.map(({ code, ...raw }) => ({
    code,
    all: parsed(raw.all),
    agriculture: parsed(raw.agriculture),
    inclusive: parsed(raw.inclusive),
    bad: parsed(raw.bad),
  }));
}

const fewBorrowers = ({ all }: Sums): boolean => few(all.customers, FEWEST_SHOWN);

/** So few inside the part, or so few outside, that the other figure tells of them. */
const fewInOrOut =
  (name: PartName) =>
  (sums: Sums): boolean => {
    const inside = sums[name].customers;
    const outside = sums.all.customers - inside;
    return fewBorrowers(sums) || few(inside, FEWEST_SHOWN) || few(outside, FEWEST_SHOWN);
  };

type Hidden = (name: PartName | 'all', code: string) => boolean;

/** Decided once over the whole tree; a caller who sees only part of it is shown nothing. */
function hiding(root: Part<Sums>, { actor }: Pool): Hidden {
  if (!actor.scope.includes('')) return () => true;
  const all = codesWithheld(root, fewBorrowers, ADDING);
  const parts = Object.fromEntries(
    PARTS.map((name) => [name, codesWithheld(root, fewInOrOut(name), ADDING)]),
  );
  return (name, code) =>
    [all, parts[name]].some((codes) => codes?.has(code) || codes?.has('')) ?? false;
}

const shown = (hidden: Hidden) => (part: Part<Sums>) => {
  const { code, counts } = part;
  const money = (name: PartName | 'all'): string | null =>
    hidden(name, code) ? null : yuanOf(counts[name].fen);
  const [balance, ...parts] = (['all', ...PARTS] as const).map(money);
  const [agriculture, inclusive, badBalance] = parts;
  return {
    areaCode: code,
    customers: hidden('all', code) ? null : counts.all.customers,
    balance,
    agriculture,
    inclusive,
    badBalance,
    suppressed: [balance, ...parts].includes(null),
  };
};

/** The division and those one level below; what is counted is the whole institution's. */
export async function publishedOf(
  db: Db,
  pool: Pool,
  { areaCode, definitions }: { areaCode: string; definitions: Definitions },
) {
  const root = growTree(await unitsOf(db, pool, definitions), chainOf, ADDING);
  const rowOf = shown(hiding(root, pool));
  const part = findPart(root, areaCode, ADDING);
  const below = [...part.children.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  return { total: rowOf(part), rows: below.map(rowOf) };
}
