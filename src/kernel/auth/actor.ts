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
  /** Code prefixes of the areas and grids visible; `['']` is the whole institution, `[]` nothing. */
  scope: readonly string[];
  /** A job acting for its institution: no token makes such an actor. */
  system?: true;
};

/** How a scope enters SQL: not at all, as one range, or as a set of prefixes. */
export type ScopeShape = 'all' | 'one' | 'some';

export function scopeShape(actor: Actor): ScopeShape {
  if (actor.scope.includes('')) return 'all';
  return actor.scope.length === 1 ? 'one' : 'some';
}

/** The same rule in memory: does a territory code lie inside the actor's scope? */
export const inScope = (actor: Actor, code: string): boolean =>
  actor.scope.some((prefix) => code.startsWith(prefix));
