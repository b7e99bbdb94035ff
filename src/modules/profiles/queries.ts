import { is, type Noun, type NounExtension, one, oneOf } from '../../kernel/queries/noun.ts';
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

export const profileNouns = [profileForm];

export const profileExtensions: NounExtension[] = [
  { type: 'Customer', computed: { profile: profileSql } },
];
