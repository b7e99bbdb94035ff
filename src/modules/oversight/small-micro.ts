/** Small and micro enterprises among many customers at once, by the dated table of sizes. */
import { type RawBuilder, sql } from 'kysely';
import { type SizeRuleSet, sizeRulesOn } from '../customers/index.ts';

type Industry = SizeRuleSet['industries'][number];
const TIERS = ['LARGE', 'MEDIUM', 'SMALL'] as const;
const MEASURES = ['EMPLOYEES', 'TURNOVER', 'ASSETS'] as const;
type Tier = (typeof TIERS)[number];
type Measure = (typeof MEASURES)[number];

const bound = (tier: Tier, measure: Measure): string => `${tier}_${measure}`.toLowerCase();

const boundsOf = ({ tiers }: Industry): Record<string, string> =>
  Object.fromEntries(
    TIERS.flatMap((tier) =>
      Object.entries(tiers[tier]).map(([measure, least]) => [
        bound(tier, measure as Measure),
        String(least),
      ]),
    ),
  );

/** The table as rows of prefixes; what is left out has no bounds and decides first. */
const rowsOf = ({ industries, leftOut }: SizeRuleSet) => [
  ...leftOut.map((prefix) => ({ prefix, left_out: true })),
  ...industries.flatMap((industry) =>
    industry.covers.map((prefix) => ({ prefix, left_out: false, ...boundsOf(industry) })),
  ),
];

const COLUMNS = TIERS.flatMap((tier) => MEASURES.map((measure) => bound(tier, measure)));

const figure = (measure: Measure): RawBuilder<unknown> => sql`
  case when p.answers ->> ${sql.lit(measure)} ~ '^[0-9]{1,18}$'
    then (p.answers ->> ${sql.lit(measure)})::bigint end as ${sql.ref(measure.toLowerCase())}`;

const each = (of: (measure: Measure) => RawBuilder<unknown>, word: 'or' | 'and') =>
  sql`(${sql.join(MEASURES.map(of), word === 'or' ? sql` or ` : sql` and `)})`;

/** A bound that is known to be missed decides, whatever else is unknown. */
const missed = (tier: Tier): RawBuilder<unknown> =>
  each((measure) => {
    const [known, least] = [
      sql.ref(`f.${measure.toLowerCase()}`),
      sql.ref(`r.${bound(tier, measure)}`),
    ];
    return sql`coalesce(${known} < ${least}, false)`;
  }, 'or');

const known = (tier: Tier): RawBuilder<unknown> =>
  each((measure) => {
    const [given, least] = [
      sql.ref(`f.${measure.toLowerCase()}`),
      sql.ref(`r.${bound(tier, measure)}`),
    ];
    return sql`(${least} is null or ${given} is not null)`;
  }, 'and');

/**
 * Keys of the organisations in `among` (a relation with `customer_id`) that are small or micro by
 * what their files say: the rule of `sizeOf`, for many.
 */
export function smallMicroAmong(
  among: string,
  { tenant, day }: { tenant: string; day: string },
): RawBuilder<unknown> {
  const rules = sizeRulesOn(day);
  const table = JSON.stringify(rules ? rowsOf(rules) : []);
  const columns = sql.join(COLUMNS.map((name) => sql`${sql.ref(name)} bigint`));
  return sql`
    select p.id from customer_profile p
    cross join lateral (select p.answers ->> 'INDUSTRY' as industry,
      ${sql.join(MEASURES.map(figure))}) f
    cross join lateral (
      select rule.* from json_to_recordset(${table}::json)
        as rule (prefix text, left_out boolean, ${columns})
      where starts_with(f.industry, rule.prefix) order by rule.left_out desc limit 1) r
    where p.institution_id = ${tenant}
      and p.id in (select customer_id from ${sql.table(among)} where party = 'ORGANISATION')
      and not r.left_out and ${missed('LARGE')} and ${missed('MEDIUM')}
      and (${missed('SMALL')} or ${known('SMALL')})`;
}
