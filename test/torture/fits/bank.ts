import { civilDate } from '../../../src/kernel/clock.ts';
import { panelItems, panelRuleSets } from '../../../src/modules/panels/rules.ts';
import { termsDigest } from '../../../src/modules/sharing/commands/decide.ts';
import { TEST_ISSUER } from '../../helpers/app.ts';
import type { Fit } from '../fit.ts';

const OPERATOR = 'operator';
const DAY_MS = 86_400_000;
const inDays = (days: number): string => civilDate(new Date(Date.now() + days * DAY_MS));
const ME = "(select person_id from login where subject = 'administrator')";
const village = (number: number): string => `429005001${String(number).padStart(3, '0')}`;
const SHA256 = 'a'.repeat(64);

/** The household of the campaign stands at a stage, and is screened. */
const atStage = (stage: string): readonly string[] => [
  `campaign_household set stage = '${stage}' where id = $CampaignHousehold`,
  "customer set screening = 'WHITE' where id = $Customer",
];

/** All that is agreed, so that its digest is known. */
const AGREED = {
  code: 'SAMPLE',
  body_code: 'BODY',
  body_name: '农业农村局',
  client_id: '00000000-0000-7000-8000-000000000000',
  purpose: 'Sample',
  legal_basis: 'Sample',
  grade: 'FACTS',
  area_codes: [village(1)],
  terms: [],
  views: [],
  facts_from: '2020-01-01',
  valid_from: '2020-01-01',
  valid_to: '2199-01-01',
  assessment_sha256: null,
};

/** Its columns. */
const TERMS = {
  ...Object.fromEntries(Object.entries(AGREED).map(([name, value]) => [name, `'${value}'`])),
  area_codes: `'{${AGREED.area_codes}}'`,
  terms: "'[]'",
  views: "'[]'",
  assessment_sha256: 'null',
};

/** What a machine may be told: grids that were opened. */
const SHARED: Fit = {
  beside: ["person set kind = 'SYSTEM' where id = $Person"],
  input: () => ({
    grade: 'FACTS',
    areaCodes: [village(31)],
    terms: [{ act: 'grid.opened', objects: ['Grid'], shown: ['code'], masked: [] }],
    factsFrom: undefined,
    validFrom: inDays(0),
    validTo: inDays(30),
  }),
};

const RULES = panelRuleSets[0]?.rules;
const SCALED = panelItems.map((item) => ({ low: '0', high: '10', ...item }));
const CONVENED = {
  turn: '1',
  first_id: 'null',
  rules: `'${JSON.stringify(RULES)}'`,
  items: `'${JSON.stringify(SCALED)}'`,
};
/** Those who may be drawn there are eight of nobody's, from the last on. */
const FIRST = { areaCode: village(32), from: 0 };
const SECOND = { areaCode: village(33), from: 8 };

/** The customer agrees to be reviewed. */
const AGREES: readonly string[] = [
  `consent set purpose = 'PANEL_REVIEW', member_id = null, recipient_kind = 'NONE', recipient = ''
    where customer_id = $Customer`,
  'processing_restriction set valid_to = valid_from where customer_id = $Customer',
];

/** Rows of no command's turn, who may be drawn in a village, and its customer, who agreed. */
const drawable = ({ areaCode, from }: typeof FIRST): readonly string[] => [
  "panel_rule_set set valid_to = valid_from where content = '[]'",
  `panel_reviewer set area_code = '${areaCode}', standing = 'REGULAR', person_id = null
    where id in (select id from panel_reviewer order by id desc offset ${from} limit 8)`,
  `customer set area_code = '${areaCode}' where id = $Customer`,
  ...AGREES,
];

/** The member of the panel holds a seat, and has not reviewed its one subject, and may. */
const seated = (seat: string, personId = 'null'): readonly string[] => [
  `panel_member set seat = '${seat}' where id = $PanelMember`,
  `panel_reviewer set person_id = ${personId}, household_id = null, id_number_digest = null,
    mobile_digest = null where id = $PanelReviewer`,
  'panel_subject set number = 1 where id = $PanelSubject',
  'panel_ballot set member_id = id where member_id = $PanelMember',
  'panel_recusal set member_id = id where member_id = $PanelMember',
];
const REVIEWS = [{ number: 1, scores: panelItems.map(({ code }) => ({ item: code, score: '8' })) }];

const CAMPAIGNS: Readonly<Record<string, Fit>> = {
  'campaign.advance': {
    beside: atStage('ROSTER'),
    input: () => ({ to: 'SCREENED' }),
  },
  'campaign.open': { input: () => ({ areaCode: village(21) }) },
  'campaign.return': { beside: atStage('DROPPED') },
  'campaign.send-back': { beside: atStage('SCREENED'), input: () => ({ to: 'ROSTER' }) },
};

const PANELS: Readonly<Record<string, Fit>> = {
  'panel.close': {
    row: CONVENED,
    beside: [
      ...seated('SITTING'),
      ...AGREES,
      'panel_ballot set panel_id = id where panel_id = $Panel',
      `panel_ballot set panel_id = own.panel, subject_id = own.subject
        from (select s.panel_id as panel, s.id as subject, m.id as member from panel_subject s
          join panel_member m using (panel_id) where m.id = $PanelMember) own
        where member_id in (
          select id from panel_member where id > own.member order by id offset 49 limit 3)`,
    ],
    input: (ids) => ({
      signatures: [50, 51, 52].map((away) => ({
        memberId: ids('PanelMember', away),
        evidenceSha256: SHA256,
      })),
      leaveUnreviewed: undefined,
    }),
  },
  'panel.convene': {
    beside: [
      ...drawable(FIRST),
      "panel_subject set state = 'CANCELLED' where customer_id = $Customer",
    ],
    input: () => ({
      areaCode: FIRST.areaCode,
      seats: 5,
      items: undefined,
      scorecardId: undefined,
    }),
  },
  'panel.enlist': {
    input: () => ({
      areaCode: village(34),
      name: undefined,
      mobile: undefined,
      idNumber: undefined,
    }),
  },
  'panel.excuse': { beside: seated('STANDBY') },
  'panel.open-second': {
    row: { ...CONVENED, area_code: `'${SECOND.areaCode}'` },
    beside: [...drawable(SECOND), "panel_subject set state = 'REVIEWED' where id = $PanelSubject"],
    input: () => ({ numbers: undefined, seats: 5 }),
  },
  'panel.record-ballot': {
    row: CONVENED,
    beside: [...seated('SITTING'), ...AGREES],
    input: () => ({ reviews: REVIEWS }),
  },
  'panel.recuse': { beside: seated('SITTING'), input: () => ({ number: 1 }) },
  'panel.score': {
    row: CONVENED,
    beside: [...seated('SITTING', ME), ...AGREES],
    input: () => ({ reviews: REVIEWS }),
  },
  'panel.set-rules': { input: () => ({ rules: RULES, validFrom: inDays(1) }) },
};

const NOTICES: Readonly<Record<string, Fit>> = {
  'notice.decide': {
    beside: ["notice_entry set status = 'OBJECTED', loan_id = null where id = $NoticeEntry"],
  },
  'notice.draft': { input: () => ({ areaCode: village(22) }) },
  'notice.open': {
    row: { kind: "'RATING'", area_code: `'${village(23)}'`, status: "'DRAFT'" },
    beside: [
      `customer set area_code = '${village(23)}', screening = 'WHITE' where id = $Customer`,
      "rating set status = 'EFFECTIVE', valid_to = null where id = $Rating",
      'notice_entry set rating_id = null where rating_id = $Rating',
    ],
  },
};

const SHARING: Readonly<Record<string, Fit>> = {
  'data-agreement.approve': {
    row: { ...TERMS, proposed_by: 'null', written_by: "'{}'" },
    input: () => ({ termsSha256: termsDigest(AGREED), signedSha256: SHA256 }),
  },
  'data-agreement.deliver': {
    row: {
      status: "'APPROVED'",
      client_id: ME,
      grade: "'FACTS'",
      views: "'[]'",
      valid_to: "'2199-01-01'",
    },
    input: () => ({ from: 0, to: 1 }),
  },
  'data-agreement.draft': SHARED,
  'data-agreement.revise': SHARED,
  'data-receipt.give': {
    beside: [`data_agreement set client_id = ${ME}, views = '[]' where id = $DataAgreement`],
    input: () => ({ from: 0, to: 0 }),
  },
};

/** Of the bank itself, its people, its divisions and grids, its campaigns, panels and notices. */
export const BANK: Readonly<Record<string, Fit>> = {
  ...CAMPAIGNS,
  ...PANELS,
  ...NOTICES,
  ...SHARING,
  'approval.approve': {
    row: {
      command: "'notice.draft'",
      maker_id: "(select person_id from login where subject = 'grid.manager')",
    },
  },
  'area.import': {
    as: OPERATOR,
    input: () => ({
      completeUnder: undefined,
      rows: [{ code: village(24), name: '新名村', urbanRuralClass: '220' }],
    }),
  },
  'grid.open': {
    input: () => ({
      areaCode: village(25),
      parentId: undefined,
      code: undefined,
      boundary: undefined,
      exclusive: false,
      validFrom: undefined,
    }),
  },
  'grid.split': {
    row: { valid_to: 'null' },
    input: () => ({ parts: [{ name: '东格' }, { name: '西格' }], effectiveDate: undefined }),
  },
  'institution.open': {
    as: OPERATOR,
    input: () => ({
      administrator: { code: 'first', name: '首任', issuer: TEST_ISSUER, subject: 'first' },
    }),
  },
  'person.link-login': { input: () => ({ issuer: TEST_ISSUER, subject: 'linked' }) },
  'role.define': { input: () => ({ permissions: ['area.read'] }) },
  'staff.enlist': {
    beside: ["officer set status = 'RELEASED' where person_id = $Person"],
  },
};
