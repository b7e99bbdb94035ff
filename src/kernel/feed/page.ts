import { sql } from 'kysely';
import { type Pipeline, partOf, type StatementConfig } from '../db/index.ts';
import { builder } from '../db/kysely.ts';
import { refuse } from '../errors.ts';
import type { Sql } from '../queries/noun.ts';
import { objectsIn } from './cloud-event.ts';

/** So many places a page looks at, whatever of them fits: its cost has a bound. */
export const PLACES_PER_PAGE = 50_000;
/**
 * A page ends after the entry that takes it beyond this; entries are at most 64 KiB. Of a stream there
 * are two in memory at a time.
 */
const bytesPerPage: Readonly<Record<Framing, number>> = { batch: 4_194_304, stream: 1_048_576 };
/** Postgres makes long texts at the cost of their memory; pieces of so many bytes of leaves use theirs again. */
const PIECE_BYTES = 32_768;
/** Digits of the largest bigint. */
const DIGITS = 19;

/** What follows which log, and how each event is written. */
export type FeedView = {
  institutionId: string;
  /** JSON text of one event, from `fact` as `cloudEvent` takes it. */
  event: Sql;
  /**
   * Which places it shows: a condition on `place`, a row of journal_position. What it looks up by
   * itself it looks up within the window, or the page would cost what the log does.
   */
  where?: ((window: Window) => Sql) | undefined;
  /** Places a page looks at, fewer than usual where each takes more than a look at its act. */
  places?: number;
};

/** The places a page looks at: those after the first, up to the last. */
export type Window = { after: Sql; last: Sql };

/** `batch`: members of a JSON array. `stream`: server-sent events, each under its place. */
export type Framing = 'batch' | 'stream';

/** `after` is the last place the reader has seen; -1 before the first. */
export type Asked = { after: bigint; limit: number; framing: Framing };

export type Page = {
  /** The place up to which the page is complete: where to go on. */
  cursor: bigint;
  /** The last place that has been given; -1 where none has. */
  head: bigint;
  count: number;
  /** The events, in pieces that each hold whole ones. Who has written a piece gives it back. */
  pieces: Buffer[];
};

/**
 * The next page of a log, in one statement of one snapshot: what fits among the places after
 * `after`, in their order. Where nothing fits the cursor moves on all the same.
 *
 * @throws Refusal `feed.cursor_ahead` for a place that has not been given: the reader has seen
 *   another log, or this one has lost its end.
 */
export async function readPage(pipeline: Pipeline, view: FeedView, asked: Asked): Promise<Page> {
  const { rows } = await pipeline.run(pageStatement(view, asked));
  const found = (rows as [Buffer][]).map(([answer]) => pieceOf(answer));
  const [{ size, matching } = NOTHING] = found;
  // The end of a log counts its entries, since digits have no sign.
  const head = size - 1n;
  if (asked.after > head) throw refuse('feed.cursor_ahead', { details: { head: String(head) } });
  const pieces = found.filter(({ events }) => events > 0n);
  pieces.sort((one, other) => (one.next < other.next ? -1 : 1));
  const count = pieces.reduce((sum, { events }) => sum + events, 0n);
  const isCut = count === BigInt(asked.limit) || count < matching;
  const last = pieces.at(-1);
  return {
    head,
    cursor: last && isCut ? last.next - 1n : lesser(asked.after + BigInt(placesOf(view)), head),
    count: Number(count),
    pieces: pieces.map(({ body }) => body),
  };
}

const NOTHING = { size: 0n, matching: 0n };
const NUMBERS = ['size', 'matching', 'events', 'next'] as const;
type Piece = Record<(typeof NUMBERS)[number], bigint> & { body: Buffer };

/** The log's size, what fits in all, and of this piece: how many events, and the place behind its last. */
function pieceOf(answer: Buffer): Piece {
  const [size = 0n, matching = 0n, events = 0n, next = 0n] = NUMBERS.map((_, place) =>
    BigInt(answer.toString('latin1', place * DIGITS, (place + 1) * DIGITS)),
  );
  const body = partOf(answer, NUMBERS.length * DIGITS, answer.length);
  return { size, matching, events, next, body };
}

const lesser = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** An event's text in lines of `data`: whoever reads them puts them together again as they were. */
const inLines = (event: Sql): Sql =>
  sql`replace(replace(${event}, E'\r', E'\n'), E'\n', E'\ndata: ')`;

const framed: Readonly<Record<Framing, (event: Sql) => Sql>> = {
  batch: (event) => sql`string_agg(${event}, ',' order by fact.position)`,
  stream: (event) => sql`string_agg(concat('id: ', fact.position, E'\ndata: ') || ${inLines(event)}
    || E'\n\n', '' order by fact.position)`,
};

const placesOf = ({ places = PLACES_PER_PAGE }: FeedView): number =>
  Math.min(places, PLACES_PER_PAGE);

const digits = (count: Sql): Sql => sql`lpad(coalesce(${count}, 0)::text, ${sql.lit(DIGITS)}, '0')`;

/** Everything is read in one snapshot, in which a log is whole up to its last place. */
export function pageStatement(view: FeedView, { after, limit, framing }: Asked): StatementConfig {
  const institution = sql`${view.institutionId}::uuid`;
  const last = sql`least(${after}::bigint + ${sql.lit(placesOf(view))},
    (select size - 1 from log))`;
  const statement = sql`
with log as materialized (
  select coalesce((select position + 1 from journal_position where institution_id = ${institution}
    order by position desc limit 1), 0) as size),
found as materialized (
  select place.position, place.act, place.occurred_at, place.entry_id
    from journal_position as place
   where place.institution_id = ${institution}
     and place.position > ${after}::bigint and place.position <= ${last}
     and ${view.where?.({ after: sql`${after}::bigint`, last }) ?? sql`true`}
   order by place.position limit ${limit}::int),
sized as (
  select found.position, found.act, found.occurred_at,
         convert_from(entry.leaf, 'UTF8') as text,
         sum(octet_length(entry.leaf)) over (order by found.position rows unbounded preceding)
           - octet_length(entry.leaf) as bytes_before
    from found join journal_entry as entry
      on entry.institution_id = ${institution} and entry.id = found.entry_id),
piece as (
  select count(*) as events, max(fact.position) + 1 as next, ${framed[framing](view.event)} as body
    from (select sized.*, ${objectsIn(sql`sized.text`)} as objects from sized
           where sized.bytes_before < ${sql.lit(bytesPerPage[framing])} offset 0) as fact
   group by fact.bytes_before / ${sql.lit(PIECE_BYTES)})
select ${digits(sql`log.size`)} || ${digits(sql`(select count(*) from found)`)}
    || ${digits(sql`piece.events`)} || ${digits(sql`piece.next`)}
    || coalesce(piece.body, '') as answer
  from log left join piece on true`;
  const { sql: text, parameters } = statement.compile(builder);
  const { institutionId } = view;
  return { text, values: parameters, institutionId, planOnce: true, raw: true };
}
