/** The one question every use of personal data asks first: on what ground? */
import { type RawBuilder, sql } from 'kysely';
import type {
  DataGroup,
  LegalGround,
  ProcessingPurpose,
  RecipientKind,
} from '../../generated/enums.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { purposeRuleOn } from './purposes.ts';

/** Someone outside the institution who would be given the data. */
export type Recipient = { kind: RecipientKind; code: string };

export type Use = {
  institutionId: string;
  customerId: string;
  purpose: ProcessingPurpose;
  /** Today's civil date. */
  today: string;
  recipient?: Recipient | undefined;
  /** The member whose data it is; the head or owner when absent. */
  memberId?: string | undefined;
  /** Groups of data used: a consent has to cover them all. */
  items?: readonly DataGroup[] | undefined;
};

export type Ground = { ground: LegalGround; consentId: string | null };

type ContractCheck = (tx: Tx, use: Use) => Promise<boolean>;
const contractChecks: ContractCheck[] = [];

/** A module that makes contracts with customers says whether one is wanted or in force. */
export function knowContracts(check: ContractCheck): void {
  contractChecks.push(check);
}

/**
 * The ground this use stands on. Refuses `privacy.restricted` while the data may only be stored,
 * `privacy.recipient_unfit` where purpose and recipient do not go together, and
 * `privacy.consent_required` where neither contract, duty nor consent covers it (PIPL 13).
 */
export async function requireConsent(tx: Tx, use: Use): Promise<Ground> {
  const rule = purposeRuleOn(use.purpose, use.today);
  const wanted = rule.recipients.length > 0;
  const fits = use.recipient ? rule.recipients.includes(use.recipient.kind) : !wanted;
  if (!fits) throw refuse('privacy.recipient_unfit', { path: ['recipient'] });
  const restriction = await restrictionOn(tx, use);
  const stopped = restriction === 'RETENTION_ONLY' ? !rule.afterErasing : rule.restrictable;
  if (restriction !== null && stopped) throw refuse('privacy.restricted');
  if (rule.ground === 'LEGAL_DUTY') return { ground: 'LEGAL_DUTY', consentId: null };
  if (rule.ground === 'CONTRACT' && (await hasContract(tx, use))) {
    return { ground: 'CONTRACT', consentId: null };
  }
  const consentId = await consentFor(tx, use);
  if (consentId) return { ground: 'CONSENT', consentId };
  throw refuse('privacy.consent_required', { details: { purpose: use.purpose } });
}

async function hasContract(tx: Tx, use: Use): Promise<boolean> {
  for (const check of contractChecks) if (await check(tx, use)) return true;
  return false;
}

/** Why the customer's data may only be stored, if it may. */
export async function restrictionOn(
  tx: Tx,
  { institutionId, customerId }: Pick<Use, 'institutionId' | 'customerId'>,
): Promise<string | null> {
  const row = await tx
    .selectFrom('processing_restriction')
    .select('ground')
    .where('institution_id', '=', institutionId)
    .where('customer_id', '=', customerId)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  return row?.ground ?? null;
}

async function consentFor(tx: Tx, use: Use): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from consent
    where institution_id = ${use.institutionId} and customer_id = ${use.customerId}
      and purpose = ${use.purpose} and member_id is not distinct from ${use.memberId ?? null}::uuid
      and recipient_kind = ${use.recipient?.kind ?? 'NONE'}
      and recipient = ${use.recipient?.code ?? ''} and items @> ${[...(use.items ?? [])]}::text[]
      and valid_from <= ${use.today}::date and (valid_to is null or valid_to > ${use.today}::date)
    limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

type Many = {
  institutionId: string;
  customerIds: readonly string[];
  purpose: ProcessingPurpose;
  today: string;
};

/**
 * Of these customers, those who have stopped this use of their data, with the code it is refused
 * with: restricted to storage, or agreed once, withdrawn and not agreed again.
 */
export async function stoppedAmong(
  db: Db,
  { institutionId, customerIds, purpose, today }: Many,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; code: string }>`
    select customer_id as id, 'privacy.restricted' as code from processing_restriction
    where institution_id = ${institutionId} and customer_id = any(${[...customerIds]}::uuid[])
      and valid_to is null
    union all
    select customer_id, 'privacy.consent_required' from consent
    where institution_id = ${institutionId} and customer_id = any(${[...customerIds]}::uuid[])
      and purpose = ${purpose} and member_id is null and recipient_kind = 'NONE'
    group by customer_id
    having bool_or(withdrawn_on is not null) and not bool_or(
      valid_from <= ${today}::date and (valid_to is null or valid_to > ${today}::date))`.execute(
    db,
  );
  return new Map(rows.map(({ id, code }) => [id, code]));
}

/**
 * Of these customers, those whose data may not be used for the purpose as no consent of the head or
 * owner covers it today, or as it may only be stored, with the code it is refused with.
 */
export async function unagreedAmong(
  db: Db,
  { institutionId, customerIds, purpose, today }: Many,
): Promise<ReadonlyMap<string, string>> {
  const asked = {
    institution: institutionId,
    customer: sql.ref('asked.id'),
    today: sql`${today}::date`,
  };
  const { rows } = await sql<{ id: string; code: string }>`
    select asked.id, case when exists (select from processing_restriction as stored
        where stored.institution_id = ${institutionId} and stored.customer_id = asked.id
          and stored.valid_to is null)
      then 'privacy.restricted' else 'privacy.consent_required' end as code
    from unnest(${[...customerIds]}::uuid[]) as asked (id)
    where not ${consentedSql(purpose, asked)}`.execute(db);
  return new Map(rows.map(({ id, code }) => [id, code]));
}

type Asked = { institution: unknown; customer: unknown; today: unknown };

/**
 * The same rule for many customers at once, as a condition on their rows: the head or owner agreed
 * to this purpose inside the institution, and nothing restricts it. References and values are SQL.
 */
export const consentedSql = (
  purpose: ProcessingPurpose,
  { institution, customer, today }: Asked,
): RawBuilder<boolean> => sql<boolean>`(exists (
    select from consent as agreed
    where agreed.institution_id = ${institution} and agreed.customer_id = ${customer}
      and agreed.purpose = ${sql.lit(purpose)} and agreed.member_id is null
      and agreed.recipient_kind = 'NONE' and agreed.valid_from <= ${today}
      and (agreed.valid_to is null or agreed.valid_to > ${today}))
  and not exists (
    select from processing_restriction as restricted
    where restricted.institution_id = ${institution} and restricted.customer_id = ${customer}
      and restricted.valid_to is null))`;
