/** What work without a network leaves of a person: edits that wait, and where the file went. */
import { sql } from 'kysely';
import { holdPersonalData } from '../privacy/index.ts';

holdPersonalData(
  {
    table: 'sync_conflict',
    customer: 'customer_id',
    part: 'offlineConflicts',
    erase: { proposed_cipher: sql`''::bytea` },
    sealed: { columns: { proposed_cipher: 'proposed' }, subject: sql`customer_id` },
  },
  { table: 'offline_edit', customer: 'customer_id', part: 'offlineEdits', erase: {} },
  { table: 'customer_departure', customer: 'customer_id', part: 'departures', erase: {} },
);
