import type { Actor } from '../auth/actor.ts';
import { yuanOf } from '../money.ts';

/** The caller as the server sees it; the same in GraphQL and REST. */
export const viewerOf = (actor: Actor) => ({
  code: actor.code,
  institutionKind: actor.institutionKind,
  roles: actor.roles,
  permissions: [...actor.permissions].sort(),
  scope: actor.scope,
  approvalLimit: yuanOf(actor.approvalLimitFen),
});
