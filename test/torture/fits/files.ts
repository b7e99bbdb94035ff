import pg from 'pg';
import { civilDate } from '../../../src/kernel/clock.ts';
import { sampleFormOf } from '../../../src/modules/profiles/sample-forms.ts';
import { sampleHouseholdScorecard } from '../../../src/modules/ratings/sample-scorecards.ts';
import { HOUSEHOLD_ANSWERS } from '../../modules/profiles/answered.ts';
import type { Fit } from '../fit.ts';

const ME = "(select person_id from login where subject = 'administrator')";
const TODAY = civilDate(new Date());

/** By law: no consent is asked for. */
const BY_LAW: Fit = { input: () => ({ purpose: 'FILE_KEEPING' }) };
const NOWHERE = { point: undefined, crs: undefined };
const UNNUMBERED = { idNumber: undefined, idType: undefined, creditCode: undefined };
/** Of a row that no command has its turn on. */
const GRID_CODE = '429005001310';
const CUSTOMER_CODE = 'S310';
const ID_NUMBER = { idNumber: '110101199001010015', idType: undefined };

const CARD = sampleHouseholdScorecard;

const TWO_MEMBERS = [
  'customer_member set head = false where id = $Member',
  'customer_member set head = true, customer_id = $Customer where id = $Member+30',
];
/** A pair of the file of this turn and of one further on. */
const paired = (status: string, second: string): Fit => ({
  row: { status: `'${status}'` },
  beside: [
    `duplicate_pair set first_id = $Customer, second_id = $Customer+30 where id = $DuplicatePair`,
    `duplicate_pair set survivor_id = $Customer, before_cipher = null
       where id = $DuplicatePair and status = 'MERGED'`,
    `customer set status = '${second}' where id = $Customer+30`,
  ],
});
/** A card that the customer of this turn is rated by, and a file that is full enough for it. */
const RATABLE = [
  `scorecard set status = 'PUBLISHED', customer_kind = 'HOUSEHOLD', valid_from = '2020-01-01',
     valid_to = null, content = ${pg.escapeLiteral(JSON.stringify(CARD))} where id = $Scorecard`,
  `customer_profile set id = $Customer, sealed_cipher = null, answers = '{}',
     sections = jsonb_build_array(jsonb_build_object('code', 'INCOME', 'percent', 100, 'missing', '[]'::jsonb, 'form', (select id from profile_form
       where code = 'SAMPLE_HOUSEHOLD' and status = 'PUBLISHED' limit 1)))
     where id = (select id from customer_profile order by id limit 1)`,
  `consent set purpose = 'RATING', member_id = null, recipient_kind = 'NONE', valid_to = null,
     customer_id = $Customer where id = $Consent`,
];
const RATING_INPUTS = {
  PEOPLE: 4,
  LABOUR: 3,
  NET_INCOME: 12_000_000,
  ASSETS: 30_000_000,
  DEBTS: 2_000_000,
  YEARS_RESIDENT: 20,
  REPAYMENT: 'ON_TIME',
  HAS_BAD_LOAN: false,
  JUDGMENT_DEFAULTER: false,
  HEAD_AGE: 41,
  CIRCUMSTANCES: 'NONE',
};
const SURVIVOR: Fit['input'] = (ids) => ({ survivorId: ids('Customer', 0), take: [] });

/** What people have on file, and what is told of it. */
export const FILES: Readonly<Record<string, Fit>> = {
  'consent.give': {
    beside: [
      `consent_text set purposes = '{RATING}', items = '{IDENTITY}', valid_from = '2020-01-01',
         valid_to = null where id = $ConsentText`,
    ],
    input: () => ({
      memberId: undefined,
      expiresOn: undefined,
      agreed: [{ purpose: 'RATING', recipientKind: 'NONE', items: ['IDENTITY'] }],
    }),
  },
  'customer.accept-move': {
    row: {
      expires_on: 'null',
      from_code: '(select territory_code from customer where id = customer_id)',
      to_code: `'${GRID_CODE}'`,
      to_grid_id: `(select id from grid where code = '${GRID_CODE}')`,
    },
  },
  'customer.change-head': { beside: TWO_MEMBERS, input: () => ({ members: undefined }) },
  'customer.find': {
    input: () => ({
      ...UNNUMBERED,
      address: undefined,
      areaCode: undefined,
      mobile: '13812345678',
    }),
  },
  'customer.identify-member': {
    beside: ['customer_member set head = false, id_number_digest = null where id = $Member'],
    input: () => ID_NUMBER,
  },
  'customer.propose-move': { input: () => ({ ...NOWHERE, toGridCode: GRID_CODE }) },
  'customer.register': {
    input: () => ({
      ...NOWHERE,
      ...UNNUMBERED,
      kind: 'HOUSEHOLD',
      businessName: undefined,
      mobile: '13812345678',
      members: [],
      gridId: undefined,
      gridCode: GRID_CODE,
      areaCode: undefined,
    }),
  },
  'customer.request-move': {
    input: () => ({ ...NOWHERE, ...UNNUMBERED, code: CUSTOMER_CODE }),
  },
  'customer.reveal': BY_LAW,
  'customer.revise-offline': {
    input: () => ({
      ...NOWHERE,
      ...UNNUMBERED,
      baseVersion: 1,
      name: undefined,
      mobile: '13812345678',
      businessName: undefined,
    }),
  },
  'customer.split': {
    beside: TWO_MEMBERS,
    input: () => ({ members: undefined, kind: 'HOUSEHOLD', mobile: undefined }),
  },
  'duplicate.keep-both': paired('OPEN', 'ACTIVE'),
  'duplicate.merge': { ...paired('OPEN', 'ACTIVE'), input: SURVIVOR },
  'duplicate.undo': paired('MERGED', 'MERGED'),
  'follow-up.reveal': BY_LAW,
  'import.add-rows': {
    row: { uploaded_by: ME },
    input: () => ({ last: false }),
  },
  'import.read-results': { ...BY_LAW, row: { uploaded_by: ME, shredded_on: 'null' } },
  'loan.reveal-findings': BY_LAW,
  'key.rewrap': { input: () => ({ step: 'keys', after: undefined }) },
  'outworker.reveal': BY_LAW,
  'privacy.export': BY_LAW,
  'privacy.lift': {
    beside: ['processing_restriction set valid_to = null where customer_id = $Customer'],
  },
  'profile-form.publish': {
    row: {
      content: pg.escapeLiteral(JSON.stringify(sampleFormOf('HOUSEHOLD'))),
      customer_kind: "'HOUSEHOLD'",
      code: "'SAMPLE_HOUSEHOLD'",
      edition: '1000',
    },
  },
  'profile.answer': { input: () => ({ answers: HOUSEHOLD_ANSWERS, clear: undefined }) },
  'rating.adjust': {
    row: {
      status: "'EFFECTIVE'",
      valid_to: 'null',
      grade: "'B'",
      computed_grade: "'B'",
      findings: "'[]'",
      inputs: pg.escapeLiteral(JSON.stringify(RATING_INPUTS)),
    },
    beside: RATABLE.slice(0, 1),
    input: () => ({ grade: 'C' }),
  },
  'rating.rate': { beside: RATABLE, input: () => ({ inputs: RATING_INPUTS }) },
  'rating.rate-many': {
    beside: RATABLE,
    input: () => ({ areaCode: undefined, inputs: {}, after: undefined, onlyOutdated: false }),
  },
  'scorecard.publish': {
    input: () => ({
      content: { ...sampleHouseholdScorecard, version: 1000 },
      scorecardId: undefined,
      validFrom: TODAY,
    }),
  },
  'scorecard.retire': {
    row: { status: "'PUBLISHED'", valid_from: "'2020-01-01'", valid_to: 'null' },
  },
  'scorecard.revise': {
    row: { code: "'SAMPLE_HOUSEHOLD'" },
    input: () => ({ content: { ...sampleHouseholdScorecard, version: 999 } }),
  },
  'screening-record.reveal': BY_LAW,
  'sync.reveal': BY_LAW,
  'visit.reveal': BY_LAW,
  'webhook-endpoint.revise': { input: () => ({ name: 'Revised' }) },
};
