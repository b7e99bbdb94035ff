/** What may be done in a case of collection. Pure: facts in, the code of a refusal or nothing out. */
import type { CollectionStage, CollectionStatus } from '../../generated/enums.ts';
import { type CollectionRules, ripeForCourt } from './collection-rules.ts';

export const caseActs = ['act', 'hand-to-court', 'end-court'] as const;
export type CaseAct = (typeof caseActs)[number];

export type CaseFacts = { readonly status: CollectionStatus; readonly stage: CollectionStage };
type Allowed = { readonly permissions: ReadonlySet<string>; readonly rules: CollectionRules };

const permissionOf = (act: CaseAct): string =>
  act === 'act' ? 'collection-case.act' : 'collection-case.hand-to-court';

/** The code of why this person may not take an act now; undefined when nothing stands against it. */
export function caseRefusal(
  { status, stage }: CaseFacts,
  act: CaseAct,
  { permissions, rules }: Allowed,
): string | undefined {
  if (!permissions.has(permissionOf(act))) return 'auth.forbidden';
  if (status === 'CLOSED') return 'collection-case.closed';
  if (act === 'end-court')
    return status === 'IN_COURT' ? undefined : 'collection-case.not_in_court';
  if (act === 'act') return undefined;
  if (status === 'IN_COURT') return 'collection-case.in_court';
  return ripeForCourt(rules, stage) ? undefined : 'collection-case.too_early_for_court';
}
