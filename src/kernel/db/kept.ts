/** Queries that are built once: to build and print one anew costs about as much as sending it. */
import { type Compilable, type RawBuilder, sql } from 'kysely';
import { builder, type Db, runIn, type Tx } from './kysely.ts';

/** What a kept query is given, while it is built: each a place for the value of a run. */
export type Given<G> = { readonly [K in keyof G]: RawBuilder<G[K]> };

type Buildable<R> = Compilable<R> | RawBuilder<R>;
type Place = { readonly name: PropertyKey };
type Text = { readonly text: string; readonly parameters: readonly unknown[] };

const places = new WeakSet<object>();

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' && value !== null && places.has(value);

/** Answers to any name with a place for it. */
const placesFor = <G extends object>(): Given<G> =>
  new Proxy({} as Given<G>, {
    get(_, name) {
      const place: Place = { name };
      places.add(place);
      return sql.val(place);
    },
  });

function textOf<R>(query: Buildable<R>): Text {
  const { sql: text, parameters } =
    'isRawBuilder' in query ? query.compile(builder) : query.compile();
  return { text, parameters };
}

/** For what decides about the text of a query: one is made for each such choice, and kept. */
export function keptFor<C, Q>(make: (choice: C) => Q): (choice: C) => Q {
  const known = new Map<string, Q>();
  return (choice) => {
    const key = JSON.stringify(choice);
    const query = known.get(key) ?? make(choice);
    known.set(key, query);
    return query;
  };
}

/**
 * A query whose text is the same at each run, whatever it is given: what varies is a place in it,
 * `given.name`. Whatever decides about the text itself is no place: see `keptFor`.
 */
export function kept<G extends object, R>(
  build: (db: Db, given: Given<G>) => Buildable<R>,
): (db: Db | Tx, given: G) => Promise<R[]> {
  let known: Text | undefined;
  return async (db, given) => {
    known ??= textOf(build(builder, placesFor<G>()));
    const values = known.parameters.map((value) =>
      isPlace(value) ? given[value.name as keyof G] : value,
    );
    const { rows } = await runIn(db, { text: known.text, values });
    return rows as R[];
  };
}
