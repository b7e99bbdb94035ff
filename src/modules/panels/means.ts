/** What panels found, for those who rate. Ratings know no panels: their provider is registered here. */
import { sql } from 'kysely';
import type { Db } from '../../kernel/db/index.ts';
import { registerPanelProvider } from '../ratings/index.ts';
import type { Scale } from './rules.ts';

/** The latest panel that reviewed a customer; means are exact decimal text, by item code. */
export type PanelFinding = {
  readonly customerId: string;
  readonly panelId: string;
  readonly turn: number;
  readonly closedOn: string;
  readonly reviews: number;
  readonly means: Readonly<Record<string, string>>;
  /** The scale of each item; OVERALL is a percent. */
  readonly scales: Readonly<Record<string, Scale>>;
};

type Wanted = { customerIds: readonly string[]; on: string };

/**
 * Findings by customer that may be used on a day (ISO date): of panels closed by then and not
 * longer ago than their rules allow. A second panel replaces the first. Customers whom no panel
 * reviewed are absent: what a scorecard asks of a panel is then not answered.
 */
export async function panelMeans(
  db: Db,
  institutionId: string,
  { customerIds, on }: Wanted,
): Promise<Map<string, PanelFinding>> {
  const { rows } = await sql<PanelFinding>`
    select latest.customer_id as "customerId", latest.panel_id as "panelId", latest.turn,
      latest.closed_on as "closedOn", latest.reviews, found.means,
      (select json_object_agg(item ->> 'code', json_build_object('low', item ->> 'low',
        'high', item ->> 'high')) from jsonb_array_elements(latest.items) item) as scales
    from (
      select distinct on (s.customer_id) s.customer_id, s.id, s.panel_id, s.turn, s.reviews,
        p.closed_on, p.items
      from panel_subject s
      join panel p on p.institution_id = s.institution_id and p.id = s.panel_id
        and p.status = 'CLOSED' and p.closed_on <= ${on}::date
        and p.closed_on + make_interval(months => (p.rules ->> 'usableMonths')::int) > ${on}::date
      where s.institution_id = ${institutionId} and s.state = 'REVIEWED'
        and s.customer_id = any(${[...customerIds]}::uuid[])
      order by s.customer_id, p.closed_on desc, s.turn desc, p.id desc) latest
    cross join lateral (
      select json_object_agg(m.item, m.mean::text) as means from panel_mean m
      where m.institution_id = ${institutionId} and m.subject_id = latest.id) found`.execute(db);
  return new Map(rows.map((row) => [row.customerId, row]));
}

registerPanelProvider((db, { institutionId, customerIds, today }) =>
  panelMeans(db, institutionId, { customerIds, on: today }),
);
