import { test } from 'tap';
import { heldTables } from '../../src/modules/privacy/index.ts';
import { createProgram } from '../../src/program.ts';
import { testDatabase } from '../helpers/database.ts';
import { withClient } from '../helpers/template.ts';

/** Every table that speaks of a person is known to what exports and erases a person. */
createProgram();
const held = new Map(heldTables().map((each) => [each.table as string, each]));

/** Tables that reach a person through another one, whose declaration speaks for them. */
const REFERRING = `select distinct c.relname as name
from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class t on t.oid = f.confrelid
where f.contype = 'f' and f.connamespace = 'public'::regnamespace
  and t.relname in ('customer', 'customer_member') order by 1`;

/** Sealed, masked and digested columns, and text that only has a length. */
const TELLING = `select c.relname as table, a.attname as name
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
  and not a.attisdropped
  and (a.attname ~ '_(cipher|mask|digest)$'
    or format_type(a.atttypid, null) = 'text' and exists (
      select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'
        and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) ~ 'char_length'))
order by 1, 2`;

/** Sealed columns of tables that are of nobody's file, and whose they are. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'import', // headings of a file, under the key of the import
  'approval_request', // destroyed with its key once decided, or with the person it is about
  'notice_objection', // sealed under its own key, which goes with the entry's person
  'loan_investigation', // under the key of the borrower; by erase_loan_texts
  'webhook_endpoint', // secrets, under a key of the endpoint's own
  'panel_review', // points, sealed until the panel closes
]);

/** Text of a length that names nobody. */
const PLAIN: ReadonlySet<string> = new Set([
  'credit_sample.note', // by erase_kept_texts
  'duplicate_pair.rule_set',
  'loan.core_reference',
  'loan.payee_reference', // by erase_loan_texts
  'loan.purpose', // by erase_loan_texts
  'panel_reviewer.name_mask', // a person of their own
  'panel_reviewer.name_cipher',
  'panel_reviewer.mobile_mask',
  'panel_reviewer.mobile_cipher',
  'panel_reviewer.mobile_digest',
  'panel_reviewer.id_number_mask',
  'panel_reviewer.id_number_cipher',
  'panel_reviewer.id_number_digest',
  'offline_edit.field', // names of fields
  'sync_conflict.field',
  'visit.rule_set',
]);

/** Words about a person in tables that refer to a declared one. */
const THROUGH = `select distinct c.relname || '.' || a.attname as name
from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class h on h.oid = f.confrelid
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where f.contype = 'f' and h.relname = any($1) and not c.relname = any($1)
  and format_type(a.atttypid, null) = 'text' and exists (
    select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'
      and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) ~ 'char_length')
order by 1`;

/** Each is written over after erasing, by the module that keeps it, or speaks of somebody else. */
const WRITTEN_OVER: ReadonlySet<string> = new Set([
  'campaign_step.reason',
  'core_mismatch.subject', // the core's own number
  'core_report.account_reference',
  'core_report.explanation',
  'core_report.instruction', // numbers of loans and of the core
  'core_report.loan_code',
  'core_report.reference',
  'credit_inspection.findings',
  'credit_line_state.reason',
  'disbursement.account_reference',
  'disbursement.core_reference', // the core's own number
  'disbursement.explanation',
  'disbursement.payee_reference',
  'collection_action.note',
  'collection_case.court_reference',
  'loan_change.opinion',
  'loan_change.statement',
  'loan_check.note',
  'loan_class_ground.explanation',
  'loan_class_review.closing',
  'loan_class_review.determination',
  'loan_class_review.proposal',
  'loan_classification.rule_set',
  'loan_liability.grounds',
  'loan_fact.explanation',
  'loan_flag.answer',
  'loan_investigation.opinion',
  'loan_investigation.repayment_source',
  'loan_condition.note',
  'loan_condition.text',
  'loan_step.opinion',
  'loan_vote.opinion',
  'notice_objection.decision_reason',
  'loan_fact.reference', // the core's own number
  'panel_member.excused_reason', // of a reviewer
  'repayment_batch_row.reference', // the core's own number
]);

test('every table about a person is declared, down to what tells of one', async (t) => {
  const { ownerUrl } = await testDatabase(t);
  await withClient(ownerUrl, async (client) => {
    const { rows: referring } = await client.query<{ name: string }>(REFERRING);
    t.same(
      referring.map(({ name }) => name).filter((name) => !held.has(name)),
      [],
      'tables that refer to customers',
    );
    const { rows } = await client.query<{ table: string; name: string }>(TELLING);
    const about = rows.filter(({ table }) => held.has(table));
    t.ok(about.length > 20);
    const loose = about
      .filter(({ table, name }) => !Object.hasOwn(held.get(table)?.erase ?? {}, name))
      .map(({ table, name }) => `${table}.${name}`);
    t.same(
      loose.filter((each) => !PLAIN.has(each)),
      [],
      'columns that erasing leaves as they are',
    );
    const { rows: through } = await client.query<{ name: string }>(THROUGH, [[...held.keys()]]);
    t.same(
      through.map(({ name }) => name).filter((name) => !WRITTEN_OVER.has(name)),
      [],
      'words in tables further away',
    );
    const sealed = rows.filter(({ table, name }) => name.endsWith('_cipher') && !held.has(table));
    t.same(
      [...new Set(sealed.map(({ table }) => table))].filter((table) => !ELSEWHERE.has(table)),
      [],
      'sealed columns elsewhere',
    );
  });
});

test('what is declared is there', async (t) => {
  const { ownerUrl } = await testDatabase(t);
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ table: string; name: string }>(
      `select table_name as table, column_name as name from information_schema.columns
       where table_schema = 'public'`,
    );
    const columns = new Set(rows.map(({ table, name }) => `${table}.${name}`));
    const named = heldTables().flatMap(({ table, customer, erase, minimise, sealed }) =>
      [
        customer,
        ...Object.keys(erase),
        ...Object.keys(minimise ?? {}),
        ...Object.keys(sealed?.columns ?? {}),
      ].map((column) => `${table}.${column}`),
    );
    t.same(
      named.filter((each) => !columns.has(each)),
      [],
    );
  });
  const parts = heldTables().map(({ part }) => part);
  t.equal(new Set(parts).size, parts.length, 'each under a name of its own');
});
