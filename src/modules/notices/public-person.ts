import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';

/** Stands in the journal for whoever sends an objection without a login; nobody can log in as it. */
const PUBLIC_PERSON = 'system.public';

/** Makes the person the public's objections are taken down as, the first time one is needed. */
export async function ensurePublicPerson(tx: Tx, institutionId: string): Promise<void> {
  await tx
    .insertInto('person')
    .values({
      institution_id: institutionId,
      id: newId(),
      code: PUBLIC_PERSON,
      name: '公众（未登录）',
      kind: 'SYSTEM',
    })
    .onConflict((conflict) => conflict.columns(['institution_id', 'code']).doNothing())
    .execute();
}
