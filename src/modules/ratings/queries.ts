import { sql } from 'kysely';
import {
  from,
  is,
  type Noun,
  narrow,
  one,
  oneOf,
  type Row,
  refersTo,
  type Sql,
  until,
} from '../../kernel/queries/noun.ts';

const scorecard: Noun = {
  type: 'Scorecard',
  table: 'scorecard',
  permission: 'rating.read',
  scope: 'institution',
  temporal: true,
  edges: {
    draftedBy: one('Person', 'drafted_by'),
    publishedBy: one('Person', 'published_by'),
  },
  filters: {
    code: is('code', 'String', 'Exactly this code. 代码'),
    customerKind: oneOf('customer_kind', 'CustomerKind', 'For one of these kinds. 适用客户类型'),
    status: oneOf('status', 'ScorecardStatus', 'One of these states. 状态'),
  },
  orders: { EDITION: { columns: ['code', 'edition'] } },
};

const consentRule: Noun = {
  type: 'RatingConsentRule',
  table: 'rating_consent_rule',
  permission: 'rating.read',
  scope: 'institution',
  temporal: true,
  edges: { setBy: one('Person', 'set_by') },
};

/** Amounts are stored in fen and leave in yuan. */
const lines = (row: Row): Sql => sql`(
  select coalesce(jsonb_agg(line || jsonb_build_object(
    'amount', round((line ->> 'amountFen')::numeric / 100, 2)::text) order by place), '[]')
  from jsonb_array_elements(${row('lines')}) with ordinality as stored (line, place))`;

const rating: Noun = {
  type: 'Rating',
  table: 'rating',
  permission: 'rating.read',
  scope: { via: 'customer' },
  temporal: true,
  edges: {
    customer: one('Customer', 'customer_id'),
    scorecard: one('Scorecard', 'scorecard_id'),
    ratedBy: one('Person', 'rated_by'),
    decidedBy: one('Person', 'decided_by'),
    adjusts: one('Rating', 'adjusts_id'),
    adjustedBy: one('Person', 'adjusted_by'),
    panel: one('Panel', 'panel_id'),
  },
  computed: {
    lines,
    items: (row) => sql`rating_items(${row('items')}, (select card.content from scorecard as card
      where card.institution_id = ${row('institution_id')} and card.id = ${row('scorecard_id')}))`,
    computedGrade: (row) => sql`coalesce(${row('computed_grade')}, ${row('grade')})`,
  },
  filters: {
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户')),
    scorecard: refersTo('scorecard_id', 'Scorecard', 'By this edition of a scorecard. 评分表'),
    grade: oneOf('grade', 'String', 'One of these grades. 等级'),
    outcome: oneOf('outcome', 'RatingOutcome', 'One of these outcomes. 规则结果'),
    status: oneOf('status', 'RatingStatus', 'One of these states. 状态'),
    ratedFrom: from('valid_from', 'Date', 'Starts on this day or later. 起始日不早于'),
    expiresBefore: until('valid_to', 'Date', 'Ends before this day. 终止日早于'),
  },
  orders: {
    VALID_FROM: { columns: ['valid_from'] },
    VALID_FROM_DESC: { columns: ['valid_from'], descending: true },
  },
};

export const ratingNouns = [scorecard, consentRule, rating];
