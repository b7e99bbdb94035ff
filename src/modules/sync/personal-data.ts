/** What devices sent of a person: values that wait, or waited, for somebody to decide. */
import { sql } from 'kysely';
import { holdPersonalData } from '../privacy/index.ts';

holdPersonalData(
  {
    table: 'sync_conflict',
    customer: 'customer_id',
    part: 'syncConflicts',
    erase: { proposed_cipher: sql`''::bytea` },
    sealed: { columns: { proposed_cipher: 'proposed' }, subject: sql`customer_id` },
  },
  { table: 'offline_edit', customer: 'customer_id', part: 'offlineEdits', erase: {} },
  { table: 'customer_departure', customer: 'customer_id', part: 'departures', erase: {} },
);
