import {
  administratorOf,
  BANK,
  BANK_CODE,
  COUNTY,
  gridsOf,
  keyOf,
  keySql,
  officerOf,
  SMALL_GRIDS_PER_BIG,
  SPARE_PEOPLE,
  VILLAGE_DIGITS,
} from './county.ts';
import { ISSUER } from './issuer.ts';

/** Set-based SQL that fills a county of any size; `n` counts from 0. */
const SINCE = "date '2024-01-01'";
const BANK_KEY = `'${BANK}'::uuid`;
const ANY_BYTES = "decode(repeat('a5', 64), 'hex')";

const rows = (count: number, alias = 'n'): string =>
  `generate_series(0::bigint, ${count - 1}::bigint) as ${alias}`;
const digest = (what: string, n: string): string => `sha256(('${what}' || ${n})::bytea)`;
const person = (n: string): string => keySql('person', n);
/** Spare people come after the officers. */
const spare = (grids: number, n: string): string => person(`${grids} + (${n}) % ${SPARE_PEOPLE}`);

const institution = [
  `insert into institution (institution_id, kind, code, name, area_code)
   values (${BANK_KEY}, 'BANK', '${BANK_CODE}', 'Bench bank', '${COUNTY}')`,
];

const people = (grids: number): string[] => [
  `insert into person (institution_id, id, code, name)
   select ${BANK_KEY}, ${person('n')}, 'bench.officer.' || n, '张' || n from ${rows(grids + SPARE_PEOPLE)}`,
  `insert into login (issuer, subject, institution_id, person_id)
   select '${ISSUER}', '${officerOf(0).slice(0, -1)}' || n, ${BANK_KEY}, ${person('n')} from ${rows(grids)}`,
  `insert into login (issuer, subject, institution_id, person_id)
   select '${ISSUER}', '${administratorOf(0).slice(0, -1)}' || n, ${BANK_KEY}, ${spare(grids, 'n')}
   from ${rows(SPARE_PEOPLE)}`,
  `insert into officer (institution_id, id, person_id, kind)
   select ${BANK_KEY}, ${keySql('officer', 'n')}, ${person('n')}, 'FULL_TIME' from ${rows(grids + SPARE_PEOPLE)}`,
  `insert into appointment (institution_id, id, person_id, role_id, valid_from)
   select ${BANK_KEY}, ${keySql('appointment', 'n')}, ${person('n')},
     (select id from role where code = 'GRID_OFFICER'), ${SINCE} from ${rows(grids)}
   union all
   select ${BANK_KEY}, ${keySql('appointment', `${grids} + n`)}, ${spare(grids, 'n')},
     (select id from role where code = 'ADMINISTRATOR'), ${SINCE} from ${rows(SPARE_PEOPLE)}`,
];

const bigCode = (n: string): string => `'${COUNTY}1' || lpad((${n})::text, ${VILLAGE_DIGITS}, '0')`;
const smallCode = (n: string): string =>
  `${bigCode(`${n} / ${SMALL_GRIDS_PER_BIG}`)} || lpad((${n} % ${SMALL_GRIDS_PER_BIG})::text, 2, '0')`;

const territory = (grids: number): string[] => [
  `insert into grid (institution_id, id, code, name, level, class, kind, area_code, valid_from)
   select ${BANK_KEY}, ${keySql('bigGrid', 'n')}, ${bigCode('n')}, '大网格' || n, 'BIG', 'RURAL', 'VILLAGE',
     ${bigCode('n')}, ${SINCE} from ${rows(Math.ceil(grids / SMALL_GRIDS_PER_BIG))}`,
  `insert into grid (institution_id, id, code, name, level, class, kind, parent_id, area_code, valid_from)
   select ${BANK_KEY}, ${keySql('grid', 'n')}, ${smallCode('n')}, '小网格' || n, 'SMALL', 'RURAL', 'VILLAGE',
     ${keySql('bigGrid', `n / ${SMALL_GRIDS_PER_BIG}`)}, ${bigCode(`n / ${SMALL_GRIDS_PER_BIG}`)}, ${SINCE}
   from ${rows(grids)}`,
  `insert into assignment (institution_id, id, grid_id, person_id, role, weight, valid_from)
   select ${BANK_KEY}, ${keySql('assignment', 'n * 3')}, ${keySql('grid', 'n')}, ${person('n')},
     'PRIMARY', 1, ${SINCE} from ${rows(grids)}
   union all
   select ${BANK_KEY}, ${keySql('assignment', 'n * 3 + 1')}, ${keySql('grid', 'n')}, ${spare(grids, 'n')},
     'BACKUP', 0.5, ${SINCE} from ${rows(grids)}
   union all
   select ${BANK_KEY}, ${keySql('assignment', 'n * 3 + 2')}, ${keySql('grid', 'n')}, ${spare(grids, 'n + 1')},
     'MEMBER', 0.25, ${SINCE} from ${rows(grids)}`,
];

/** Which of the customers of its grid the nth is: what varies by it varies inside every grid. */
const place = (grids: number): string => `(n / ${grids})`;

/** Neighbours in the table are in different grids, so that a page of a grid lies scattered. */
const customers = (households: number, grids: number): string => `
insert into customer (institution_id, id, code, kind, business_name, name_mask, name_cipher,
  id_number_mask, id_number_cipher, id_number_digest, mobile_mask, mobile_cipher, mobile_digest,
  address_mask, address_cipher, grid_id, area_code, territory_code, completeness,
  screening, screening_reason, registered_by, registered_on)
select ${BANK_KEY}, ${keySql('customer', 'n')}, 'C' || lpad(n::text, 9, '0'),
  case ${place(grids)} % 7 when 0 then 'MERCHANT' else 'HOUSEHOLD' end, case ${place(grids)} % 7 when 0 then '商店' || n end,
  '张*', ${ANY_BYTES}, '429005********' || lpad((n % 10000)::text, 4, '0'), ${ANY_BYTES},
  ${digest('id', 'n')}, '138****' || lpad((n % 10000)::text, 4, '0'), ${ANY_BYTES},
  ${digest('mobile', 'n')}, '湖北省潜江市', ${ANY_BYTES}, ${keySql('grid', `n % ${grids}`)},
  ${bigCode(`n % ${grids} / ${SMALL_GRIDS_PER_BIG}`)}, ${smallCode(`(n % ${grids})`)},
  ${place(grids)} * 37 % 101, case ${place(grids)} % 50 when 0 then 'GREY' else 'NONE' end,
  case ${place(grids)} % 50 when 0 then 'LITIGATION' end, ${person(`n % ${grids}`)}, ${SINCE}
from ${rows(households)}`;

const FORM = keyOf('profileForm', 1);

/** One section is enough: what a rating reads, and the gate before it. */
const profileForm = (grids: number): string => `
insert into profile_form (institution_id, id, code, edition, customer_kind, name_en, name_zh, sample,
  status, content, valid_from, drafted_by, published_by)
values (${BANK_KEY}, '${FORM}', 'BENCH', 1, 'HOUSEHOLD', 'Bench', '测试', true, 'PUBLISHED',
  '${JSON.stringify(benchForm)}', ${SINCE}, ${spare(grids, '1')}, ${spare(grids, '1')})`;

const asked = (code: string) => ({ code, label: { en: code, zh: code } });
const benchForm = {
  format: 1,
  code: 'BENCH',
  label: { en: 'Bench', zh: '测试' },
  sample: true,
  sections: [
    {
      ...asked('INCOME'),
      items: [
        ...['PEOPLE', 'LABOUR', 'YEARS_RESIDENT'].map((code) => ({
          ...asked(code),
          type: 'NUMBER',
          unit: { en: 'number', zh: '数' },
        })),
        { ...asked('MAIN_ACTIVITY'), type: 'TEXT', format: 'INDUSTRY_CODE' },
        ...['NET_INCOME', 'EXPENDITURE', 'ASSETS', 'DEBTS'].map((code) => ({
          ...asked(code),
          type: 'MONEY',
        })),
        { ...asked('REPAYMENT'), type: 'CHOICE', options: [asked('ON_TIME')] },
        { ...asked('CREDIT_REPORT_CONSENT'), type: 'BOOLEAN' },
      ],
    },
  ],
};

const profiles = (households: number, grids: number): string => `
insert into customer_profile (institution_id, id, sections, answers)
select ${BANK_KEY}, ${keySql('customer', 'n')},
  jsonb_build_array(jsonb_build_object('code', 'INCOME', 'form', '${FORM}', 'edition', 1,
    'percent', 100, 'filled', 10, 'asked', 10, 'missing', '[]'::jsonb, 'notAsked', '[]'::jsonb,
    'by', ${person(`n % ${grids}`)}, 'on', '2024-01-02')),
  jsonb_build_object('PEOPLE', (1 + n % 6)::text, 'LABOUR', (1 + n % 3)::text,
    'YEARS_RESIDENT', (n % 60)::text, 'MAIN_ACTIVITY', 'A0111',
    'NET_INCOME', (n % 100000 * 100)::text, 'EXPENDITURE', '3000000', 'ASSETS', '20000000',
    'DEBTS', '100000', 'REPAYMENT', 'ON_TIME', 'CREDIT_REPORT_CONSENT', true)
from ${rows(households)}`;

const scorecard = (grids: number): string => `
insert into scorecard (institution_id, id, code, edition, customer_kind, name_en, name_zh, sample,
  status, content, valid_from, published_by)
values (${BANK_KEY}, '${keyOf('scorecard', 1)}', 'BENCH', 1, 'HOUSEHOLD', 'Bench', '测试', true,
  'PUBLISHED', '{}', ${SINCE}, ${spare(grids, '1')})`;

const RATING_COLUMNS = `institution_id, id, customer_id, scorecard_id, area_code, inputs, items, lines,
  findings, outcome, status, score, grade, credit_line_fen, ceiling_fen, valid_from, valid_to, rated_by`;

const rating = (kind: 'rating' | 'formerRating', period: string, grids: number): string => `
select ${BANK_KEY}, ${keySql(kind, 'n')}, ${keySql('customer', 'n')},
  '${keyOf('scorecard', 1)}'::uuid, '${COUNTY}', '{"labourCount": "2", "netIncome": "86000"}'::jsonb,
  jsonb_build_array(jsonb_build_object('code', 'INCOME', 'points', (n % 40)::text,
    'explanation', jsonb_build_object('en', 'Income of last year', 'zh', '上年收入'))),
  '[{"code": "PUBLIC", "amountFen": "5000000"}]'::jsonb, '[]'::jsonb, 'RATED', 'EFFECTIVE',
  round(n % 1000 / 10.0, 1), (array['A', 'AA', 'AAA', 'B'])[1 + n % 4], n % 50 * 100000, 20000000,
  ${period}, ${person(`n % ${grids}`)}`;

/** Four of five customers have a rating in force, and one in four of these had one before. */
const ratings = (households: number, grids: number): string => `
insert into rating (${RATING_COLUMNS})
${rating('rating', "date '2025-01-01' + (n % 300)::int, date '2099-01-01'", grids)}
from ${rows(households)} where ${place(grids)} % 5 <> 0
union all
${rating('formerRating', `${SINCE}, date '2025-01-01'`, grids)}
from ${rows(households)} where ${place(grids)} % 4 = 0 and ${place(grids)} % 5 <> 0`;

/** None, one or two loans each: one running, the other settled. */
const loans = (households: number, grids: number): string => `
insert into loan (institution_id, id, code, customer_id, product, basis, book, fund_use,
  industry_code, purpose, amount_fen, term_months, annual_rate, repayment_method, day_count,
  counterparty_fixed, non_cash_possible, payment_method, payment_rule, payment_rule_set, status,
  applied_on, created_by, first_investigator_id, second_investigator_id, reviewer_id, approver_id,
  approved_on, disburser_id, instruction, instructed_on, disbursed_on, core_reference, settled_on,
  position_on, outstanding_principal_fen, outstanding_total_fen, next_due_on, loan_class,
  classified_on, class_rule_set)
select ${BANK_KEY}, ${keySql('loan', 'n * 2 + k')}, 'L' || lpad((n * 2 + k)::text, 10, '0'),
  ${keySql('customer', 'n')}, 'FARM_CREDIT', 'STAND_ALONE', 'FARM_HOUSEHOLD', 'BUSINESS', 'A0111',
  '购买农资', 1000000 + n % 40 * 100000, 12, 4.35, 'AT_MATURITY', 'ACTUAL_365', false, false, 'SELF',
  'bench', 'bench', case k when 0 then 'ACTIVE' else 'SETTLED' end,
  date '2025-01-01' + (n % 300)::int, ${person(`n % ${grids}`)},
  ${[0, 1, 2, 3].map((post) => spare(grids, `n + ${post}`)).join(', ')}, date '2025-11-01',
  ${spare(grids, 'n + 4')}, 'I' || (n * 2 + k), date '2025-11-02', date '2025-11-03',
  'R' || (n * 2 + k), case k when 1 then date '2026-01-01' end, date '2026-01-01',
  case k when 0 then 1000000 else 0 end, case k when 0 then 1030000 else 0 end,
  case k when 0 then date '2026-11-03' end, 'NORMAL', date '2026-01-01', 'bench'
from ${rows(households)}, generate_series(0, (${place(grids)} % 3)::int - 1) as k`;

/** Three of four customers were called on, one in five made a promise that is still open. */
const ledgers = (households: number, grids: number): string[] => [
  `insert into visit (institution_id, id, customer_id, way, purpose, result, source, visited_at,
    next_on, visitor_id, recorded_by, rule_set)
  select ${BANK_KEY}, ${keySql('visit', 'n * 2 + k')}, ${keySql('customer', 'n')}, 'PHONE', 'MAINTAIN',
    'TO_FOLLOW_UP', 'TABLET', timestamptz '2025-11-01' + (n % 90 - 200 * k) * interval '1 day',
    date '2026-03-01' + (n % 120)::int, ${person(`n % ${grids}`)}, ${person(`n % ${grids}`)}, 'bench'
  from ${rows(households)}, generate_series(0, 1) as k where ${place(grids)} % 4 <> 0`,
  `insert into follow_up (institution_id, id, customer_id, kind, promised_by, due_on, promise_cipher,
    assignee_id, opened_by, opened_on)
  select ${BANK_KEY}, ${keySql('followUp', 'n')}, ${keySql('customer', 'n')}, 'DOCUMENTS', 'CUSTOMER',
    date '2026-03-01' + (n % 60)::int, ${ANY_BYTES}, ${person(`n % ${grids}`)},
    ${person(`n % ${grids}`)}, date '2026-02-01'
  from ${rows(households)} where ${place(grids)} % 5 = 1`,
];

/** What is small, then what grows with the county; the roles and the data key stand between. */
export const foundation = (): readonly string[] => institution;

export function fillStatements(households: number): readonly string[] {
  const grids = gridsOf(households);
  return [
    ...people(grids),
    ...territory(grids),
    scorecard(grids),
    customers(households, grids),
    profileForm(grids),
    profiles(households, grids),
    ratings(households, grids),
    loans(households, grids),
    ...ledgers(households, grids),
  ];
}

export const TABLES_FILLED = ['customer', 'rating', 'loan', 'visit', 'follow_up'] as const;
