/** The personal data of the tables below this module and of its own. */
import { sql } from 'kysely';
import { addMonths } from '../../kernel/dates.ts';
import { erasedIf, erasedWords, holdPersonalData, nothing, type Sql } from './held.ts';
import { keepRecords } from './kept.ts';
import { retentionRulesOn } from './retention-rules.ts';

const own = sql`id`;
const theCustomer = sql`customer_id`;
const noBytes: Sql = sql`''::bytea`;
const noObject: Sql = sql`'{}'::jsonb`;
const noList: Sql = sql`'[]'::jsonb`;
const noTexts: Sql = sql`'{}'::text[]`;

/** An organisation is nobody's data; the business of one person is. */
const unlessOrganisation = (column: string, value: Sql): Sql =>
  sql`case when party = 'ORGANISATION' or ${sql.ref(column)} is null then ${sql.ref(column)} else ${value} end`;

const contact = {
  mobile_mask: nothing,
  mobile_cipher: nothing,
  mobile_digest: nothing,
  address_mask: nothing,
  address_cipher: nothing,
  address_digest: nothing,
  address_form_cipher: nothing,
  longitude: nothing,
  latitude: nothing,
  completeness: sql`0`,
};

const idNumber = { id_number_mask: nothing, id_number_cipher: nothing, id_number_digest: nothing };
const name = { name_mask: erasedWords, name_cipher: noBytes };
const unlessHead = (column: string, value: Sql): Sql =>
  sql`case when head then ${sql.ref(column)} else ${value} end`;

holdPersonalData(
  {
    table: 'customer',
    customer: 'id',
    part: 'file',
    erase: {
      ...contact,
      ...idNumber,
      ...name,
      name_digest: nothing,
      name_sound_digest: nothing,
      id_area_finding: nothing,
      business_name: unlessOrganisation('business_name', erasedWords),
      credit_code: unlessOrganisation('credit_code', nothing),
    },
    minimise: contact,
    sealed: {
      columns: {
        name_cipher: 'name',
        id_number_cipher: 'idNumber',
        mobile_cipher: 'mobile',
        address_cipher: 'address',
      },
      subject: own,
    },
  },
  {
    table: 'customer_member',
    customer: 'customer_id',
    part: 'members',
    erase: { ...name, ...idNumber, id_area_finding: nothing },
    minimise: {
      name_mask: unlessHead('name_mask', erasedWords),
      name_cipher: unlessHead('name_cipher', noBytes),
      id_number_mask: unlessHead('id_number_mask', nothing),
      id_number_cipher: unlessHead('id_number_cipher', nothing),
      id_number_digest: unlessHead('id_number_digest', nothing),
      id_area_finding: unlessHead('id_area_finding', nothing),
    },
    sealed: {
      columns: { name_cipher: 'name', id_number_cipher: 'idNumber' },
      subject: sql`case when head then customer_id else id end`,
    },
    subjects: sql`case when head then null else id end`,
  },
  {
    table: 'customer_move',
    customer: 'customer_id',
    part: 'moves',
    erase: {
      reason: erasedWords,
      decision_reason: erasedIf('decision_reason'),
      longitude: nothing,
      latitude: nothing,
    },
  },
  {
    table: 'customer_profile',
    customer: 'id',
    part: 'profile',
    erase: { answers: noObject, sections: noList, sealed_items: noTexts, sealed_cipher: nothing },
    sealed: { columns: { sealed_cipher: 'sealedAnswers' }, subject: own },
  },
  {
    table: 'profile_revision',
    customer: 'customer_id',
    part: 'profileHistory',
    erase: { before: noObject, before_cipher: nothing },
    sealed: { columns: { before_cipher: 'sealedBefore' }, subject: theCustomer },
  },
  {
    table: 'consent',
    customer: 'customer_id',
    part: 'consents',
    erase: { withdrawal_reason: erasedIf('withdrawal_reason') },
  },
  { table: 'disclosure', customer: 'customer_id', part: 'disclosures', erase: {} },
  {
    table: 'processing_restriction',
    customer: 'customer_id',
    part: 'restrictions',
    erase: { reason: erasedIf('reason'), lift_reason: erasedIf('lift_reason') },
  },
  {
    table: 'correction_request',
    customer: 'customer_id',
    part: 'correctionRequests',
    erase: { outcome: erasedIf('outcome') },
  },
  { table: 'erasure', customer: 'customer_id', part: 'erasures', erase: {} },
);

/** That data was processed, by whom and on what ground, stays; it names nobody by itself. */
keepRecords(async (tx, { institutionId, customerId, today }) => {
  const { rows } = await sql<{ count: number }>`
    select ((select count(*) from disclosure where institution_id = ${institutionId}
        and ${theCustomer} = ${customerId})
      + (select count(*) from consent where institution_id = ${institutionId}
        and ${theCustomer} = ${customerId}))::int as count`.execute(tx);
  const count = rows[0]?.count ?? 0;
  const { months, legalBasis } = retentionRulesOn(today).rules.PROCESSING_RECORDS;
  const until = addMonths(today, months);
  return count > 0
    ? [{ what: 'PROCESSING_RECORDS', count, until, identity: false, legalBasis }]
    : [];
});
