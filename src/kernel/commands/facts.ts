import type { StatementConfig } from '../db/index.ts';
import { newId } from '../ids.ts';
import { journalInsert } from '../journal/append.ts';
import { type LeafValue, leafOf } from '../journal/leaf.ts';
import { type KeptReason, keepReason, withReasons } from '../journal/reasons.ts';
import type { EmittedFact } from './command.ts';
import type { Ready } from './perform.ts';

export type FactSetting = {
  ready: Ready;
  now: Date;
  requestId: string;
  /** Of the idempotency key, where there is one. */
  keyDigest?: string | undefined;
};

/** The journal entries of one command, as the statement that goes out with COMMIT. */
export function factsStatement(
  facts: readonly EmittedFact[],
  setting: FactSetting,
): StatementConfig {
  const { ready, now, requestId, keyDigest } = setting;
  const { actor, reason } = ready;
  const reasons: KeptReason[] = [];
  const leaves = facts.map((fact) => {
    const id = newId();
    const words = fact.by ? fact.by.reason : reason;
    const kept = words === null ? undefined : keepReason(id, words, fact.objects);
    if (kept) reasons.push(kept);
    return leafOf(
      {
        act: fact.act,
        objects: fact.objects,
        reason: kept?.digest,
        purpose: fact.purpose,
        data: dataOf(fact),
      },
      {
        id,
        at: now,
        actor: { client: actor.clientId, person: fact.by?.person ?? actor.personId },
        requestId,
        keyDigest,
      },
    );
  });
  return withReasons(journalInsert(actor.institutionId, leaves), reasons);
}

/** An approved command's facts name its maker as actor and keep who checked it. */
function dataOf({ data, by }: EmittedFact): { readonly [name: string]: LeafValue } | undefined {
  const own = data as { readonly [name: string]: LeafValue } | undefined;
  return by ? { ...own, approvedBy: by.checker } : own;
}
