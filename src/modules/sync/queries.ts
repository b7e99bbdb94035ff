import { type Noun, narrow, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';

const syncConflict: Noun = {
  type: 'SyncConflict',
  table: 'sync_conflict',
  permission: 'sync.read',
  scope: { via: 'customer' },
  edges: {
    customer: one('Customer', 'customer_id'),
    editedBy: one('Person', 'edited_by'),
    resolvedBy: one('Person', 'resolved_by'),
  },
  filters: {
    customer: narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户')),
    status: oneOf('status', 'SyncConflictStatus', 'One of these states. 状态'),
    editedBy: refersTo('edited_by', 'Person', 'Edited by this person. 修改人'),
  },
};

export const syncNouns = [syncConflict];
