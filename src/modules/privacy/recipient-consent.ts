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
  select agreed.id from consent as agreed
  join customer as whose on whose.institution_id = ${institution}
    and whose.id = agreed.customer_id and whose.status = 'ACTIVE'
  where agreed.institution_id = ${institution} and agreed.customer_id = ${customer}
    and agreed.purpose = ${sql.lit(purpose)} and agreed.member_id is null
    and agreed.recipient_kind = ${sql.lit(kind)} and agreed.recipient = ${recipient}
    and agreed.items @> ${items} and agreed.valid_from <= ${today}
    and (agreed.valid_to is null or agreed.valid_to > ${today})
    and not exists (select from processing_restriction as restricted
      where restricted.institution_id = ${institution} and restricted.customer_id = ${customer}
        and restricted.valid_to is null)
  order by agreed.id limit 1)`;
