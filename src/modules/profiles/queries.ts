import {
  is,
  type Noun,
  type NounExtension,
  narrow,
  one,
  oneOf,
  refersTo,
} from '../../kernel/queries/noun.ts';
import { profileSql } from './profile-sql.ts';

const profileForm: Noun = {
  type: 'ProfileForm',
  table: 'profile_form',
  permission: 'customer.read',
  scope: 'institution',
  temporal: true,
  edges: {
    draftedBy: one('Person', 'drafted_by'),
    publishedBy: one('Person', 'published_by'),
  },
  filters: {
    code: is('code', 'String', 'Exactly this code. 代码'),
    customerKind: oneOf('customer_kind', 'CustomerKind', 'For one of these kinds. 适用客户类型'),
    status: oneOf('status', 'ProfileFormStatus', 'One of these states. 状态'),
  },
  orders: { EDITION: { columns: ['code', 'edition'] } },
};

const profileRevision: Noun = {
  type: 'ProfileRevision',
  table: 'profile_revision',
  permission: 'customer.read',
  scope: { via: 'customer' },
  edges: {
    customer: one('Customer', 'customer_id'),
    form: one('ProfileForm', 'form_id'),
    changedBy: one('Person', 'changed_by'),
  },
  filters: {
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户')),
    changedBy: refersTo('changed_by', 'Person', 'By this person. 修改人'),
  },
  orders: { NEWEST: { columns: ['changed_on'], descending: true } },
};

export const profileNouns = [profileForm, profileRevision];

export const profileExtensions: NounExtension[] = [
  { type: 'Customer', computed: { profile: profileSql } },
];
