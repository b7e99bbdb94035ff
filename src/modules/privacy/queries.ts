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

export const privacyNouns = [consentText, consent];
