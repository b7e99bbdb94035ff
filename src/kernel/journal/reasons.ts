/** Words people give as reasons: beside the journal, since they may name somebody. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { StatementConfig, Tx } from '../db/index.ts';

const SALT_BYTES = 16;

/** A reason of one fact, as it is kept, with what its leaf says of it. */
export type KeptReason = {
  factId: string;
  reason: string;
  salt: Buffer;
  /** Keys of the objects the fact concerns. */
  objects: readonly string[];
  digest: string;
};

/** @param factId the fact's own id, as in its leaf */
export function keepReason(
  factId: string,
  reason: string,
  objects: readonly { id: string }[],
): KeptReason {
  const salt = randomBytes(SALT_BYTES);
  const hash = createHash('sha256').update(salt).update(reason).digest('hex');
  const keys = [...new Set(objects.map(({ id }) => id))];
  return { factId, reason, salt, objects: keys, digest: `sha256:${hash}` };
}

/** The same statement, with the reasons written in it; `$1` is the institution already. */
export function withReasons(
  { text, values }: StatementConfig,
  reasons: readonly KeptReason[],
): StatementConfig {
  if (reasons.length === 0) return { text, values };
  const at = (place: number): string => `$${values.length + place}`;
  const about = reasons.flatMap(({ factId, objects }) => objects.map((key) => ({ factId, key })));
  return {
    text: `with said as (
  insert into journal_reason (institution_id, id, reason, salt)
  select $1, * from unnest(${at(1)}::uuid[], ${at(2)}::text[], ${at(3)}::bytea[])
), about as (
  insert into journal_reason_object (institution_id, reason_id, object_id)
  select $1, * from unnest(${at(4)}::uuid[], ${at(5)}::text[])
)
${text}`,
    values: [
      ...values,
      reasons.map(({ factId }) => factId),
      reasons.map(({ reason }) => reason),
      reasons.map(({ salt }) => salt),
      about.map(({ factId }) => factId),
      about.map(({ key }) => key),
    ],
  };
}

/** Takes the words and salts away from every fact about these objects; the digests stay. */
export async function forgetReasons(
  tx: Tx,
  institutionId: string,
  objects: readonly string[],
): Promise<void> {
  await sql`update journal_reason set reason = null, salt = null
    where institution_id = ${institutionId} and reason is not null and id in (
      select reason_id from journal_reason_object
      where institution_id = ${institutionId} and object_id = any(${[...objects]}::text[]))`.execute(
    tx,
  );
}
