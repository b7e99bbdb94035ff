import { type RawBuilder, sql } from 'kysely';
import { idPrefix, parseGlobalId } from '../ids.ts';

export type Sql = RawBuilder<unknown>;

/** What a plan needs at run time to fill in its parameters. */
export type PlanRequest = {
  variables: Readonly<Record<string, unknown>>;
  institutionId: string;
  personId: string;
  scope: readonly string[];
  /** The actor's territory for each permission, where they differ. */
  territories?: ReadonlyMap<string, readonly string[]> | undefined;
  /** What the actor may do, for parts of a row that ask for more than the row itself. */
  permissions?: ReadonlySet<string>;
  /** Types whose rows the actor may not read. */
  hiddenTypes?: readonly string[];
  /** Today's civil date, the default of `asOf`. */
  today: string;
};

/** A value known only when the plan runs. */
export type Param = {
  resolve: (request: PlanRequest) => unknown;
  map: (change: (value: unknown) => unknown) => Param;
};

export const param = (resolve: Param['resolve']): Param => ({
  resolve,
  map: (change) => param((request) => change(resolve(request))),
});

/** Puts a run-time value into SQL; the compiled statement keeps the param in its value list. */
export const bind = (value: Param): Sql => sql`${sql.val(value)}`;

/** A row source in a statement: `row('code')` is its column. */
export type Row = (column: string) => Sql;

export type Filter = {
  /** The filter's type in the SDL, e.g. `[GridKind!]`. */
  type: string;
  description: string;
  where: (row: Row, value: Param) => Sql;
  /** Few rows have one value, so an index on the column leads to them; see `narrow`. */
  narrow?: true;
};

export type Edge =
  | { kind: 'one'; to: string; column: string }
  | { kind: 'many'; to: string; column: string; where?: (row: Row) => Sql }
  | { kind: 'through'; to: string; join: (parent: Row, child: Row) => Sql };

/** Which rows of the institution an actor sees. */
export type Scope =
  /** A reference table every institution reads. */
  | 'shared'
  /** Everything of the institution, for whoever holds the permission. */
  | 'institution'
  /** Rows whose territory code lies under one of the actor's prefixes. */
  | { column: string }
  /** Rows that two territories share: either code lies under one of the actor's prefixes. */
  | { either: readonly [string, string] }
  /** As visible as the object this to-one edge leads to. */
  | { via: string };

export type Order = {
  columns: readonly string[];
  descending?: boolean;
  /** No two rows of an institution share these columns, as an index holds: no tie to break. */
  unique?: true;
};

/**
 * A noun: one type of the SDL over one table. Columns follow from field names by convention
 * (`areaCode` -> `area_code`, a Money field -> `<name>_fen`); only what convention cannot know is
 * declared here.
 */
export type Noun = {
  type: string;
  table: string;
  permission: string;
  scope: Scope;
  /** The value of a column that says what is behind a row is erased: it is read, never acted on. */
  erased?: { column: string; value: string };
  /** Rows hold for a period (valid_from, valid_to); reads see those in force as of a date. */
  temporal?: boolean;
  edges?: Readonly<Record<string, Edge>>;
  /** Fields computed in SQL from the row. */
  computed?: Readonly<Record<string, (row: Row) => Sql>>;
  filters?: Readonly<Record<string, Filter>>;
  /** Named orders over NOT NULL columns; the row's id breaks ties. */
  orders?: Readonly<Record<string, Order>>;
};

/** Computed fields that another module adds to a noun; its SDL file says `extend type`. */
export type NounExtension = Required<Pick<Noun, 'type' | 'computed'>>;

export const one = (to: string, column: string): Edge => ({ kind: 'one', to, column });

export const many = (to: string, column: string, where?: (row: Row) => Sql): Edge => ({
  kind: 'many',
  to,
  column,
  ...(where ? { where } : {}),
});

export const through = (to: string, join: (parent: Row, child: Row) => Sql): Edge => ({
  kind: 'through',
  to,
  join,
});

const HIGHEST = '~';
const ESCAPED = /[\\%_]/g;

export const is = (column: string, type: string, description: string): Filter => ({
  type,
  description,
  where: (row, value) => sql`${row(column)} = ${bind(value)}`,
});

export const oneOf = (column: string, type: string, description: string): Filter => ({
  type: `[${type}!]`,
  description,
  where: (row, value) => sql`${row(column)} = any(${bind(value)}::text[])`,
});

/** Territory codes are hierarchical by prefix; a range keeps the index usable under row security. */
export const startsWith = (column: string, description: string): Filter => ({
  type: 'String',
  description,
  where: (row, value) =>
    sql`(${row(column)} >= ${bind(value)} and ${row(column)} < ${bind(
      value.map((text) => `${text}${HIGHEST}`),
    )})`,
});

export const contains = (column: string, description: string): Filter => ({
  type: 'String',
  description,
  where: (row, value) =>
    sql`${row(column)} like ${bind(
      value.map((text) => `%${String(text).replace(ESCAPED, '\\$&')}%`),
    )}`,
});

export const refersTo = (column: string, type: string, description: string): Filter => ({
  type: 'ID',
  description,
  where: (row, value) => sql`${row(column)} = ${bind(value.map((id) => keyOf(type, id)))}`,
});

/**
 * Says that few rows share a value, some hundreds at most: with this filter a list is found by it,
 * and the territory only tests its rows.
 */
export const narrow = (filter: Filter): Filter => ({ ...filter, narrow: true });

/** At least this date or number. */
export const from = (column: string, type: string, description: string): Filter => ({
  type,
  description,
  where: (row, value) => sql`${row(column)} >= ${bind(value)}`,
});

/** Before this date or below this number (half-open). */
export const until = (column: string, type: string, description: string): Filter => ({
  type,
  description,
  where: (row, value) => sql`${row(column)} < ${bind(value)}`,
});

const NO_KEY = '00000000-0000-0000-0000-000000000000';

/** The bare key in a global id; one that no row has when the id is not one of this type. */
export function keyOf(type: string, id: unknown): string {
  const parsed = typeof id === 'string' ? parseGlobalId(id) : null;
  return parsed?.prefix === idPrefix(type) ? parsed.id : NO_KEY;
}
