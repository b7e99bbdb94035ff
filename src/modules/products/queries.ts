import { from, is, type Noun, one, oneOf, until } from '../../kernel/queries/noun.ts';

const loanProduct: Noun = {
  type: 'LoanProduct',
  table: 'loan_product',
  permission: 'loan.read',
  scope: 'institution',
  temporal: true,
  edges: {
    draftedBy: one('Person', 'drafted_by'),
    publishedBy: one('Person', 'published_by'),
  },
  filters: {
    code: is('code', 'String', 'Exactly this code. 产品编码'),
    status: oneOf('status', 'LoanProductStatus', 'One of these states. 状态'),
  },
  orders: { EDITION: { columns: ['code', 'edition'] } },
};

const primeRate: Noun = {
  type: 'PrimeRate',
  table: 'prime_rate',
  permission: 'loan.read',
  scope: 'institution',
  edges: { recordedBy: one('Person', 'recorded_by') },
  filters: {
    tenor: oneOf('tenor', 'PrimeRateTenor', 'Of these tenors. 期限品种'),
    publishedFrom: from('published_on', 'Date', 'Published on or after this day. 发布日自'),
    publishedUntil: until('published_on', 'Date', 'Published before this day. 发布日至（不含）'),
  },
  orders: { NEWEST: { columns: ['published_on'], descending: true } },
};

export const productNouns = [loanProduct, primeRate];
