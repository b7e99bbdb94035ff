import { type Noun, narrow, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';

const duplicatePair: Noun = {
  type: 'DuplicatePair',
  table: 'duplicate_pair',
  permission: 'duplicate.read',
  scope: { via: 'first' },
  edges: {
    first: one('Customer', 'first_id'),
    second: one('Customer', 'second_id'),
    survivor: one('Customer', 'survivor_id'),
    decidedBy: one('Person', 'decided_by'),
    undoneBy: one('Person', 'undone_by'),
  },
  filters: {
    first: narrow(refersTo('first_id', 'Customer', 'With this file in the first place. 档案一')),
    second: narrow(refersTo('second_id', 'Customer', 'With this file in the second place. 档案二')),
    status: oneOf('status', 'DuplicateStatus', 'One of these states. 状态'),
  },
  orders: { SCORE: { columns: ['score'], descending: true } },
};

export const duplicateNouns = [duplicatePair];
