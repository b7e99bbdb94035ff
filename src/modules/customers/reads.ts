import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { GridLevel } from '../../generated/enums.ts';
import { type Actor, actingBy, scopeShape } from '../../kernel/auth/actor.ts';
import { enumeration, pattern } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { gridNormOn, rangeOf, verdictOf } from './grid-norms.ts';
import { customersNear } from './near-read.ts';
import { customerSize } from './size-read.ts';

const MOST_GRIDS = 500;

const perGridInput = z.object({
  level: enumeration('GridLevel', GridLevel),
  codePrefix: pattern(/^[0-9A-Z]{2,32}$/).optional(),
  after: pattern(/^[0-9A-Z]{2,32}$/).optional(),
  first: z.number().int().min(1).max(MOST_GRIDS),
});

const perGrid = read({
  name: 'customer.per-grid',
  permission: 'coverage.read',
  scope: 'references',
  title: { en: 'Customers per grid against the norm', zh: '网格客户统计' },
  input: perGridInput,
  cost: 500,
  async run(db, input, { actor, today }) {
    // It counts to the household, and coverage is read by callers who must see no small number.
    if (!actor.permissions.has('customer.read')) throw refuse('auth.forbidden');
    const counting = actingBy(actor, 'coverage.read', 'customer.read');
    const [settings, rows] = await Promise.all([
      settingsOf(db, actor.institutionId),
      countPerGrid(db, input, { actor: counting, today }),
    ]);
    const norm = gridNormOn(settings.gridNorm, today);
    const page = rows.slice(0, input.first);
    return {
      norm: norm.code,
      grids: page.map((row) => {
        const range = rangeOf(norm, row.household_norm);
        return {
          grid: row.id,
          code: row.code,
          households: row.households,
          merchants: row.merchants,
          organisations: row.organisations,
          meanCompleteness: row.mean_completeness,
          normFrom: range.from,
          normTo: range.to,
          verdict: verdictOf(row.households, range),
        };
      }),
      nextAfter: rows.length > page.length ? (page.at(-1)?.code ?? null) : null,
    };
  },
});

async function settingsOf(db: Db, institutionId: string): Promise<Record<string, unknown>> {
  const { settings } = await db
    .selectFrom('institution')
    .select('settings')
    .where('institution_id', '=', institutionId)
    .executeTakeFirstOrThrow();
  return settings as Record<string, unknown>;
}

type GridRow = {
  id: string;
  code: string;
  household_norm: number | null;
  households: number;
  merchants: number;
  organisations: number;
  mean_completeness: number | null;
};
type Asking = { actor: Actor; today: string };

/** One more grid than asked for, to tell whether there are more. */
async function countPerGrid(
  db: Db,
  input: z.output<typeof perGridInput>,
  { actor, today }: Asking,
): Promise<GridRow[]> {
  const { institutionId } = actor;
  const prefix = input.codePrefix ?? '';
  const { rows } = await sql<GridRow>`
    select page.id, page.code, page.household_norm, counted.*
    from (
      select grid.id, grid.code, grid.household_norm from grid
      where grid.institution_id = ${institutionId} and grid.level = ${input.level}
        and grid.code > ${input.after ?? ''} and grid.code >= ${prefix}
        and grid.code < ${`${prefix}~`} and grid.valid_from <= ${today}::date
        and (grid.valid_to is null or grid.valid_to > ${today}::date)
        and ${inSight(actor)}
      order by grid.code limit ${input.first + 1}
    ) as page
    cross join lateral (
      select count(*) filter (where customer.party = 'HOUSEHOLD')::int as households,
        count(*) filter (where customer.party = 'SOLE_TRADER')::int as merchants,
        count(*) filter (where customer.party = 'ORGANISATION')::int as organisations,
        round(avg(customer.completeness))::int as mean_completeness
      from customer
      where customer.institution_id = ${institutionId} and customer.status = 'ACTIVE'
        and customer.grid_id is not null and customer.territory_code >= page.code
        and customer.territory_code < page.code || '~'
    ) as counted
    order by page.code`.execute(db);
  return rows;
}

/** The caller's territory, as a condition on grids. */
function inSight(actor: Actor): RawBuilder<unknown> {
  if (scopeShape(actor) === 'all') return sql`true`;
  const scope = sql.val([...actor.scope]);
  return sql`exists (select from unnest(${scope}::text[]) as prefix where starts_with(grid.code, prefix))`;
}

export const customerReads = [perGrid, customerSize, customersNear];
