/** What the ledgers hold of a person: notes in words, places, telephones. */
import { sql } from 'kysely';
import { holdPersonalData, nothing } from '../privacy/index.ts';

const noBytes = sql`''::bytea`;
const theCustomer = sql`customer_id`;

holdPersonalData(
  {
    table: 'screening_record',
    customer: 'customer_id',
    part: 'screening',
    erase: { note_cipher: nothing },
    sealed: { columns: { note_cipher: 'note' }, subject: theCustomer },
  },
  {
    table: 'visit',
    customer: 'customer_id',
    part: 'visits',
    erase: {
      note_cipher: nothing,
      longitude: nothing,
      latitude: nothing,
      accuracy_metres: nothing,
      distance_metres: nothing,
      photos: sql`'[]'::jsonb`,
    },
    sealed: { columns: { note_cipher: 'note' }, subject: theCustomer },
  },
  {
    table: 'follow_up',
    customer: 'customer_id',
    part: 'followUps',
    erase: {
      promise_cipher: noBytes,
      result_cipher: sql`case when result_cipher is not null then ${noBytes} end`,
    },
    sealed: {
      columns: { promise_cipher: 'promise', result_cipher: 'result' },
      subject: theCustomer,
    },
  },
  {
    table: 'outworker',
    customer: 'customer_id',
    part: 'outworkers',
    erase: { contact_mask: nothing, contact_cipher: nothing },
    sealed: {
      columns: { contact_cipher: 'contact' },
      subject: sql`(select case when member.head then member.customer_id else member.id end
        from customer_member as member where member.institution_id = outworker.institution_id
          and member.id = outworker.member_id)`,
    },
  },
  { table: 'core_household', customer: 'customer_id', part: 'coreHousehold', erase: {} },
);
