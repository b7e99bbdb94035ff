import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Clock, civilDate } from '../clock.ts';
import type { Db, Pipeline } from '../db/index.ts';
import { refuse } from '../errors.ts';
import type { Actor } from './actor.ts';

/** Whom a verified token speaks for. */
export type Bearer = { issuer: string; subject: string; clientId: string };

export type Principals = {
  /** @throws Refusal `auth.unauthenticated` when no active person has this login */
  find(key: string, bearer: Bearer): Actor | Promise<Actor>;
};

/** How long a revoked role may still work. */
const MAX_AGE_MS = 5_000;
const KEPT = 10_000;
const LOOKUP = 'select principal($1, $2, $3) as principal';

/** What `principal` and `principal_of` in the database return. */
const shape = z.object({
  institutionId: z.string(),
  institutionKind: z.enum(['BANK', 'GOVERNMENT', 'REGULATOR', 'OPERATOR']),
  personId: z.string(),
  code: z.string(),
  roles: z.array(z.string()),
  grants: z.array(z.object({ permissions: z.array(z.string()), scope: z.array(z.string()) })),
  approvalLimitFen: z.string(),
});

/** The actor in the JSON of the database's `principal` functions. */
export function actorFrom(json: unknown, clientId: string): Actor {
  const { grants, approvalLimitFen, ...principal } = shape.parse(json);
  return {
    ...principal,
    ...reachOf(grants),
    clientId,
    approvalLimitFen: BigInt(approvalLimitFen),
  };
}

type Grant = z.output<typeof shape>['grants'][number];

/** What the grants allow together and, where they differ, how far each permission reaches. */
function reachOf(grants: readonly Grant[]): Pick<Actor, 'permissions' | 'scope' | 'territories'> {
  const scope = outermost(grants.flatMap((grant) => grant.scope));
  const codes = new Map<string, string[]>();
  for (const grant of grants) {
    for (const permission of grant.permissions) {
      codes.set(permission, [...(codes.get(permission) ?? []), ...grant.scope]);
    }
  }
  const territories = new Map([...codes].map(([permission, all]) => [permission, outermost(all)]));
  const permissions = new Set(codes.keys());
  const everywhere = [...territories.values()].every((each) => each.join() === scope.join());
  return everywhere ? { permissions, scope } : { permissions, scope, territories };
}

/** Without the codes that lie inside another: fewer prefixes, the same territory. */
function outermost(codes: readonly string[]): string[] {
  const kept: string[] = [];
  for (const code of codes.toSorted()) {
    const last = kept.at(-1);
    if (last === undefined || !code.startsWith(last)) kept.push(code);
  }
  return kept;
}

type Whom = { institutionId: string; personId: string; today: string };

/**
 * The actor a person is today, with the roles in force; null when the person has left or is of
 * another institution. Nobody's token is involved, so the client is the person.
 */
export async function actorOf(
  db: Db,
  { institutionId, personId, today }: Whom,
): Promise<Actor | null> {
  const { rows } = await sql<{ principal: unknown }>`
    select principal_of(${institutionId}, ${personId}, ${today}) as principal`.execute(db);
  const principal = rows[0]?.principal ?? null;
  return principal === null ? null : actorFrom(principal, personId);
}

type Known = { actor: Actor; readAt: number };

/** Looks people up, at most every few seconds each; those who ask meanwhile share one look-up. */
export function createPrincipals({
  pipeline,
  clock,
}: {
  pipeline: Pick<Pipeline, 'run'>;
  clock: Clock;
}): Principals {
  const known = new LRUCache<string, Known>({ max: KEPT });
  const running = new Map<string, Promise<Actor>>();

  const read = async (key: string, { issuer, subject, clientId }: Bearer): Promise<Actor> => {
    const now = clock.now();
    const { rows } = await pipeline.run({
      text: LOOKUP,
      values: [issuer, subject, civilDate(now)],
    });
    const principal = (rows as { principal: unknown }[])[0]?.principal ?? null;
    // Nobody is not remembered: a person who is given a login gets in at once.
    if (principal === null) throw refuse('auth.unauthenticated');
    const actor = actorFrom(principal, clientId);
    known.set(key, { actor, readAt: now.getTime() });
    return actor;
  };

  return {
    find(key, bearer) {
      const found = known.get(key);
      // A clock that was moved either way, as tests and the demo do, makes it old.
      if (found && Math.abs(clock.now().getTime() - found.readAt) < MAX_AGE_MS) return found.actor;
      const pending = running.get(key);
      if (pending) return pending;
      const started = read(key, bearer).finally(() => running.delete(key));
      running.set(key, started);
      return started;
    },
  };
}
