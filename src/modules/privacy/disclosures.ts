/** What was shown or given of a person, kept for the person to see. */
import type { DataGroup, ProcessingPurpose } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { Ground, Recipient } from './ground.ts';

export type Disclosed = Ground & {
  institutionId: string;
  customerId: string;
  /** Who read or gave it. */
  personId: string;
  act: 'REVEAL' | 'EXPORT' | 'SHARE';
  purpose: ProcessingPurpose;
  items: readonly DataGroup[];
  /** Clear values of class C2. */
  values: number;
  recipient?: Recipient | { kind: 'SUBJECT'; code: string } | undefined;
  now: Date;
};

/** Writes down one disclosure; its key. */
export async function recordDisclosure(tx: Tx, disclosed: Disclosed): Promise<string> {
  const id = newId();
  await tx
    .insertInto('disclosure')
    .values({
      institution_id: disclosed.institutionId,
      id,
      customer_id: disclosed.customerId,
      act: disclosed.act,
      purpose: disclosed.purpose,
      ground: disclosed.ground,
      consent_id: disclosed.consentId,
      recipient_kind: disclosed.recipient?.kind ?? 'NONE',
      recipient: disclosed.recipient?.code ?? '',
      items: [...new Set(disclosed.items)],
      values_count: disclosed.values,
      person_id: disclosed.personId,
      occurred_at: disclosed.now,
    })
    .execute();
  return id;
}
