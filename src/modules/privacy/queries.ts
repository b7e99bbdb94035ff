import {
  from,
  is,
  type Noun,
  narrow,
  one,
  oneOf,
  refersTo,
  until,
} from '../../kernel/queries/noun.ts';

const consentText: Noun = {
  type: 'ConsentText',
  table: 'consent_text',
  permission: 'consent.read',
  scope: 'institution',
  temporal: true,
  edges: { publishedBy: one('Person', 'published_by') },
  filters: { code: is('code', 'String', 'Exactly this code. 代码') },
  orders: { EDITION: { columns: ['code', 'edition'] } },
};

const consent: Noun = {
  type: 'Consent',
  table: 'consent',
  permission: 'consent.read',
  scope: { via: 'customer' },
  temporal: true,
  edges: {
    customer: one('Customer', 'customer_id'),
    member: one('Member', 'member_id'),
    text: one('ConsentText', 'text_id'),
    recordedBy: one('Person', 'recorded_by'),
    withdrawnBy: one('Person', 'withdrawn_by'),
  },
  filters: {
    customer: narrow(refersTo('customer_id', 'Customer', 'About this file. 客户')),
    purpose: oneOf('purpose', 'ProcessingPurpose', 'For one of these purposes. 处理目的'),
    endsFrom: from('valid_to', 'Date', 'Ends on this day or later. 失效日不早于'),
    endsBefore: until('valid_to', 'Date', 'Ends before this day. 失效日早于'),
  },
  orders: { GIVEN: { columns: ['valid_from'] } },
};

const disclosure: Noun = {
  type: 'Disclosure',
  table: 'disclosure',
  permission: 'disclosure.read',
  scope: { via: 'customer' },
  edges: {
    customer: one('Customer', 'customer_id'),
    consent: one('Consent', 'consent_id'),
    person: one('Person', 'person_id'),
  },
  filters: {
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this file. 客户')),
    person: refersTo('person_id', 'Person', 'By this person. 操作人'),
    from: from('occurred_at', 'DateTime', 'From this instant on. 起始时间'),
    until: until('occurred_at', 'DateTime', 'Before this instant. 截止时间（不含）'),
  },
  orders: { NEWEST: { columns: ['occurred_at'], descending: true } },
};

const revealAlert: Noun = {
  type: 'RevealAlert',
  table: 'reveal_alert',
  permission: 'reveal-alert.read',
  scope: 'institution',
  edges: {
    person: one('Person', 'person_id'),
    acknowledgedBy: one('Person', 'acknowledged_by'),
  },
  filters: {
    person: refersTo('person_id', 'Person', 'About this person. 人员'),
    status: oneOf('status', 'RevealAlertStatus', 'In one of these states. 状态'),
  },
  orders: { NEWEST: { columns: ['raised_at'], descending: true } },
};

const restriction: Noun = {
  type: 'ProcessingRestriction',
  table: 'processing_restriction',
  permission: 'consent.read',
  scope: { via: 'customer' },
  temporal: true,
  edges: {
    customer: one('Customer', 'customer_id'),
    restrictedBy: one('Person', 'restricted_by'),
    liftedBy: one('Person', 'lifted_by'),
  },
  filters: { customer: narrow(refersTo('customer_id', 'Customer', 'Of this file. 客户')) },
};

const correctionRequest: Noun = {
  type: 'CorrectionRequest',
  table: 'correction_request',
  permission: 'consent.read',
  scope: { via: 'customer' },
  edges: {
    customer: one('Customer', 'customer_id'),
    member: one('Member', 'member_id'),
    takenBy: one('Person', 'taken_by'),
    decidedBy: one('Person', 'decided_by'),
  },
  filters: {
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this file. 客户')),
    status: oneOf('status', 'CorrectionStatus', 'In one of these states. 状态'),
    dueBefore: until('due_on', 'Date', 'Due before this day. 期限早于'),
  },
  orders: { DUE: { columns: ['due_on'] } },
};

const erasure: Noun = {
  type: 'Erasure',
  table: 'erasure',
  permission: 'erasure.read',
  scope: { via: 'customer' },
  edges: { customer: one('Customer', 'customer_id'), erasedBy: one('Person', 'erased_by') },
  filters: { customer: narrow(refersTo('customer_id', 'Customer', 'Of this file. 客户')) },
};

export const privacyNouns = [
  consentText,
  consent,
  disclosure,
  revealAlert,
  restriction,
  correctionRequest,
  erasure,
];
