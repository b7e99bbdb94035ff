/** Who acts: a person or machine of one institution, with what the roles in force allow. */
export type Actor = {
  institutionId: string;
  institutionKind: 'BANK' | 'GOVERNMENT' | 'REGULATOR' | 'OPERATOR';
  personId: string;
  /** The person's code within the institution, for people to read. */
  code: string;
  /** The token's client, the scope of idempotency keys. */
  clientId: string;
  roles: readonly string[];
  permissions: ReadonlySet<string>;
  approvalLimitFen: bigint;
  /**
   * Code prefixes of the areas and grids visible; `['']` is the whole institution, `[]` nothing.
   * While a command or report runs: those where its permission is held.
   */
  scope: readonly string[];
  /** Where each permission is held; absent where all of them are held in the whole `scope`. */
  territories?: ReadonlyMap<string, readonly string[]>;
  /** A job acting for its institution: no token makes such an actor. */
  system?: true;
};

const territoryOf = ({ territories, scope }: Actor, permission: string): readonly string[] =>
  territories ? (territories.get(permission) ?? []) : scope;

/** The actor as far as these permissions reach together: what a role allows elsewhere stays there. */
export const actingBy = (actor: Actor, ...permissions: readonly string[]): Actor =>
  actor.territories
    ? { ...actor, scope: permissions.map((each) => territoryOf(actor, each)).reduce(shared) }
    : actor;

/** What lies in both: of two prefixes, one inside the other, the inner one. */
const shared = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.flatMap((one) =>
    others.flatMap((other) => {
      if (one.startsWith(other)) return [one];
      return other.startsWith(one) ? [other] : [];
    }),
  );

/** Does the actor hold a permission, other than the one acted by, where a code lies? */
export const holdsAt = (actor: Actor, permission: string, code: string): boolean =>
  actor.permissions.has(permission) &&
  territoryOf(actor, permission).some((prefix) => code.startsWith(prefix));

/** What the actor may do where a code lies. */
export const permissionsAt = (actor: Actor, code: string): ReadonlySet<string> =>
  actor.territories || !inScope(actor, code)
    ? new Set([...actor.permissions].filter((each) => holdsAt(actor, each, code)))
    : actor.permissions;

/**
 * How a scope enters SQL: not at all, as one range, as a set of prefixes, or as a set for each
 * noun's own permission.
 */
export type ScopeShape = 'all' | 'one' | 'some' | 'each';

/** The shape in which a document of many nouns is read. */
export const readingShape = (actor: Actor): ScopeShape =>
  actor.territories ? 'each' : scopeShape(actor);

/** The shape in which one permission's nouns are read. */
export function scopeShape(actor: Actor): ScopeShape {
  if (actor.scope.includes('')) return 'all';
  return actor.scope.length === 1 ? 'one' : 'some';
}

/** The same rule in memory: does a territory code lie inside the actor's scope? */
export const inScope = (actor: Actor, code: string): boolean =>
  actor.scope.some((prefix) => code.startsWith(prefix));
