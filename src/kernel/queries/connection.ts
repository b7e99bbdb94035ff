import type { FieldNode } from 'graphql';
import { sql } from 'kysely';
import { refuse } from '../errors.ts';
import { cursorSql, orderingOf } from './cursor.ts';
import { anyValue, array, bare, constant, type Json, object, plainText, written } from './json.ts';
import { bind, type Noun, type Param, type Row, type Sql } from './noun.ts';
import { allOf, type Found, periodPredicate, scopePredicate } from './predicates.ts';
import { type Compilation, objectJson, rowOf } from './select.ts';
import { type Argument, argument, collectFields, member, subselections } from './selection.ts';

export const MAX_PAGE = 100;

export type Paged = {
  noun: Noun;
  asOf: Param;
  nodes: readonly FieldNode[];
  found: Found;
  /** Conditions that tie the rows to where they are reached from. */
  join: (row: Row) => Sql[];
};

type Page = { size: Param; backward: boolean; cursor: Argument | null; cursorPath: string[] };

/** A page of a list: one aggregate over a limited, ordered subquery. */
export function connectionJson(compilation: Compilation, paged: Paged): Json {
  const node = paged.nodes[0];
  if (!node) throw new Error('a connection without a field');
  // A total or a cursor tells of the rows too, where no row is asked for.
  compilation.touch(paged.noun);
  const page = pageOf(compilation, node);
  const ordering = orderingOf(paged.noun, argument(node, 'order', compilation.document)?.value);
  const alias = compilation.alias();
  const row = rowOf(alias);
  const matching = conditionsOf(compilation, paged, row);
  const parts = partsOf(compilation, paged);
  const placed = page.backward || parts.some((part) => part.name === 'pageInfo');
  const inner = allOf([...matching, ...cursorSql(ordering, row, page)]);
  const direction = page.backward !== ordering.descending ? sql` desc` : sql``;
  const keys = ordering.columns.map((column) => sql`${row(column)}${direction}`);
  const peek = placed ? sql` + 1` : sql``;
  const columns = [
    ...parts.flatMap((part) => columnsOf(compilation, paged, { row, part })),
    sql`${ordering.cursor(row)} as cursor`,
    ...(placed ? [sql`row_number() over (order by ${sql.join(keys)}) as place`] : []),
  ];
  const source = sql.table(paged.noun.table);
  const rows = sql`select ${sql.join(columns)} from ${source} as ${sql.ref(alias)} where ${inner} order by ${sql.join(keys)} limit ${bind(page.size)}::int${peek}`;
  const total = (): Sql => {
    const again = compilation.alias();
    const conditions = conditionsOf(compilation, paged, rowOf(again));
    return sql`(select count(*) from ${source} as ${sql.ref(again)} where ${allOf(conditions)})`;
  };
  return pageJson({ type: paged.noun.type, parts, page, placed, rows, total });
}

/** Refuses pages without a size or of an unbounded one; the size itself stays a parameter. */
function pageOf(compilation: Compilation, node: FieldNode): Page {
  const first = argument(node, 'first', compilation.document);
  const last = argument(node, 'last', compilation.document);
  const chosen = first ?? last;
  const field = node.alias?.value ?? node.name.value;
  const path = [field, last ? 'last' : 'first'];
  if (!chosen || (first && last)) throw refuse('query.page_size', { path });
  if (!pageSizeAllowed(chosen.value)) throw refuse('query.page_size', { path });
  const beyond = first ? 'after' : 'before';
  const cursor = argument(node, beyond, compilation.document);
  const size = chosen.param.map((value) => {
    if (!pageSizeAllowed(value)) throw refuse('query.page_size', { path });
    return value;
  });
  return { size, backward: !first, cursor, cursorPath: [field, beyond] };
}

const pageSizeAllowed = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_PAGE;

function conditionsOf(compilation: Compilation, paged: Paged, row: Row): Sql[] {
  const { noun } = paged;
  const shape = compilation.scopeShape;
  const node = paged.nodes[0] as FieldNode;
  const filter = argument(node, 'filter', compilation.document);
  const given = Object.entries((filter?.value ?? {}) as Record<string, unknown>).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const narrowed = given.some(([name]) => noun.filters?.[name]?.narrow);
  const found = narrowed ? 'reached' : paged.found;
  const anyTime = given.some(([name, value]) => name === ANY_TIME && value === true);
  const chosen = given
    .filter(([name]) => name !== ANY_TIME)
    .map(([name]) => {
      const declared = noun.filters?.[name];
      if (!declared || !filter) throw refuse('query.invalid', { path: ['filter', name] });
      const { param } = member(filter, name);
      return declared.where(row, isListType(declared.type) ? param.map(asList) : param);
    });
  return [
    ...paged.join(row),
    ...chosen,
    ...(anyTime ? [] : periodPredicate(noun, row, paged.asOf)),
    ...scopePredicate(compilation.model, noun, row, { shape, found }),
    sql`true`,
  ];
}

const isListType = (type: string): boolean => type.startsWith('[');

/** In a literal, one value may stand for a list of it. */
const asList = (value: unknown): unknown => (Array.isArray(value) ? value : [value]);

/** The filter of temporal nouns that lifts the period: past and future rows too. */
export const ANY_TIME = 'anyTime';

/** What a page is asked for under one response key. */
type Part = {
  key: string;
  name: string;
  /** For `edges`: what each is asked for; otherwise one entry holding the selection itself. */
  inner: { key: string; name: string; nodes: readonly FieldNode[]; column: string }[];
};

const PART_TYPES: Record<string, (noun: Noun) => string> = {
  edges: (noun) => `${noun.type}Edge`,
  pageInfo: () => 'PageInfo',
};

function partsOf(compilation: Compilation, paged: Paged): Part[] {
  const { document } = compilation;
  const own = new Set([`${paged.noun.type}Connection`]);
  const fields = collectFields(subselections(paged.nodes), own, document);
  return [...fields].map(([key, nodes], index) => {
    const name = nodes[0]?.name.value ?? '';
    const type = PART_TYPES[name]?.(paged.noun);
    const inner = type
      ? [...collectFields(subselections(nodes), new Set([type]), document)]
      : [[key, nodes] as const];
    return {
      key,
      name,
      inner: inner.map(([innerKey, innerNodes], place) => ({
        key: innerKey,
        name: innerNodes[0]?.name.value ?? '',
        nodes: innerNodes,
        column: `c${index}_${place}`,
      })),
    };
  });
}

/** The subquery's columns: each distinct selection of a row. */
function columnsOf(compilation: Compilation, paged: Paged, at: { row: Row; part: Part }): Sql[] {
  const { noun, asOf } = paged;
  return at.part.inner
    .filter(({ name }) => name === 'node' || name === 'nodes')
    .map(({ nodes, column }) => {
      const sets = subselections(nodes);
      const text = written(objectJson(compilation, { noun, row: at.row, sets, asOf }));
      return sql`${text} as ${sql.ref(column)}`;
    });
}

type Built = {
  type: string;
  parts: readonly Part[];
  page: Page;
  placed: boolean;
  rows: Sql;
  total: () => Sql;
};

function pageJson({ type, parts, page, placed, rows, total }: Built): Json {
  const size = sql`${bind(page.size)}::int`;
  const kept = placed ? sql` filter (where page.place <= ${size})` : sql``;
  const direction = page.backward ? sql` desc` : sql``;
  // An unplaced page is one aggregate over an ordered subquery, whose order it keeps.
  const order = placed ? sql` order by page.place${direction}` : sql``;
  const list = (element: Sql): Json => array(element, { order, kept });
  const partJson = (part: Part): Json => {
    if (part.name === 'nodes') return list(sql.ref(`page.${part.inner[0]?.column}`));
    if (part.name === 'edges') return list(written(edgeObject(type, part)));
    if (part.name === 'pageInfo') return pageInfo(part, page, size);
    return part.name === 'totalCount' ? bare(total()) : constant(`${type}Connection`);
  };
  const text = written(object(parts.map((part) => [part.key, partJson(part)])));
  // One group even where nothing is aggregated: a page asked only for its total is one object too.
  return [sql`(select ${text} from (${rows}) as page having true)`];
}

function edgeObject(type: string, part: Part): Json {
  const member = (name: string, column: string): Json => {
    if (name === 'cursor') return plainText(sql.ref('page.cursor'));
    return name === 'node' ? bare(sql.ref(`page.${column}`)) : constant(`${type}Edge`);
  };
  return object(part.inner.map(({ key, name, column }) => [key, member(name, column)]));
}

function pageInfo(part: Part, page: Page, size: Sql): Json {
  const more = anyValue(sql`count(*) > ${size}`);
  const came = anyValue(sql`${sql.lit(page.cursor !== null)}`);
  const outermost = (direction: Sql): Json =>
    plainText(
      sql`(array_agg(page.cursor order by page.place${direction}) filter (where page.place <= ${size}))[1]`,
      true,
    );
  const nearest = outermost(sql``);
  const farthest = outermost(sql` desc`);
  const values: Record<string, Json> = {
    hasNextPage: page.backward ? came : more,
    hasPreviousPage: page.backward ? more : came,
    startCursor: page.backward ? farthest : nearest,
    endCursor: page.backward ? nearest : farthest,
    __typename: constant('PageInfo'),
  };
  return object(part.inner.map(({ key, name }) => [key, values[name] ?? ['null']]));
}
