import pg from 'pg';
import { contentOf } from '../../src/modules/products/content.ts';
import { sampleProductOf } from '../../src/modules/products/samples.ts';
import { allowEverything } from '../contracts/everyone.ts';
import { sampleRows } from '../contracts/sample-rows.ts';
import { TEST_KEY, type TestApp } from '../helpers/app.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { foundInstitution } from '../helpers/world.ts';
import { sealMadeUp } from './made-up-seals.ts';
import { begin, type Town } from './town.ts';

/** Of each table: more than there are commands, so that none finds what another did to its row. */
const ROWS = 320;

const NOWHERE = { id: '', code: '' };

/** Columns that name an officer by the person, as no sample row does. */
const OF_OFFICERS = [
  ['assignment', 'person_id'],
  ['hand_over', 'from_person_id'],
  ['hand_over', 'to_person_id'],
  ['staff_leave', 'person_id'],
  ['staff_leave', 'stand_in_id'],
  ['training', 'person_id'],
] as const;

const sold = sampleProductOf('VILLAGE_CREDIT');
const stored = sold ? contentOf(sold).replaceAll("'", "''") : '';

/**
 * What most commands ask of what they act on, so that they are done and not refused: it is of a kind, in
 * force, somewhere, and belongs to nothing that belongs to itself. Of rules the samples are in force.
 */
const IN_FORCE: readonly string[] = [
  ...OF_OFFICERS.map(
    ([table, column]) => `${table} set ${column} = officer.person_id
      from officer where officer.id = ${table}.${column}`,
  ),
  `area set code = '429005001' || lpad(substr(code, 2), 3, '0'), parent_code = '429005001',
     level = 'VILLAGE', kind = 'VILLAGERS_COMMITTEE', boundary = null`,
  `area set code = '429005001', parent_code = '429005', level = 'TOWNSHIP', kind = 'TOWN'
     where code = '429005001${ROWS}'`,
  `grid set area_code = '429005001' || lpad(substr(area_code, 2), 3, '0'), parent_id = null,
     code = '429005001' || lpad(substr(code, 2), 3, '0'), exclusive = false,
     level = 'BIG', class = 'RURAL', kind = 'VILLAGE', boundary = null`,
  `customer set area_code = '429005001' || lpad(substr(area_code, 2), 3, '0'), grid_id = null,
     kind = 'HOUSEHOLD', status = 'ACTIVE', screening = 'NONE', screening_reason = null,
     business_name = null, credit_code = null, merged_into_id = null, split_from_id = null,
     closed_on = null, close_reason = null, field_versions = '{}'`,
  'customer_member set left_on = null',
  "person set status = 'ACTIVE', kind = 'HUMAN'",
  "officer set status = 'ACTIVE', kind = 'FULL_TIME'",
  "credit_area set level = 'TOWN', customer_id = null",
  'loan_flag set outcome = null',
  "role set approval_limit_fen = 100000000 where code = 'ADMINISTRATOR'",
  `loan_product set content = '${stored}', status = 'PUBLISHED', valid_to = null`,
  `loan_fact set kind = 'DISBURSED', amount_fen = 1000000, occurred_on = '2026-01-05',
     recomputation = null, annual_rate = null, months = null, repayment_method = null,
     until = null, reverses = null`,
  `loan set amount_fen = 1000000, term_months = 60, annual_rate = 4, rate_type = 'FIXED',
     repayment_method = 'AT_MATURITY', day_count = 'ACTUAL_365', rounding = 'HALF_UP',
     allocation = 'PENALTY_INTEREST_PRINCIPAL', subsidy_points = null, book = 'PERSON',
     basis = 'STAND_ALONE', rating_id = null, guarantee_kind = 'CREDIT', written_off_fen = 0,
     written_off_on = null, outstanding_principal_fen = 0, outstanding_total_fen = 0,
     prime_rate_id = null, spread = null, channel = 'OFFICER', fund_use = 'BUSINESS',
     payment_method = 'SELF', approval_expires_on = '2198-12-31', classified_on = null, settled_on = null`,
  "loan_instalment set due_on = '2031-01-05'",
  `loan_standing set valid_from = '2026-01-05', overdue_since = null, overdue_days = 0,
     overdue_principal_fen = 0, overdue_interest_fen = 0, written_off_principal_fen = 0,
     written_off_interest_fen = 0`,
  "assignment set role = 'PRIMARY'",
  'processing_restriction set valid_to = valid_from',
  "authority_matrix set valid_from = '2198-12-31'",
  "credit_criteria set valid_from = '2198-12-31'",
];

/**
 * A bank with rows in every table that mean nothing: whatever a command of the registry names is
 * there, in whatever state is wanted, and its administrator may do everything.
 */
export async function foundMadeUpTown({ ownerUrl }: TestDatabase): Promise<Town> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  const owner: TestApp['owner'] = async (text, values) =>
    (await pool.query(text, values)).rows as never;
  try {
    const { bankId } = await foundInstitution(pool, TEST_KEY);
    await allowEverything({ owner } as TestApp);
    const wanted = { institutions: [bankId], count: ROWS, withoutJournal: true };
    const samples = await sampleRows({ ownerUrl } as TestApp, wanted);
    for (const text of IN_FORCE) {
      await owner(`begin; set local session_replication_role = replica; update ${text}; commit`);
    }
    await sealMadeUp(pool, bankId);
    const foundedAt = await begin(owner);
    const nobody = { west: NOWHERE, east: NOWHERE, consentText: '', households: [], loans: [] };
    return { institutionId: bankId, foundedAt, samples, ...nobody };
  } finally {
    await pool.end();
  }
}
