/** A page of a grid's ledger as one statement: found by the territory, enriched for the page alone. */
import { type RawBuilder, sql } from 'kysely';
import type { CustomerKind, LedgerOrder, Screening } from '../../generated/enums.ts';
import { type KeptSections, keptSections } from '../profiles/index.ts';
import { allDues, type DueSource } from './dues.ts';
import { type LedgerPlace, NEVER } from './ledger-cursor.ts';

export type LedgerAsked = {
  institutionId: string;
  gridId: string;
  today: string;
  kind?: CustomerKind | undefined;
  list?: Screening | undefined;
  dueBefore?: string | undefined;
  incomplete?: boolean | undefined;
  order: LedgerOrder;
  /** Rows of the page; one more is read, to tell whether there are more. */
  first: number;
  after: LedgerPlace | null;
};

type Fragment = RawBuilder<unknown>;
const MOST_PROMISES = 20;
const WHOLE = 100;

const column = (name: string): Fragment => sql.ref(`customer.${name}`);

const dueOf = ({ dueOn }: DueSource): Fragment => sql`(${dueOn(column)})`;

/** The soonest of all dues; \`least\` passes over nulls. */
const soonest = (): Fragment => sql`least(${sql.join(allDues().map(dueOf))})`;

const orderValue: Readonly<Record<LedgerOrder, (() => Fragment) | null>> = {
  CODE: null,
  DUE: () => sql`coalesce(${soonest()}, ${sql.lit(NEVER)}::date)`,
  COMPLETENESS: () => column('completeness'),
};

/** What narrows the ledger down. */
function conditions(asked: LedgerAsked): Fragment[] {
  const { kind, list, dueBefore, incomplete, order, after } = asked;
  const value = orderValue[order];
  const code = column('code');
  const beyond = !after
    ? []
    : value
      ? [sql`(${value()}, ${code}) > (${after.value}, ${after.code}::text)`]
      : [sql`${code} > ${after.code}::text`];
  return [
    sql`customer.institution_id = ${asked.institutionId}`,
    sql`customer.status = 'ACTIVE'`,
    sql`customer.territory_code >= (select code from bounds)`,
    sql`customer.territory_code < (select code || '~' from bounds)`,
    ...(kind ? [sql`customer.kind = ${kind}`] : []),
    ...(list ? [sql`customer.screening = ${list}`] : []),
    ...(incomplete === undefined ? [] : [completenessIs(incomplete)]),
    ...(dueBefore ? [sql`${soonest()} < ${dueBefore}::date`] : []),
    ...beyond,
  ];
}

const completenessIs = (incomplete: boolean): Fragment =>
  incomplete ? sql`customer.completeness < ${WHOLE}` : sql`customer.completeness = ${WHOLE}`;

export function ledgerStatement(asked: LedgerAsked): RawBuilder<LedgerFound> {
  const value = orderValue[asked.order];
  const keys = value ? sql`${value()}, customer.code` : sql`customer.code`;
  const dues = allDues().flatMap((due) => [sql.lit(due.kind), dueOf(due)]);
  return sql<LedgerFound>`
    with bounds as materialized (
      select code from grid where institution_id = ${asked.institutionId} and id = ${asked.gridId}),
    page as materialized (
      select customer.*, jsonb_build_object(${sql.join(dues)}) as dues,
        row_number() over (order by ${keys}) as place
      from customer where ${sql.join(conditions(asked), sql` and `)}
      order by ${keys} limit ${asked.first + 1})
    select page.id, page.code, page.kind, page.name_mask, page.mobile_mask, page.completeness,
      page.screening, page.dues, ${keptSections((name) => sql.ref(`page.${name}`))} as sections,
      (select count(*)::int from outworker
        where outworker.institution_id = page.institution_id and outworker.customer_id = page.id
          and outworker.returned_on is null) as outworkers,
      exists (select from core_household core
        where core.institution_id = page.institution_id and core.customer_id = page.id
          and core.valid_from <= ${asked.today}::date
          and (core.valid_to is null or core.valid_to > ${asked.today}::date)) as core,
      (select visit.visited_at from visit
        where visit.institution_id = page.institution_id and visit.customer_id = page.id
          and visit.status = 'RECORDED'
        order by visit.visited_at desc, visit.id desc limit 1) as last_visit_at,
      (select coalesce(jsonb_agg(jsonb_build_object('followUpId', 'followup_' || open.id,
          'kind', open.kind, 'promisedBy', open.promised_by, 'dueOn', open.due_on)
          order by open.due_on, open.id), '[]')
        from (select * from follow_up
          where follow_up.institution_id = page.institution_id
            and follow_up.customer_id = page.id and follow_up.status = 'OPEN'
          order by follow_up.due_on, follow_up.id limit ${MOST_PROMISES}) as open) as promised
    from page order by page.place`;
}

/** A row as it is found. */
export type LedgerFound = {
  id: string;
  code: string;
  kind: string;
  name_mask: string;
  mobile_mask: string | null;
  completeness: number;
  screening: string;
  dues: Record<string, string | null>;
  sections: KeptSections;
  outworkers: number;
  core: boolean;
  last_visit_at: Date | null;
  promised: unknown[];
};
