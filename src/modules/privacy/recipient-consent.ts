/** Whether somebody agreed that data goes to one recipient outside, as SQL over many customers. */
import { type RawBuilder, sql } from 'kysely';
import type { ProcessingPurpose } from '../../generated/enums.ts';
import type { Recipient } from './ground.ts';

type Sql = RawBuilder<unknown>;

export type Giving = {
  institution: Sql;
  customer: Sql;
  purpose: ProcessingPurpose;
  kind: Recipient['kind'];
  /** Code of the recipient. */
  recipient: Sql;
  /** Groups of data given, as `text[]`: the consent has to cover them all. */
  items: Sql;
  today: Sql;
};

/**
 * The head's or owner's consent in force that covers it; null where there is none, and while the
 * person's data may only be stored. A customer that is not on file as itself any more has none.
 */
export const recipientConsentSql = ({
  institution,
  customer,
  purpose,
  kind,
  recipient,
  items,
  today,
}: Giving): RawBuilder<string | null> => sql<string | null>`(
  select consented.id from consent as consented
  join customer as whose on whose.institution_id = ${institution}
    and whose.id = consented.customer_id and whose.status = 'ACTIVE'
  where consented.institution_id = ${institution} and consented.customer_id = ${customer}
    and consented.purpose = ${sql.lit(purpose)} and consented.member_id is null
    and consented.recipient_kind = ${sql.lit(kind)} and consented.recipient = ${recipient}
    and consented.items @> ${items} and consented.valid_from <= ${today}
    and (consented.valid_to is null or consented.valid_to > ${today})
    and not exists (select from processing_restriction as restricted
      where restricted.institution_id = ${institution} and restricted.customer_id = ${customer}
        and restricted.valid_to is null)
  order by consented.id limit 1)`;
