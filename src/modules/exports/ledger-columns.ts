/** What a ledger's columns hold: how each is found, and how it is written. Masks only. */
import { type RawBuilder, sql } from 'kysely';
import type { DataGroup, LedgerColumn } from '../../generated/enums.ts';
import { allDues, dueNamed } from '../ledgers/index.ts';
import { type KeptSections, keptSections, type Lacking } from '../profiles/index.ts';

type Sql = RawBuilder<unknown>;

/** What cells are written with, besides what was found. */
export type Writing = {
  /** What a value of an enum is called, in Chinese. */
  named: (enumeration: string, value: string) => string;
  today: string;
  /** Of the row's customer, where the column was asked for. */
  lacking: readonly Lacking[];
};

type Column = {
  /** Group of personal data it belongs to; none for what the institution itself noted. */
  group?: DataGroup;
  /** Over a row `c` of `customer`, on a day. */
  found: (today: string) => Sql;
  written: (value: unknown, writing: Writing) => string;
};

const of = (name: string): Sql => sql.ref(`c.${name}`);
const same = (table: string): Sql =>
  sql`${sql.ref(`${table}.institution_id`)} = c.institution_id
    and ${sql.ref(`${table}.customer_id`)} = c.id`;

const plain = (value: unknown): string => (value === null ? '' : String(value));
const column = (name: string, group?: DataGroup): Column => ({
  ...(group && { group }),
  found: () => of(name),
  written: plain,
});
const oneOf = (name: string, enumeration: string): Column => ({
  found: () => of(name),
  written: (value, { named }) => named(enumeration, plain(value)),
});

const dues = (): Sql => {
  const each = allDues().flatMap((due) => [sql.lit(due.kind), sql`(${due.dueOn(of)})`]);
  return sql`jsonb_build_object(${sql.join(each)})`;
};

/** `2026-03-05 下次走访（逾期）`, soonest first. */
function writtenDues(value: unknown, { today }: Writing): string {
  const due = Object.entries(value as Record<string, string | null>);
  return due
    .flatMap(([kind, on]) => (on === null ? [] : [{ on, name: dueNamed(kind)?.zh ?? kind }]))
    .toSorted((a, b) => a.on.localeCompare(b.on))
    .map(({ on, name }) => `${on} ${name}${on < today ? '（逾期）' : ''}`)
    .join('；');
}

export const ledgerColumns: Readonly<Record<LedgerColumn, Column>> = {
  CODE: column('code'),
  KIND: oneOf('kind', 'CustomerKind'),
  NAME: column('name_mask', 'IDENTITY'),
  MOBILE: column('mobile_mask', 'CONTACT'),
  TERRITORY: column('territory_code'),
  COMPLETENESS: column('completeness'),
  LACKING: {
    found: () => keptSections(of),
    written: (_, { lacking }) =>
      lacking.map(({ label, missing }) => `${label.zh}（${missing}）`).join('；'),
  },
  SCREENING: oneOf('screening', 'Screening'),
  CORE: {
    found: (today) => sql`exists (select from core_household as core where ${same('core')}
      and core.valid_from <= ${today}::date
      and (core.valid_to is null or core.valid_to > ${today}::date))`,
    written: (value) => (value ? '是' : '否'),
  },
  OUTWORKERS: {
    group: 'HOUSEHOLD',
    found: () => sql`(select count(*)::int from outworker where ${same('outworker')}
      and outworker.returned_on is null)`,
    written: plain,
  },
  LAST_VISIT: {
    found: () => sql`(select to_char(visit.visited_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')
      from visit where ${same('visit')} and visit.status = 'RECORDED'
      order by visit.visited_at desc limit 1)`,
    written: plain,
  },
  DUE: { found: dues, written: writtenDues },
  PROMISES: {
    found: () => sql`(select count(*)::int from follow_up where ${same('follow_up')}
      and follow_up.status = 'OPEN')`,
    written: plain,
  },
};

/** Whose account it stands on is told in any case. */
export const groupsOf = (columns: readonly LedgerColumn[]): DataGroup[] => [
  ...new Set<DataGroup>([
    'IDENTITY',
    ...columns.flatMap((name) => ledgerColumns[name].group ?? []),
  ]),
];

/** What a row is found as: one value a column, under its name. */
export type LedgerFound = Partial<Record<LedgerColumn, unknown>> & { LACKING?: KeptSections };
