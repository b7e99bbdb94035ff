import { sql } from 'kysely';
import { type Actor, type ScopeShape, scopeShape } from '../auth/actor.ts';
import type { StatementConfig } from '../db/index.ts';
import { builder } from '../db/kysely.ts';
import type { Model } from '../queries/model.ts';
import { bind, type Noun, type PlanRequest, param, type Row, type Sql } from '../queries/noun.ts';
import { allOf, scopePredicate, tenantPredicate } from '../queries/predicates.ts';
import { rowOf } from '../queries/select.ts';

/** One key is compared, not looked for in a list: Postgres would plan the list anew each time. */
type Kind = 'lock' | 'see' | 'seeAll';
type Compiled = { text: string; values: (request: PlanRequest) => unknown[] };

/** Statements that find rows only where the actor may see them; compiled once per shape. */
export type Visibility = {
  /** Locks one row and returns it whole. */
  lock(actor: Actor, noun: string, key: string): StatementConfig;
  /** Which of these keys the actor sees, and whether the person behind each is erased. */
  see(actor: Actor, noun: string, keys: readonly string[]): StatementConfig;
  /** Is the person behind a locked row erased? */
  isErased(noun: string, row: Readonly<Record<string, unknown>>): boolean;
};

const KEYS = 'keys';

export function createVisibility(model: Model): Visibility {
  const compiled = new Map<string, Compiled>();
  const statement = (kind: Kind, actor: Actor, type: string): Compiled => {
    const shape = scopeShape(actor);
    const cacheKey = `${kind} ${type} ${shape}`;
    const known = compiled.get(cacheKey);
    if (known) return known;
    const fresh = compile(model, kind, model.noun(type), shape);
    compiled.set(cacheKey, fresh);
    return fresh;
  };
  const configure = (kind: Kind, actor: Actor, type: string, keys: unknown): StatementConfig => {
    const { text, values } = statement(kind, actor, type);
    const { institutionId, personId, scope } = actor;
    const request = { institutionId, personId, scope, today: '', variables: { [KEYS]: keys } };
    return { text, values: values(request) };
  };
  return {
    lock: (actor, noun, key) => configure('lock', actor, noun, key),
    see(actor, noun, keys) {
      const [only] = keys;
      if (keys.length === 1) return configure('see', actor, noun, only);
      return configure('seeAll', actor, noun, keys);
    },
    isErased(noun, row) {
      const { erased } = model.noun(noun);
      return erased !== undefined && row[erased.column] === erased.value;
    },
  };
}

function compile(model: Model, kind: Kind, noun: Noun, shape: ScopeShape): Compiled {
  const row = rowOf('sought');
  const keys = bind(param((request) => request.variables[KEYS]));
  const chosen = kind === 'seeAll' ? anyKey(row('id'), keys) : sql`${row('id')} = ${keys}::uuid`;
  const where = allOf([
    ...tenantPredicate(noun, row),
    chosen,
    ...scopePredicate(model, noun, row, { shape, found: 'reached' }),
  ]);
  const columns = kind === 'lock' ? sql`sought.*` : sql`${row('id')}, ${erasedSql(noun, row)}`;
  const tail = kind === 'lock' ? sql` for no key update of sought` : sql``;
  const query = sql`select ${columns} from ${sql.table(noun.table)} as sought where ${where}${tail}`;
  const { sql: text, parameters } = query.compile(builder);
  const params = parameters as { resolve(request: PlanRequest): unknown }[];
  return { text, values: (request) => params.map((each) => each.resolve(request)) };
}

const erasedSql = ({ erased }: Noun, row: Row): Sql =>
  erased ? sql`${row(erased.column)} = ${sql.lit(erased.value)} as erased` : sql`false as erased`;

const anyKey = (id: Sql, keys: Sql): Sql => sql`${id} = any(${keys}::uuid[])`;
