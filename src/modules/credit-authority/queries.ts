import { type Noun, narrow, one, refersTo } from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const matrix: Noun = {
  type: 'AuthorityMatrix',
  table: 'authority_matrix',
  permission: 'authority.read',
  scope: 'institution',
  temporal: true,
  edges: { setBy: one('Person', 'set_by') },
  computed: { history: historyOf('AuthorityMatrix') },
};

const delegation: Noun = {
  type: 'AuthorityDelegation',
  table: 'authority_delegation',
  permission: 'authority.read',
  scope: 'institution',
  temporal: true,
  edges: {
    fromPerson: one('Person', 'from_person_id'),
    toPerson: one('Person', 'to_person_id'),
    role: one('Role', 'role_id'),
    revokedBy: one('Person', 'revoked_by'),
  },
  computed: { history: historyOf('AuthorityDelegation') },
  filters: {
    fromPerson: narrow(refersTo('from_person_id', 'Person', 'Given by this person. 授权人')),
    toPerson: narrow(refersTo('to_person_id', 'Person', 'Held by this person. 受托人')),
  },
};

const declaration: Noun = {
  type: 'InterestDeclaration',
  table: 'interest_declaration',
  permission: 'authority.read',
  scope: { via: 'customer' },
  temporal: true,
  edges: {
    person: one('Person', 'person_id'),
    customer: one('Customer', 'customer_id'),
    declaredBy: one('Person', 'declared_by'),
    endedBy: one('Person', 'ended_by'),
  },
  filters: {
    person: narrow(refersTo('person_id', 'Person', 'Of this person. 关联人')),
    customer: narrow(refersTo('customer_id', 'Customer', 'To this customer. 客户')),
  },
};

export const creditAuthorityNouns = [matrix, delegation, declaration];
